import { alertName } from '#engine/alert.ts';
import type { Failure } from '#engine/errors.ts';
import type { ScriptedPeer } from './scripted-peer.ts';
import type { End } from './world.ts';

/** Why an end failed: the violation's code, `decode REASON`, or the kind of failure; `open` when it did not. */
export function codeOf(failure: Failure | null): string {
  if (failure === null) return 'open';
  if ('code' in failure) return failure.code;
  if (failure.kind === 'decode' || failure.kind === 'ended') return `${failure.kind} ${failure.reason}`;
  return failure.kind === 'alert-received' ? `alert ${alertName(failure.alert)}` : failure.kind;
}

/** Names of the alerts an end sent, close_notify included. */
export function alertsOf(end: End): readonly string[] {
  return end.alerts('sent').map(alertName);
}

/** How a victim ended: its code, then the alerts it sent. */
export function endOf({ line }: ScriptedPeer): readonly string[] {
  return [codeOf(line.victim.failure), ...alertsOf(line.victim)];
}
