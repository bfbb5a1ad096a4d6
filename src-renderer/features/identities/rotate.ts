import type { ActionsState } from '../../state/actions.svelte.ts';
import type { CoreState } from '../../state/core.svelte.ts';
import type { DialogsState } from '../../state/dialogs.svelte.ts';
import { visible } from '../../format/visible.ts';
import { texts } from './texts.ts';

interface Rotation {
  /** Where the outcome is shown. */
  readonly subject: string;
  readonly identityId: string;
  /** `null`: of every scheme. */
  readonly scheme: string | null;
}

/** Asks before an identity gets new keys, and says what peers will see. */
export function askRotate(core: CoreState, actions: ActionsState, dialogs: DialogsState, { subject, identityId, scheme }: Rotation): void {
  const name = core.identities.items.find(({ id }) => id === identityId)?.name ?? null;
  const others = core.connections.items.filter((connection) => connection.identityId === identityId && connection.writable).length;
  dialogs.ask({
    title: texts.rotateTitle(name === null ? null : visible(name, false, 40), scheme),
    points: [texts.rotateNow(others), texts.rotatePeers, texts.rotateGone(scheme !== null)],
    confirm: texts.rotateConfirm(scheme !== null),
    run: () => void actions.run(subject, 'rotate', () => core.bridge.request('rotateIdentityKey', { identityId, scheme }), texts.rotated),
  });
}
