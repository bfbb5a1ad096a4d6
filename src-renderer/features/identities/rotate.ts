import type { ActionsState } from '../../state/actions.svelte.ts';
import { connectionName } from '../../format/connection-words.ts';
import { language } from '../../format/language.ts';
import type { CoreState } from '../../state/core.svelte.ts';
import type { DialogsState } from '../../state/dialogs.svelte.ts';
import { schemeOfSuite } from '../../format/suite.ts';
import { visible } from '../../format/visible.ts';
import { texts } from './texts.ts';

/** Names of peers in one sentence. */
const most = 4;

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
  const open = core.connections.items.filter(
    (connection) =>
      connection.identityId === identityId &&
      connection.writable &&
      (scheme === null || schemeOfSuite(connection.suite, core.app?.suites) === scheme),
  );
  dialogs.ask({
    title: texts.rotateTitle(name === null ? null : visible(name, false, 40), scheme),
    points: [
      texts.rotateNow(open.length, listed(open.map((connection) => visible(connectionName(connection), false, 40)))),
      texts.rotatePeers,
      texts.rotateGone(scheme !== null),
    ],
    confirm: texts.rotateConfirm(scheme !== null),
    run: () => void actions.run(subject, 'rotate', () => core.bridge.request('rotateIdentityKey', { identityId, scheme }), texts.rotated),
  });
}

/** Each name once, in the language of the page; the first few where there are many. */
function listed(names: readonly string[]): string {
  const each = [...new Set(names)];
  const shown = each.length > most ? [...each.slice(0, most - 1), texts.morePeers(each.length - most + 1)] : each;
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(shown);
}
