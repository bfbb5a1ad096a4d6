import { HostError } from '#main/hosts/host-error.ts';
import type { LogicalConnection } from '#main/hosts/logical-connection.ts';
import type { Handlers } from '#shared/contract.ts';
import type { RepairRequests } from '#shared/contract/repair.ts';
import type { VaultRequests } from '#shared/contract/vault.ts';
import { defaultProfile } from '#shared/profile-words.ts';
import type { ConnectionView } from '#shared/views.ts';
import { ApiError } from './core.ts';
import type { CoreParts } from './core-parts.ts';
import { viewOfError } from './error-views.ts';
import { newConnection, openListener } from './opening.ts';
import { auditHandlers } from './audit/handlers.ts';
import { backupHandlers } from './backup/handlers.ts';
import { captureHandlers } from './captures/handlers.ts';
import { credentialHandlers } from './credentials/handlers.ts';
import { epochHandlers } from './epochs/handlers.ts';
import { identityHandlers } from './identities/handlers.ts';
import { inspectionHandlers } from './inspection/handlers.ts';
import { jobHandlers } from './jobs/handlers.ts';
import { laboratoryHandlers } from './laboratory/handlers.ts';
import { recordingHandlers } from './recordings/handlers.ts';
import { keyPolicyHandlers } from './key-policies/handlers.ts';
import { keyPackageHandlers } from './key-packages/handlers.ts';
import { sessionHandlers } from './sessions/handlers.ts';
import { rowViews } from './captures/rows.ts';
import { transcriptDetail } from './transcript-views.ts';
import { trustHandlers } from './trust/handlers.ts';
import { connectionView, epochView, identityView, listenerView } from './views.ts';
import { trustPolicyHandlers } from './trust-policies/handlers.ts';

/** The requests that need an open profile. */
export type OpenHandlers = Omit<Handlers, 'app' | keyof VaultRequests | keyof RepairRequests>;

/** The one API, but for what is answered in every state of the profile. Every rejection is an {@link ApiError}. */
export function createHandlers(parts: CoreParts): OpenHandlers {
  return worded({
    ...appHandlers(parts),
    ...trustHandlers(parts),
    ...identityHandlers(parts),
    ...trustPolicyHandlers(parts),
    ...sessionHandlers(parts),
    ...keyPackageHandlers(parts),
    ...keyPolicyHandlers(parts),
    ...inspectionHandlers(parts),
    ...credentialHandlers(parts),
    ...epochHandlers(parts),
    ...recordingHandlers(parts),
    ...captureHandlers(parts),
    ...laboratoryHandlers(parts),
    ...auditHandlers(parts),
    ...backupHandlers(parts),
    ...jobHandlers(parts),
    ...listenerHandlers(parts),
    ...connectionHandlers(parts),
    ...inspectorHandlers(parts),
  });
}

function appHandlers(parts: CoreParts): Pick<Handlers, 'identities' | 'createIdentity' | 'notices' | 'dismissNotice' | 'startDemo'> {
  const { realm } = parts;
  return {
    identities: async () => realm.identities.list().map(identityView),
    createIdentity: async ({ name }) => {
      const identity = realm.identities.create(name, realm.clock.now().wall);
      realm.announcements.list('identitiesChanged');
      return identityView(identity);
    },
    notices: async () => realm.notices.list(),
    dismissNotice: async ({ noticeId }) => {
      parts.expiry.dismissed(realm.notices.dismiss(noticeId));
      return null;
    },
    startDemo: async ({ profile = defaultProfile }) => {
      const { initiator, responder } = await parts.demos.start(profile);
      return { initiatorId: initiator.id, responderId: responder.id };
    },
  };
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
  | 'connection'
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
> {
  const { connections } = parts;
  const after = async (id: string, act: (connection: LogicalConnection) => Promise<void> | void): Promise<ConnectionView> => {
    const connection = connections.require(id);
    await act(connection);
    return connectionView(connection);
  };
  return {
    connections: async () => connections.list().map(connectionView),
    connection: async ({ connectionId }) => connectionView(connections.require(connectionId)),
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
  };
}

function inspectorHandlers({
  connections,
  realm: { traces, captures },
}: CoreParts): Pick<Handlers, 'transcript' | 'transcriptDetail' | 'epochs' | 'messages'> {
  return {
    transcript: async ({ connectionId, before, limit }) => {
      connections.require(connectionId);
      return traces.page(connectionId, { before: before ?? Number.MAX_SAFE_INTEGER }, limit).map(rowViews(captures, connectionId));
    },
    transcriptDetail: async ({ connectionId, seq }) => {
      connections.require(connectionId);
      const row = traces.find(connectionId, seq);
      if (row === null) throw new HostError('UNKNOWN_ROW');
      return transcriptDetail(row, captures.find(connectionId)?.bytesOf(row) ?? null);
    },
    epochs: async ({ connectionId }) => {
      connections.require(connectionId);
      return traces.epochs(connectionId).map(epochView);
    },
    messages: async ({ connectionId }) => connections.require(connectionId).data.messages.list(),
  };
}

/** What is thrown inside becomes words. */
function worded(handlers: OpenHandlers): OpenHandlers {
  const wrapped = Object.entries(handlers).map(([name, handler]) => [name, inWords(handler)]);
  return Object.fromEntries(wrapped) as unknown as OpenHandlers; // the same names, each with a function of the same type
}

/** A handler whose every rejection is an {@link ApiError}. */
export function inWords(handler: (params: never) => Promise<unknown>): (params: never) => Promise<unknown> {
  return async (params) => {
    try {
      return await handler(params);
    } catch (error) {
      throw error instanceof ApiError ? error : new ApiError(viewOfError(error));
    }
  };
}
