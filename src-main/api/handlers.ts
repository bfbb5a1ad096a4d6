import { foreignSuites, suites } from '#engine/crypto/suites.ts';
import { defaultPolicy } from '#engine/index.ts';
import { knockSubject } from '#main/hosts/attempt.ts';
import { HostError } from '#main/hosts/host-error.ts';
import type { LogicalConnection } from '#main/hosts/logical-connection.ts';
import type { KeyStore, PeerKey, Pin } from '#main/store/store.ts';
import { fullFingerprint } from '#main/trust/fingerprint.ts';
import type { Handlers } from '#shared/contract.ts';
import type { AppView, ConnectionView, SessionView } from '#shared/views.ts';
import { ApiError } from './core.ts';
import type { CoreParts } from './core-parts.ts';
import { viewOfError } from './error-views.ts';
import { newConnection, openListener, parseCard } from './opening.ts';
import { transcriptDetail, transcriptRow } from './transcript-views.ts';
import { connectionView, epochView, identityView, knockView, listenerView, pinView, sessionView, suiteView } from './views.ts';

/** The one API. Every rejection is an {@link ApiError}. */
export function createHandlers(parts: CoreParts): Handlers {
  return worded({
    ...appHandlers(parts),
    ...trustHandlers(parts),
    ...listenerHandlers(parts),
    ...connectionHandlers(parts),
    ...inspectorHandlers(parts),
  });
}

function appHandlers(parts: CoreParts): Pick<Handlers, 'app' | 'identities' | 'createIdentity' | 'notices' | 'dismissNotice' | 'startDemo'> {
  const { realm } = parts;
  return {
    app: async () => appView(parts),
    identities: async () => realm.identities.list().map(identityView),
    createIdentity: async ({ name }) => {
      const identity = realm.identities.create(name, realm.clock.now().wall);
      realm.announcements.list('identitiesChanged');
      return identityView(identity);
    },
    notices: async () => realm.notices.list(),
    dismissNotice: async ({ noticeId }) => {
      realm.notices.dismiss(noticeId);
      return null;
    },
    startDemo: async () => {
      const { initiator, responder } = await parts.startDemo();
      return { initiatorId: initiator.id, responderId: responder.id };
    },
  };
}

function knockSettled({ announcements, notices }: CoreParts['realm'], fingerprint: string): void {
  notices.settle(knockSubject({ fingerprint }));
  announcements.list('knocksChanged');
}

function trustHandlers({
  realm,
  connections,
}: CoreParts): Pick<Handlers, 'knocks' | 'acceptKnock' | 'dismissKnock' | 'pins' | 'addPin' | 'removePin'> {
  const { store, authentication, announcements, clock } = realm;
  return {
    knocks: async () => store.knocking.list().map(knockView),
    acceptKnock: async ({ knockId }) => {
      const pin = authentication.acceptKnocking(knockId, clock.now().wall);
      if (pin === null) throw new HostError('UNKNOWN_KNOCK');
      knockSettled(realm, knockId);
      announcements.list('pinsChanged');
      return pinView(pin);
    },
    dismissKnock: async ({ knockId }) => {
      store.knocking.remove(knockId);
      knockSettled(realm, knockId);
      return null;
    },
    pins: async () => store.pins.list().map(pinView),
    addPin: async ({ card, fixed }) => {
      const { name, ...key } = parseCard(card);
      const pin = authentication.pinExplicitly(key, name, { fixed }, clock.now().wall);
      const fingerprint = fullFingerprint(key);
      store.knocking.remove(fingerprint);
      knockSettled(realm, fingerprint);
      announcements.list('pinsChanged');
      return pinView(pin);
    },
    removePin: async ({ pinId }) => {
      const pin = store.pins.find(pinId);
      if (pin === null) throw new HostError('UNKNOWN_PIN');
      // Before the pin goes: a crash or a full disk leaves the pin, and removing it again finishes the work.
      const destroyed = isLastPin(store.pins, pin) ? connections.forgetPeer(realm, keysOf(pin)) : 0;
      store.pins.remove(pinId);
      announcements.list('pinsChanged');
      return { destroyed };
    },
  };
}

function keysOf({ scheme, publicKey, previous }: Pin): readonly PeerKey[] {
  return [{ scheme, publicKey }, ...(previous === null ? [] : [previous])];
}

/** Whether the peer is unknown here once this pin is gone. */
function isLastPin(pins: KeyStore['pins'], pin: Pin): boolean {
  return keysOf(pin).every((key) => pins.forKey(key).every(({ id }) => id === pin.id));
}

function listenerHandlers(parts: CoreParts): Pick<Handlers, 'listeners' | 'listen' | 'stopListening'> {
  const { listeners, realm } = parts;
  return {
    listeners: async () => [...listeners.values()].map(listenerView),
    listen: async (params) => listenerView(await openListener(parts, params, null)),
    stopListening: async ({ listenerId }) => {
      const listener = listeners.get(listenerId);
      if (listener === undefined) throw new HostError('UNKNOWN_LISTENER');
      await listener.close();
      listeners.delete(listenerId);
      realm.announcements.list('listenersChanged');
      return null;
    },
  };
}

function connectionHandlers(
  parts: CoreParts,
): Pick<
  Handlers,
  | 'connections'
  | 'connect'
  | 'update'
  | 'keyUpdate'
  | 'send'
  | 'cut'
  | 'resume'
  | 'resumeWith'
  | 'close'
  | 'setAutoResume'
  | 'removeConnection'
  | 'sessions'
  | 'forgetSession'
> {
  const { connections } = parts;
  const after = async (id: string, act: (connection: LogicalConnection) => Promise<void> | void): Promise<ConnectionView> => {
    const connection = connections.require(id);
    await act(connection);
    return connectionView(connection);
  };
  return {
    connections: async () => connections.list().map(connectionView),
    connect: async (params) => {
      const connection = newConnection(parts, params, false);
      await connection.connect();
      return connectionView(connection);
    },
    update: ({ connectionId }) => after(connectionId, (connection) => connection.update()),
    keyUpdate: ({ connectionId, requestPeer }) => after(connectionId, (connection) => connection.keyUpdate(requestPeer)),
    send: async ({ connectionId, text }) => {
      await connections.require(connectionId).send(new TextEncoder().encode(text));
      return null;
    },
    cut: ({ connectionId }) => after(connectionId, (connection) => connection.cut()),
    resume: ({ connectionId }) => after(connectionId, (connection) => connection.resume()),
    resumeWith: async ({ connectionId, text }) => {
      const connection = connections.require(connectionId);
      const earlyData = await connection.resumeWith(new TextEncoder().encode(text));
      return { connection: connectionView(connection), earlyData };
    },
    close: ({ connectionId }) => after(connectionId, (connection) => connection.close()),
    setAutoResume: ({ connectionId, on }) => after(connectionId, (connection) => connection.setAutoResume(on)),
    removeConnection: async ({ connectionId }) => {
      connections.remove(connectionId);
      return null;
    },
    sessions: async () => allSessions(parts),
    forgetSession: async ({ sessionId }) => {
      forgetSession(parts, sessionId);
      return null;
    },
  };
}

function inspectorHandlers({ connections, realm: { traces } }: CoreParts): Pick<Handlers, 'transcript' | 'transcriptDetail' | 'epochs' | 'messages'> {
  return {
    transcript: async ({ connectionId, before, limit }) => {
      connections.require(connectionId);
      return traces.page(connectionId, { before: before ?? Number.MAX_SAFE_INTEGER }, limit).map(transcriptRow);
    },
    transcriptDetail: async ({ connectionId, seq }) => {
      connections.require(connectionId);
      const row = traces.find(connectionId, seq);
      if (row === null) throw new HostError('UNKNOWN_ROW');
      return transcriptDetail(row);
    },
    epochs: async ({ connectionId }) => {
      connections.require(connectionId);
      return traces.epochs(connectionId).map(epochView);
    },
    messages: async ({ connectionId }) => connections.require(connectionId).data.messages.list(),
  };
}

/** Sessions of every realm. */
export function allSessions({ realms, connections }: CoreParts): readonly SessionView[] {
  return [...realms].flatMap((realm) => realm.store.sessions.list().map((row) => sessionView(realm, row, connections)));
}

function forgetSession({ realms, connections }: CoreParts, viewId: string): void {
  for (const realm of realms) {
    for (const row of realm.store.sessions.list()) {
      if (sessionView(realm, row, connections).id === viewId) return connections.forgetSession(realm, row.id);
    }
  }
  throw new HostError('UNKNOWN_SESSION');
}

function appView({ options, selfTest }: CoreParts): AppView {
  const { node, electron, chrome, v8, openssl } = process.versions;
  const versions = Object.entries({ node, electron, chrome, v8, openssl }).flatMap(([name, version]) =>
    version === undefined ? [] : [[name, version] as const],
  );
  return {
    version: options.version,
    host: options.host,
    profileDirectory: options.profileDirectory,
    versions: Object.fromEntries(versions),
    cryptography: selfTest,
    suites: suites.map((suite) => suiteView(suite, defaultPolicy.suites)),
    unavailableSuites: foreignSuites,
    keysAtRest: 'key file',
    warnings: [],
  };
}

/** What is thrown inside becomes words. */
function worded(handlers: Handlers): Handlers {
  const wrapped = Object.entries(handlers).map(([name, handler]) => [name, inWords(handler)]);
  return Object.fromEntries(wrapped) as unknown as Handlers; // the same names, each with a function of the same type
}

function inWords(handler: (params: never) => Promise<unknown>): (params: never) => Promise<unknown> {
  return async (params) => {
    try {
      return await handler(params);
    } catch (error) {
      throw error instanceof ApiError ? error : new ApiError(viewOfError(error));
    }
  };
}
