import { createContext } from 'svelte';
import type { ConnectionView } from '#shared/views.ts';
import type { ActionsState } from '../../state/actions.svelte.ts';
import type { CoreState } from '../../state/core.svelte.ts';
import type { DialogsState } from '../../state/dialogs.svelte.ts';
import type { RouteState } from '../../state/route.svelte.ts';
import { connectionName } from '../../format/connection-words.ts';
import { type ConnectionActionName, connectionActions, obstacleTo, offeredActions } from '../actions/table.ts';
import { texts as actionTexts } from '../actions/texts.ts';
import { schemeOfSuite } from '../../format/suite.ts';
import { askRotate } from '../identities/rotate.ts';
import type { PaletteEntry } from '../palette/rank.ts';
import { pageLabels, plainPages } from './pages.ts';
import { keys } from './keys.svelte.ts';
import { type ShortcutName, shortcuts } from './shortcuts.ts';
import { texts } from './texts.ts';
import { sharedWords } from '../../format/shared-words.ts';

/** Subject of actions that belong to no connection. */
export const appSubject = 'app';

/** What buttons and keys can do, in one place, so that both do the same. */
export class Commands {
  /** Set by the message box while it is on screen. */
  focusMessage: (() => void) | null = null;
  /** Set by the timeline or the page of epochs while it is on screen. */
  stepEpoch: ((by: 1 | -1) => void) | null = null;
  /** The connection of the row that is chosen in a list on screen. */
  selected = $state<string | null>(null);
  readonly #core: CoreState;
  readonly #actions: ActionsState;
  readonly #dialogs: DialogsState;
  readonly #route: RouteState;

  constructor(core: CoreState, actions: ActionsState, dialogs: DialogsState, route: RouteState) {
    this.#core = core;
    this.#actions = actions;
    this.#dialogs = dialogs;
    this.#route = route;
  }

  startDemo(): Promise<boolean> {
    return this.#actions.run(
      appSubject,
      'demo',
      () => this.#core.bridge.request('startDemo', {}),
      (pair) => {
        this.#route.go({ page: 'connection', id: pair.initiatorId });
        return texts.done.demo;
      },
    );
  }

  /** As strong as the lock that comes by itself. */
  lock(): Promise<boolean> {
    const strength = this.#core.vault.view?.autoLock.strength ?? 'window';
    return this.#actions.run(appSubject, 'lock', () => this.#core.bridge.request('lock', { strength }), null);
  }

  update({ id }: ConnectionView): Promise<boolean> {
    return this.#act(id, 'update', (connection) => texts.done.update(connection.epoch ?? '?'));
  }

  /** Profile editor-copy: our sending key now, the peer's when it answers. */
  keyUpdate({ id }: ConnectionView): Promise<boolean> {
    const ask = () => this.#core.bridge.request('keyUpdate', { connectionId: id, requestPeer: true });
    return this.#actions.run(id, 'keyUpdate', ask, texts.done.keyUpdate);
  }

  cut({ id }: ConnectionView): Promise<boolean> {
    return this.#act(id, 'cut', () => texts.done.cut);
  }

  resume({ id }: ConnectionView): Promise<boolean> {
    return this.#act(id, 'resume', (connection) => texts.done.resume(connection.epoch ?? '?'));
  }

  /** Resumes with a message in the first flight; says what became of it. R-EARLY. */
  resumeWith({ id }: ConnectionView, text: string): Promise<boolean> {
    const ask = () => this.#core.bridge.request('resumeWith', { connectionId: id, text });
    return this.#actions.run(id, 'resumeWith', ask, ({ connection, earlyData }) => {
      this.#core.connections.merge([connection]);
      return `${texts.done.resume(connection.epoch ?? '?')}; ${sharedWords.earlyData[earlyData]}`;
    });
  }

  close({ id, writable, state }: ConnectionView): Promise<boolean> {
    const open = writable || state === 'half-closed';
    return this.#act(id, 'close', ({ error }) => (open && error === null ? texts.done.close : texts.done.ended));
  }

  setAutoResume({ id }: ConnectionView, on: boolean): Promise<boolean> {
    return this.#actions.run(
      id,
      'setAutoResume',
      () => this.#core.bridge.request('setAutoResume', { connectionId: id, on }),
      (connection) => {
        this.#core.connections.merge([connection]);
        return on ? texts.done.autoResume : texts.done.noAutoResume;
      },
    );
  }

  send({ id }: ConnectionView, text: string): Promise<boolean> {
    return this.#actions.run(id, 'send', () => this.#core.bridge.request('send', { connectionId: id, text }), null);
  }

  remove({ id }: ConnectionView): Promise<boolean> {
    return this.#actions.run(
      id,
      'remove',
      () => this.#core.bridge.request('removeConnection', { connectionId: id }),
      () => {
        const now = this.#route.current;
        if ('id' in now && now.id === id) this.#route.go({ page: 'home' });
        return texts.done.remove;
      },
    );
  }

  /** What the palette offers: what makes sense now, then every page and connection. */
  entries(): readonly PaletteEntry[] {
    const connection = this.#current();
    const keyed = shortcuts.flatMap(({ run, does, group }) =>
      run === undefined || run === 'palette' || group === 'connection'
        ? []
        : [{ id: run, label: does, about: '', keys: keys.of(run), run: () => this.run(run) }],
    );
    const acts = connection === null ? [] : this.#connectionEntries(connection);
    const places = plainPages
      .filter((page) => keyed.every(({ id }) => id !== page))
      .map((page) => ({
        id: page,
        label: pageLabels[page],
        about: texts.palette.page,
        keys: undefined,
        run: () => this.#route.go(page === 'primer' && connection ? { page, id: connection.id } : { page }),
      }));
    const connections = this.#core.connections.items.map((one) => ({
      id: one.id,
      label: connectionName(one),
      about: texts.palette.connection(one.address),
      keys: undefined,
      run: () => this.#route.go({ page: 'connection', id: one.id }),
    }));
    return [...acts, ...keyed, ...places, ...connections];
  }

  #connectionEntries(connection: ConnectionView): readonly PaletteEntry[] {
    const subject = connectionName(connection);
    const possible = offeredActions(connection).filter(({ obstacle }) => obstacle(connection) === null);
    const message = { id: 'message', label: texts.does.message, about: subject, keys: keys.of('message'), run: () => this.focusMessage?.() };
    return [
      ...possible.map(({ name }) => {
        const { label, about } = actionTexts.words[name];
        return { id: name, label, about: subject, tells: about, keys: keys.of(name), run: () => this.act(name, connection) };
      }),
      ...(this.focusMessage === null ? [] : [message]),
    ];
  }

  /** Runs what a key asked for, on the connection that is on screen or chosen in a list. Does nothing when it makes no sense there. */
  run(name: ShortcutName): void {
    const connection = this.#current();
    const general: { readonly [N in ShortcutName]?: () => void } = {
      connect: () => this.#dialogs.show('connect'),
      listen: () => this.#dialogs.show('listen'),
      shortcuts: () => this.#dialogs.show('shortcuts'),
      demo: () => void this.startDemo(),
      home: () => this.#route.go({ page: 'home' }),
      lock: () => void this.lock(),
      security: () => this.#route.go({ page: 'security' }),
      sessions: () => this.#route.go({ page: 'sessions' }),
      next: () => this.#step(1),
      previous: () => this.#step(-1),
      message: () => this.focusMessage?.(),
      palette: () => this.#dialogs.show('palette'),
      previousEpoch: () => this.stepEpoch?.(-1),
      nextEpoch: () => this.stepEpoch?.(1),
    };
    if (general[name]) general[name]();
    else if (connection && isConnectionAction(name) && isOffered(name, connection)) this.act(name, connection);
  }

  /** Does one entry of the table to a connection, when it can be done now. */
  act(name: ConnectionActionName, connection: ConnectionView): void {
    if (obstacleTo(name, connection) !== null) return;
    const acts: { readonly [N in ConnectionActionName]: () => unknown } = {
      update: () => this.update(connection),
      keyUpdate: () => this.keyUpdate(connection),
      resume: () => this.resume(connection),
      cut: () => this.cut(connection),
      close: () => this.close(connection),
      rotate: () => this.rotate(connection),
      check: () => this.#dialogs.check({ kind: 'connection', id: connection.id }),
      keyPolicy: () => this.#dialogs.show('keyPolicy', connection.id),
      autoResume: () => this.setAutoResume(connection, !connection.autoResume),
      faults: () => this.#dialogs.show('faults', connection.id),
      epochs: () => this.#route.go({ page: 'epochs', id: connection.id }),
      remove: () => this.remove(connection),
    };
    void acts[name]();
  }

  /** Asks first: every session of the identity shows the new key. */
  rotate({ id, identityId, suite }: ConnectionView): void {
    askRotate(this.#core, this.#actions, this.#dialogs, { subject: id, identityId, scheme: schemeOfSuite(suite, this.#core.app?.suites) });
  }

  #act(id: string, action: 'update' | 'cut' | 'resume' | 'close', done: (connection: ConnectionView) => string): Promise<boolean> {
    return this.#actions.run(
      id,
      action,
      () => this.#core.bridge.request(action, { connectionId: id }),
      (connection) => {
        this.#core.connections.merge([connection]);
        return done(connection);
      },
    );
  }

  #current(): ConnectionView | null {
    const route = this.#route.current;
    return this.#core.connections.find(route.page === 'connection' || route.page === 'epochs' ? route.id : this.selected);
  }

  #step(by: 1 | -1): void {
    const items = this.#core.connections.items;
    const at = items.findIndex((connection) => connection.id === this.#current()?.id);
    const target = items[at < 0 ? (by === 1 ? 0 : items.length - 1) : (at + by + items.length) % items.length];
    if (target) this.#route.go({ page: 'connection', id: target.id });
  }
}

export const [getCommands, setCommands] = createContext<Commands>();

function isConnectionAction(name: ShortcutName): name is ConnectionActionName {
  return connectionActions.some((action) => action.name === name);
}

/** Actions of other kinds of connections are not offered for this one; what cannot be done now, `act` refuses. */
function isOffered(name: ConnectionActionName, connection: ConnectionView): boolean {
  return offeredActions(connection).some((action) => action.name === name);
}
