import type { KeyObject } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createMls, OutputBuffer } from '#engine/index.ts';
import { ApiError, type Core, type CoreOptions, type TopicListener } from '#main/api/core.ts';
import type { CoreParts } from '#main/api/core-parts.ts';
import { viewOfError } from '#main/api/error-views.ts';
import { createHandlers } from '#main/api/handlers.ts';
import { type Pipes, pipesOf } from '#main/api/pipes.ts';
import type { Publisher } from '#main/api/publisher.ts';
import { publisherOf } from '#main/api/topic-sources.ts';
import { HeldFiles } from '#main/api/captures/held-files.ts';
import { rowViews } from '#main/api/captures/rows.ts';
import { transcriptRow } from '#main/api/transcript-views.ts';
import { type OpenCore, startGatedCore } from '#main/api/vault/gated-core.ts';
import { mlsSuiteProvider } from '#main/crypto/mls-provider.ts';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';
import { runtimeSelfTest } from '#main/crypto/self-test.ts';
import { DemoPairs } from '#main/laboratory/demo-pairs.ts';
import { Laboratory } from '#main/laboratory/laboratory.ts';
import { LoopbackFaults } from '#main/laboratory/relay/loopback-faults.ts';
import { unlockedDataKey } from '#main/store/data-key.ts';
import { KeyVault } from '#main/store/key-vault.ts';
import { standardCost } from '#main/store/passphrase-seal.ts';
import { ensureProfileDirectory } from '#main/store/profile-directory.ts';
import { lockProfile } from '#main/store/profile-lock.ts';
import { sessionCodec } from '#main/store/session-codec.ts';
import { type OpenProfile, openAnyway } from '#main/store/repair/open-anyway.ts';
import { repairProfile } from '#main/store/repair/repair-profile.ts';
import type { SessionCodec } from '#main/store/store.ts';
import { StoreError } from '#main/store/store-error.ts';
import { Captures } from '#main/capture/captures.ts';
import { TraceStore } from '#main/store/trace-store.ts';
import { certificates } from '#main/trust/certificates.ts';
import { transferLimit } from '#shared/contract/backup.ts';
import { lateAnnouncements } from './announcements.ts';
import { ArrivalLimits } from './arrival-limits.ts';
import { wakeConnections } from './awakening.ts';
import { type Clock, systemClock } from './clock.ts';
import { Connections } from './connections.ts';
import { ExpiryWatch } from './expiry-watch.ts';
import { HostError } from './host-error.ts';
import { Jobs } from './jobs.ts';
import { noticeOfFailure, Notices, noticeSays } from './notices.ts';
import { systemRandomness } from './randomness.ts';
import { processTurns } from './task-turns.ts';
import { Transfers } from './transfers.ts';
import { createRealm, type Environment } from './realm.ts';

/** How long connections may take to end in order when the program ends, milliseconds. */
const closeTimeout = 2_000;

/** A core of this process, for programs that build on it. */
export interface LiveCore extends Core, Pipes {}

/** What a core takes from the machine it runs on: time, chance and cryptography. */
export type Machine = Pick<Environment, 'clock' | 'randomness' | 'crypto' | 'mls'>;

/** The machine as it is. @param crypto another provider of the engine's primitives, for example one that watches what is erased */
export function thisMachine(crypto: Environment['crypto'] = nodeCryptoProvider()): Machine {
  const mls = createMls({ suite: mlsSuiteProvider(systemRandomness), crypto, randomness: systemRandomness });
  return { clock: systemClock, randomness: systemRandomness, crypto, mls };
}

/**
 * Opens a profile and everything that runs on it. Composition root of the core: the only file of `hosts` that knows the API.
 *
 * @throws {ApiError} in words: the profile is in use, damaged or not private, or the cryptography fails its self-test
 */
export async function createCore(options: CoreOptions, machine: Machine = thisMachine()): Promise<LiveCore> {
  try {
    return await open(options, machine);
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError(viewOfError(error), error);
  }
}

async function open(options: CoreOptions, machine: Machine): Promise<LiveCore> {
  const tested = runtimeSelfTest().results;
  const wrong = tested.filter(({ ok }) => !ok).map(({ primitive }) => primitive);
  if (wrong.length > 0) throw new HostError('SELF_TEST_FAILED', { detail: wrong.join(', ') });
  const codec = sessionCodec(machine.mls, machine.crypto.erase);
  ensureProfileDirectory(options.profileDirectory);
  const lock = lockProfile(options.profileDirectory, { pid: process.pid, program: options.host, since: machine.clock.now().wall });
  try {
    return await startGatedCore({
      options,
      selfTest: tested,
      vault: openVault(options),
      clock: machine.clock,
      randomBytes: (length) => machine.randomness.bytes(length),
      open: (dataKey) => openCore(options, machine, codec, dataKey),
      repair: (dataKey) =>
        repairProfile({ directory: options.profileDirectory, dataKey, codec, erase: machine.crypto.erase, now: machine.clock.now().wall }),
      release: () => lock.release(),
    });
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** @throws {StoreError} `DATA_KEY_MISSING`: a new key must never take the place of one that something is sealed under */
function openVault({ profileDirectory, keychain, passphraseCost = standardCost }: CoreOptions): KeyVault {
  const vault = new KeyVault({ path: join(profileDirectory, 'data.key'), sealer: keychain ?? null, cost: passphraseCost });
  const holds = (name: string): boolean => (statSync(join(profileDirectory, name), { throwIfNoEntry: false })?.size ?? 0) > 0;
  if (!vault.exists() && (holds('keys.db') || holds('key-slots.bin'))) {
    throw new StoreError('DATA_KEY_MISSING', ['data-key-missing']);
  }
  return vault;
}

function openCore(options: CoreOptions, machine: Machine, codec: SessionCodec, dataKey: KeyObject): OpenCore {
  const wall = (): number => machine.clock.now().wall;
  const { erase } = machine.crypto;
  const { profileDirectory: directory, rebuild = false } = options;
  const profile = openAnyway({ directory, dataKey: unlockedDataKey(dataKey), codec, erase, now: wall(), wall, rebuild });
  try {
    return assemble(options, machine, profile);
  } catch (error) {
    profile.store.close();
    throw error;
  }
}

function assemble(options: CoreOptions, machine: Machine, { store, damage }: OpenProfile): OpenCore {
  const { clock } = machine;
  const announcements = lateAnnouncements();
  const notices = new Notices(clock, announcements);
  const traces = recordings(options, clock, notices);
  const loopback = new LoopbackFaults(clock);
  const environment: Environment = {
    ...machine,
    output: new OutputBuffer(),
    traces,
    captures: new Captures(),
    notices,
    announcements,
    certificates,
    network: loopback.network,
    turns: processTurns,
  };
  const realm = createRealm(environment, store, null);
  const connections = new Connections();
  const limits = new ArrivalLimits();
  const realms = new Set([realm]);
  const parts: CoreParts = {
    options,
    realm,
    realms,
    connections,
    listeners: new Map(),
    limits,
    expiry: new ExpiryWatch({ store: realm.store, clock, notices }),
    jobs: new Jobs(announcements),
    transfers: new Transfers(options.profileDirectory, transferLimit),
    heldFiles: new HeldFiles(),
    loopback,
    demos: new DemoPairs({ environment, connections, limits, realms }),
    laboratory: new Laboratory({
      ...environment,
      connections,
      wall: () => clock.now().wall,
      words: { row: transcriptRow, error: viewOfError },
    }),
    damage,
  };
  const publisher = publisherOf(parts);
  announcements.target = publisher;
  store.audit.whenAdded(() => announcements.list('auditChanged'));
  if (damage === null) {
    parts.expiry.start();
    realm.store.keyPackages.started(clock.now().wall);
  } else {
    notices.add({ level: 'danger', ...noticeSays(['profile-damaged'], ['profile-damaged-text']), connectionId: null });
  }
  parts.connections.restore(realm, damage === null ? 'tidy' : 'look');
  if (options.autoResume && damage === null)
    queueMicrotask(() => void wakeConnections({ realm, jobs: parts.jobs, wake: (row) => parts.connections.wake(realm, row) }));
  return coreOf(parts, publisher, () => shutDown(parts, publisher));
}

/** What has a peer ends first, what is written to last. */
async function shutDown(parts: CoreParts, publisher: { close(): void }): Promise<void> {
  const { realm } = parts;
  parts.expiry.stop();
  parts.jobs.cancelAll();
  parts.transfers.close();
  parts.heldFiles.close();
  await parts.laboratory.close();
  await Promise.all([...[...parts.listeners.values()].map((listener) => listener.close()), parts.demos.close()]);
  await parts.connections.close(closeTimeout);
  parts.loopback.close();
  realm.captures.close();
  publisher.close();
  realm.keyPackages.close();
  realm.traces.close();
  realm.store.close();
}

function recordings({ profileDirectory }: CoreOptions, clock: Clock, notices: Notices): TraceStore {
  return new TraceStore({
    path: join(profileDirectory, 'trace.db'),
    clock: { wall: () => clock.now().wall, later: (delay, call) => clock.at(clock.now().monotonic + delay, call) },
    onFailure: (error) => notices.add({ level: 'warning', ...noticeOfFailure(['recording-stopped'], error), connectionId: null }),
  });
}

function coreOf(parts: CoreParts, publisher: Publisher, shutDown: () => Promise<void>): OpenCore {
  const { traces, captures } = parts.realm;
  let stopRows: (() => void) | null = null;
  let closing: Promise<void> | null = null;
  return {
    handlers: createHandlers(parts),
    settings: parts.realm.store.settings,
    damage: parts.damage,
    audit: parts.damage === null ? parts.realm.store.audit : null,
    subscribe(listener: TopicListener) {
      // Rows are turned into words only while somebody reads them.
      stopRows ??= traces.subscribe(({ connectionId, rows, dropped }) =>
        publisher.rows(connectionId, rows.map(rowViews(captures, connectionId)), dropped),
      );
      const stop = publisher.subscribe(listener);
      return () => {
        stop();
        if (publisher.watched) return;
        stopRows?.();
        stopRows = null;
      };
    },
    ...pipesOf(parts),
    close() {
      closing ??= shutDown();
      return closing;
    },
  };
}
