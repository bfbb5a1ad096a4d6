import { type Duplex, PassThrough, duplexPair } from 'node:stream';
import { faceError } from '#shared/face-errors.ts';
import { type Handlers, type RequestName, type TopicName, type Topics, requestChannels } from '#shared/contract.ts';
import type { SessionDetailView } from '#shared/contract/sessions.ts';
import type { AppView, ConnectionView, IdentityView, ListenerView } from '#shared/views.ts';
import type { VaultView } from '#shared/contract/vault.ts';
import { ApiError, type Core, type Pipe, type PipeEnd, type TopicListener } from '#main/api/core.ts';

/** A core for tests of carriers: it answers, publishes and hands out pipes, and keeps a list of what it was asked. No protocol behind it. */
export interface ToyCore extends Core {
  readonly calls: [RequestName, unknown][];
  readonly listening: ((pipe: Pipe) => void)[];
  publish<T extends TopicName>(topic: T, value: Topics[T]): void;
  readonly subscribers: number;
}

export function toyCore(overrides: Partial<Handlers> = {}): ToyCore {
  const calls: [RequestName, unknown][] = [];
  const listeners = new Set<TopicListener>();
  const listening: ((pipe: Pipe) => void)[] = [];
  return {
    calls,
    listening,
    handlers: recorded({ ...answers(), ...overrides }, calls),
    get subscribers() {
      return listeners.size;
    },
    publish: (topic, value) => {
      for (const listener of listeners) listener(topic, value);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    openPipe: async (params) => {
      if (params.port === 1) throw new ApiError({ ...faceError('CORE_GONE'), code: 'CONNECTION_REFUSED' });
      return echoPipe().pipe;
    },
    listenPipe: async (_params, onPipe) => {
      listening.push(onPipe);
      return { listener: toyListener, close: async () => void listening.splice(listening.indexOf(onPipe), 1) };
    },
    close: async () => undefined,
  };
}

/** A pipe whose far end is in the test's hands. */
export function farPipe(): { readonly pipe: Pipe; readonly far: Duplex; end(end: PipeEnd): void } {
  const [near, far] = duplexPair();
  const { promise, resolve } = Promise.withResolvers<PipeEnd>();
  return { pipe: { connection: toyConnection, stream: near, ended: promise }, far, end: resolve };
}

function echoPipe(): { readonly pipe: Pipe } {
  const stream = new PassThrough();
  return { pipe: { connection: toyConnection, stream, ended: new Promise((resolve) => stream.once('close', () => resolve({ kind: 'complete' }))) } };
}

/** Every handler records its call; those a test gives no answer for give an empty list. */
function recorded(given: Partial<Handlers>, calls: [RequestName, unknown][]): Handlers {
  const handlers: { [name: string]: (params: unknown) => Promise<unknown> } = {};
  for (const name of Object.keys(requestChannels)) {
    handlers[name] = (params) => {
      // The keys of `requestChannels` are the request names.
      const request = name as RequestName;
      calls.push([request, params]);
      const answer = given[request] as ((params: unknown) => Promise<unknown>) | undefined;
      return answer === undefined ? Promise.resolve([]) : answer(params);
    };
  }
  // One function per request name, made just above.
  return handlers as unknown as Handlers;
}

function answers(): Partial<Handlers> {
  return {
    createIdentity: async ({ name }) => ({ ...toyIdentity, name }),
    identities: async () => [toyIdentity],
    identityDetail: async () => ({ identity: toyIdentity, uses: [], connections: [] }),
    renameIdentity: async ({ name }) => ({ ...toyIdentity, name }),
    rotateIdentityKey: async () => toyIdentity,
    retireIdentity: async () => toyIdentity,
    restoreIdentity: async () => toyIdentity,
    destroyIdentity: async () => toyIdentity,
    connections: async () => [toyConnection],
    listeners: async () => [toyListener],
    send: async () => null,
    sessions: async () => pageOf([toySession]),
    session: async () => toySession,
    pins: async () => pageOf([]),
    forgetSession: async () => null,
    suspectSession: async () => ({ ...toySession, standing: 'suspect' }),
    vault: async () => toyVault,
    unlock: async () => toyVault,
    lock: async () => toyVault,
    changePassphrase: async () => toyVault,
    useKeychain: async () => toyVault,
    removeProtection: async () => toyVault,
    makeRecoveryKit: async () => ({ kit: Array.from({ length: 14 }, () => 'ABCDE').join(' '), mark: 'c0ffee00', madeAt: 0 }),
  };
}

const pageOf = <T>(rows: readonly T[]) => ({ rows, next: null, total: { count: rows.length, more: false } });

export const toySession: SessionDetailView = {
  id: '5e55',
  connectionId: 'c1f0',
  peer: { name: 'Bob', fingerprint: { full: 'ABCD EFGH', short: '' }, accepted: 'pinned' },
  address: 'localhost:7443',
  profile: 'draft-00',
  suite: 1,
  epoch: '12',
  standing: 'confirmed',
  foundingRole: 'founding-initiator',
  live: false,
  insecure: false,
  credential: 'pinned',
  pending: 'none',
  createdAt: 0,
  lastUsedAt: 1_000,
  size: 4_321,
  obstacle: null,
  obstacleCode: null,
  identityId: 'i1',
  identityName: 'Ada',
  direction: 'outbound',
  marked: true,
  generation: '31',
  connection: { label: 'Lab', attempts: 3, updates: { ours: 4, theirs: 5 } },
};

export const toyApp: AppView = {
  version: '0.0.0',
  host: 'daemon',
  profileDirectory: '/profile',
  versions: {},
  cryptography: [],
  suites: [
    { id: 0xf0f1, name: 'X-Wing', descriptor: 'x-wing', signature: 'Ed25519', postQuantum: 'confidentiality', enabledByDefault: true },
    { id: 1, name: 'X25519', descriptor: 'x25519', signature: 'Ed25519', postQuantum: 'none', enabledByDefault: false },
  ],
  unavailableSuites: [],
  keysAtRest: 'passphrase',
  warnings: [],
};

const toyVault: VaultView = {
  state: 'open',
  running: true,
  protections: ['passphrase'],
  ways: [],
  keychain: { availability: 'none', backend: '' },
  trouble: null,
  openedBy: 'passphrase',
  autoLock: { minutes: null, strength: 'window' },
};

export const toyIdentity: IdentityView = {
  id: 'i1',
  name: 'Ada',
  createdAt: 0,
  retiredAt: null,
  destroyedAt: null,
  keys: [],
  formerKeys: [],
  formerNames: [],
};

export const toyListener: ListenerView = {
  id: 'l1',
  identityId: 'i1',
  host: '127.0.0.1',
  port: 7443,
  addresses: ['127.0.0.1:7443'],
  profiles: ['draft-00'],
  suites: [1],
  trust: 'pin',
  policyName: null,
  marker: 'require',
  state: 'listening',
  accepted: 0,
  error: null,
};

export const toyConnection: ConnectionView = {
  id: 'c1f0',
  label: 'Lab',
  state: 'open',
  engineState: 'open',
  direction: 'outbound',
  role: 'initiator',
  foundingRole: 'founding-initiator',
  identityId: 'i1',
  listenerId: null,
  address: '127.0.0.1:7443',
  peer: null,
  own: null,
  peerChangedAt: null,
  trust: 'first-use',
  policyName: null,
  insecure: false,
  profile: 'draft-00',
  suite: 1,
  marked: true,
  sessionId: 's1',
  epoch: '1',
  safetyCode: null,
  attempt: 1,
  updating: false,
  writable: true,
  autoResume: true,
  nextRetryAt: null,
  bytesSent: 0,
  bytesReceived: 0,
  updates: { ours: 0, theirs: 0 },
  openedAt: 0,
  lastActivityAt: 0,
  error: null,
  obstacle: null,
  obstacleCode: null,
  laboratory: false,
  demoPeerId: null,
};
