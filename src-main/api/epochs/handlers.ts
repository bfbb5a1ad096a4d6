import { toHex } from '#engine/bytes.ts';
import { type KeyStep, keySchedule } from '#engine/index.ts';
import { scheduleSecrets } from '#main/capture/schedule-secrets.ts';
import type { PublicGroup } from '#engine/mls/group.ts';
import type { ProfileName } from '#engine/two-party/roles.ts';
import { HostError } from '#main/hosts/host-error.ts';
import type { LogicalConnection } from '#main/hosts/logical-connection.ts';
import type { EpochTrace, TraceStore } from '#main/store/trace-store.ts';
import type { EpochHistoryView, EpochRequests, EpochSecretsView, EpochStateView } from '#shared/contract/epochs.ts';
import type { HandlersOf } from '#shared/contract.ts';
import type { CoreParts } from '../core-parts.ts';
import { epochView } from '../views.ts';
import { healedSince, historyFacts, storiesOf, untold } from './history.ts';
import { groupView } from './state.ts';

/** Epochs told at once, and facts looked at for them. */
const newest = 500;
const mostFacts = 20_000;

/** The life of a session's keys. */
export function epochHandlers({ connections, realm: { traces } }: CoreParts): HandlersOf<EpochRequests> {
  return {
    epochHistory: async ({ connectionId }) => {
      connections.require(connectionId);
      return history(traces, connectionId);
    },
    epochState: async ({ connectionId, epoch }) => state(traces, connections.require(connectionId), BigInt(epoch)),
    epochSecrets: async ({ connectionId, epoch }) => secrets(traces, connections.require(connectionId), BigInt(epoch)),
  };
}

function history(traces: TraceStore, connectionId: string): EpochHistoryView {
  const epochs = traces.epochs(connectionId);
  const stories = storiesOf(traces.factsOf(connectionId, historyFacts, mostFacts));
  const shown = epochs.slice(-newest);
  return {
    epochs: shown.map((epoch) => ({ ...epochView(epoch), ...(stories.get(epoch.epoch) ?? untold) })),
    earlier: epochs.length - shown.length,
    healed: healedSince(epochs),
  };
}

function state(traces: TraceStore, connection: LogicalConnection, number: bigint): EpochStateView {
  const { previous, epoch, next } = neighbours(traces, connection.id, number);
  const group = recordedGroup(traces, connection.id, epoch);
  const before = previous === null ? null : recordedGroup(traces, connection.id, previous);
  const { facts } = connection;
  const ownLeaf = facts.foundingRole === null ? null : facts.foundingRole === 'founding-responder' ? 0 : 1;
  return {
    epoch: String(number),
    previous: previous === null ? null : String(previous.epoch),
    next: next === null ? null : String(next.epoch),
    group: group === null ? null : groupView(group, before, ownLeaf),
    schedule: scheduleOf(connection, epoch, next),
  };
}

/** Its realm decides, which cannot change: secrets of a profile are never given away. */
function secrets(traces: TraceStore, connection: LogicalConnection, number: bigint): EpochSecretsView {
  const { witness } = connection.realm;
  if (witness === null) throw new HostError('NO_KEYS_KEPT');
  const { epoch, next } = neighbours(traces, connection.id, number);
  const group = recordedGroup(traces, connection.id, epoch);
  const values = group === null ? [] : scheduleSecrets(scheduleOf(connection, epoch, next), witness.derivations.seen, group.context);
  return { epoch: String(number), values: [...values].map(([id, value]) => ({ id, value: toHex(value) })) };
}

function scheduleOf({ facts, settings: { profile } }: LogicalConnection, epoch: EpochTrace, next: EpochTrace | null): readonly KeyStep[] {
  return facts.suite === null ? [] : keySchedule(facts.suite, profile, boundToMessage(epoch, next, profile));
}

/** @throws {HostError} `UNKNOWN_EPOCH` */
function neighbours(traces: TraceStore, connectionId: string, number: bigint) {
  const epochs = traces.epochs(connectionId);
  const at = epochs.findIndex(({ epoch }) => epoch === number);
  const epoch = epochs[at];
  if (epoch === undefined) throw new HostError('UNKNOWN_EPOCH');
  return { previous: epochs[at - 1] ?? null, epoch, next: epochs[at + 1] ?? null };
}

/** Old rows are deleted before their epochs are. */
function recordedGroup(traces: TraceStore, connectionId: string, { seq }: EpochTrace): PublicGroup | null {
  const row = traces.find(connectionId, seq);
  return row?.kind === 'fact' && row.fact.kind === 'epoch' ? (row.fact.group ?? null) : null;
}

/**
 * Whether keys of the epoch are bound to a message of a resumption: in draft-00 those of the first of its two commits, which protect the
 * first flight (R-EARLY); in the editor's copy those of its only commit (R-ED-KEY).
 */
function boundToMessage(epoch: EpochTrace, next: EpochTrace | null, profile: ProfileName): boolean {
  if (epoch.how !== 'resumption') return false;
  return profile === 'editor-copy' || (next?.how === 'resumption' && next.attempt === epoch.attempt);
}
