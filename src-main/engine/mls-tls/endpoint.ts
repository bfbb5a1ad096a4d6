import { suites } from '../crypto/suites.ts';
import { misuse } from '../errors.ts';
import { defaultMaxMessage } from '../record/reassembler.ts';
import { maxInner } from '../record/records.ts';
import { transitions } from '../two-party/draft-00.ts';
import { maxEarlyData } from '../two-party/answering.ts';
import { literalTransitions } from '../two-party/draft-00-literal.ts';
import { editorTransitions } from '../two-party/editor-copy.ts';
import { MlsTlsConnection } from './connection.ts';
import type { Connection, Endpoint, EndpointOptions, Policy } from './connection-api.ts';
import type { Setup, Shared } from './connection-setup.ts';
import { eraseSession } from './disposal.ts';
import { editorKeySchedule } from './editor-traffic-secrets.ts';
import { SessionRegistry } from './session-registry.ts';
import { draft00KeySchedule } from './traffic-secrets.ts';

/** R-TIME, R-KP, R-LIMIT as specified; suites in the product's order of preference, X-Wing first. */
export const defaultPolicy: Policy = {
  profiles: ['draft-00'],
  suites: suites.filter(({ id }) => id === 0xf0f1 || id === 0x0001).map(({ id }) => id),
  strongerThan: new Map(),
  marker: 'require',
  publicUpdates: false,
  padTo: 1,
  helloTimeout: 10_000,
  resumeTimeout: 15_000,
  epochKeyUpdateTimeout: 60_000,
  authenticationTimeout: 10_000,
  fragmentTimeout: 10_000,
  unconfirmedLifetime: 600_000,
  hardRecordLimit: 1n << 48n,
  softRecordLimit: 2 ** 22,
  softByteLimit: 2 ** 36,
  softAgeLimit: 3_600_000,
  acceptEarlyData: false,
  maxEarlyData: 16384,
  maxHandshakeMessage: defaultMaxMessage,
  maxHeldBack: 1024 * 1024,
};

/** The connections of one process. Pure: whoever drives them supplies clock, randomness, store and sockets. */
export function createEndpoint(options: EndpointOptions): Endpoint {
  const registry = new SessionRegistry((session) => eraseSession(session, { mls: options.mls, erase: options.crypto.erase }));
  let ready = new Set<Connection>();
  let last = 0;
  const keys = draft00KeySchedule(options.crypto, options.mls);
  const editorKeys = editorKeySchedule(options.crypto, options.mls);
  const shared: Shared = {
    options,
    registry,
    profiles: {
      'draft-00': { table: transitions, keys, holdsData: false },
      'editor-copy': { table: editorTransitions, keys: editorKeys, holdsData: false },
      'draft-00-literal': { table: literalTransitions, keys, holdsData: true },
    },
    editorKeys,
    scratch: new Uint8Array(maxInner),
    ready: (connection) => ready.add(connection),
    nextId: () => ++last,
  };
  const none = { session: null, signer: () => null, isReplayed: () => false };
  const begin = (setup: Omit<Setup, 'shared'>) => new MlsTlsConnection({ shared, ...setup });
  return {
    connect({ policy, profile, keyPackage, trace }) {
      const connection = begin({ ...none, policy, trace, state: { kind: 'prepared', profile, keyPackage } });
      connection.start();
      return connection;
    },
    resume({ policy, session, earlyData = null, trace }) {
      const current = registry.session(session.id) ?? session;
      if (current.standing === 'suspect') throw misuse('API_SESSION_SUSPECT');
      if (current.pending?.form === 'public') throw misuse('API_NO_PUBLIC_RESUMPTION');
      if (current.profile === 'editor-copy' && current.foundingRole === 'founding-responder') throw misuse('API_NOT_FOUNDING_INITIATOR');
      if (earlyData !== null && current.profile === 'editor-copy') throw misuse('API_NO_EARLY_DATA');
      if (earlyData !== null && earlyData.length > Math.min(maxEarlyData, policy.maxEarlyData)) throw misuse('API_EARLY_DATA_TOO_LONG');
      const connection = begin({ ...none, policy, trace, session, state: { kind: 'dormant', earlyData } });
      connection.start();
      return connection;
    },
    accept({ policy, signer, isReplayed, trace }, now) {
      const connection = begin({ ...none, policy, trace, signer, isReplayed, state: { kind: 'idle' } });
      connection.startTimer('hello', policy.helloTimeout, now);
      return connection;
    },
    takeReady() {
      const list = [...ready];
      ready = new Set();
      return list;
    },
    session: (id) => registry.session(id),
  };
}
