import type { SessionView } from '#shared/contract/sessions.ts';
import { standingWords } from '../../format/connection-words.ts';
import { visible } from '../../format/visible.ts';
import type { MenuAction } from '../../components/menu-action.ts';
import type { ActionsState } from '../../state/actions.svelte.ts';
import type { ComparingState, Subject } from '../../state/comparing.svelte.ts';
import type { CoreState } from '../../state/core.svelte.ts';
import type { DialogsState } from '../../state/dialogs.svelte.ts';
import type { RouteState } from '../../state/route.svelte.ts';
import { connectionEntries } from '../actions/entries.ts';
import { peerSubject } from '../compare/load-subject.ts';
import type { Commands } from '../shell/commands.svelte.ts';
import { texts } from './texts.ts';

interface Parts {
  readonly core: CoreState;
  readonly actions: ActionsState;
  readonly comparing: ComparingState;
  readonly dialogs: DialogsState;
  readonly route: RouteState;
  readonly commands: Commands;
}

/** What of a row only its list knows. */
interface RowUse {
  readonly marked: boolean;
  readonly onmark: () => void;
  readonly onopen: () => void;
}

/** What buttons and menus can do with a session, in one place, so that both do the same. */
export class SessionCommands {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  show({ connectionId }: SessionView): void {
    this.#parts.route.go({ page: 'connection', id: connectionId });
  }

  async resume(session: SessionView): Promise<void> {
    const { actions, core, route } = this.#parts;
    const { id, connectionId } = session;
    const done = await actions.run(id, 'resume', () => core.bridge.request('resume', { connectionId }), null);
    // Who went elsewhere meanwhile stays there.
    if (done && route.current.page === 'sessions') this.show(session);
  }

  forget({ id, peer }: SessionView): void {
    const { actions, core, dialogs } = this.#parts;
    const run = () => void actions.run(id, 'forget', () => core.bridge.request('forgetSession', { sessionId: id }), texts.forgottenOne);
    dialogs.ask({ title: texts.forgetTitle(visible(peer.name, false, 80)), text: texts.forgetText, confirm: texts.forgetConfirm, run });
  }

  suspect({ id, peer }: SessionView): void {
    const { actions, core, dialogs } = this.#parts;
    const run = () => void actions.run(id, 'suspect', () => core.bridge.request('suspectSession', { sessionId: id }), texts.suspectDone);
    dialogs.ask({ title: texts.suspectTitle(visible(peer.name, false, 80)), text: texts.suspectText, confirm: texts.suspectConfirm, run });
  }

  compare(subject: Subject): void {
    const { comparing, route } = this.#parts;
    if (comparing.toggle(subject)) route.go({ page: 'compare' });
  }

  /** What a row's menu says: what can be done with its connection, then with the session itself. */
  entries(session: SessionView, { marked, onmark, onopen }: RowUse): readonly MenuAction[] {
    const { core, commands, dialogs } = this.#parts;
    const connection = core.connections.find(session.connectionId);
    const own = connection === null ? [] : connectionEntries(commands, connection).filter(({ id }) => id !== 'remove');
    const over = session.standing === 'suspect' || session.standing === 'quarantined';
    const gone = session.connectionId === '' ? texts.noConnection : null;
    return [
      entry('details', onopen, { keys: 'Enter' }),
      ...own,
      ...(own.some(({ id }) => id === 'check') ? [] : [entry('check', () => dialogs.check({ kind: 'session', id: session.id }))]),
      entry('show', () => this.show(session), { obstacle: gone }),
      entry(marked ? 'unmark' : 'mark', onmark, { keys: 'Space' }),
      entry('compare', () => this.compare(sessionSubject(session))),
      entry('compareCredential', () => this.compare(peerSubject(session))),
      entry('suspect', () => this.suspect(session), { obstacle: over ? standingWords[session.standing] : null }),
      entry('forget', () => this.forget(session)),
    ];
  }
}

export function sessionSubject({ id, peer, epoch }: SessionView): Subject {
  return { kind: 'session', id, label: texts.subject(peer.name, epoch, id.slice(0, 8)) };
}

function entry(name: keyof typeof texts.acts, run: () => unknown, more: Partial<Pick<MenuAction, 'keys' | 'obstacle'>> = {}): MenuAction {
  return { id: name, ...texts.acts[name], ...more, run };
}
