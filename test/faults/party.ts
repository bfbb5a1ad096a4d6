import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Bytes, toHex } from '#engine/bytes.ts';
import type { CryptoProvider } from '#engine/crypto/provider.ts';
import { createMls, defaultPolicy, OutputBuffer } from '#engine/index.ts';
import { mlsSuiteProvider } from '#main/crypto/mls-provider.ts';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';
import type { Announcements } from '#main/hosts/announcements.ts';
import { ArrivalLimits } from '#main/hosts/arrival-limits.ts';
import { systemClock } from '#main/hosts/clock.ts';
import { decodeRecord, encodeRecord } from '#main/hosts/connection-record.ts';
import { Connections } from '#main/hosts/connections.ts';
import { IdentityLife } from '#main/hosts/identity-life.ts';
import { Listener } from '#main/hosts/listener.ts';
import type { LogicalConnection } from '#main/hosts/logical-connection.ts';
import { Notices } from '#main/hosts/notices.ts';
import { systemRandomness } from '#main/hosts/randomness.ts';
import { Captures } from '#main/capture/captures.ts';
import { createRealm, type Realm } from '#main/hosts/realm.ts';
import { dataKeyFile } from '#main/store/data-key.ts';
import type { Identity } from '#main/store/identity-table.ts';
import { ensureProfileDirectory } from '#main/store/profile-directory.ts';
import { lockProfile } from '#main/store/profile-lock.ts';
import { sessionCodec } from '#main/store/session-codec.ts';
import { openKeyStore } from '#main/store/sqlite-key-store.ts';
import type { KeyStore } from '#main/store/store.ts';
import { TraceStore } from '#main/store/trace-store.ts';
import { processTurns } from '#main/hosts/task-turns.ts';
import { tcpNetwork } from '#main/transport/tcp.ts';
import { certificates } from '#main/trust/certificates.ts';

export interface PartyOptions {
  readonly directory: string;
  readonly name: string;
  /** Sees every call that the product makes on what is injected into it, before and after. */
  readonly watch?: <T extends object>(name: string, target: T) => T;
  /** Told the key and nonce of every seal, before it happens. */
  readonly sealing: (keyAndNonce: string) => void;
}

const host = '127.0.0.1';

/** A profile on a real disk with the product's hosts on it: one party, with a listener, in this process. */
export class Party {
  readonly store: KeyStore;
  readonly realm: Realm;
  readonly connections = new Connections();
  readonly #listener: Listener;
  readonly #close: () => void;
  readonly #checks = new Set<() => void>();

  static async open(options: PartyOptions): Promise<Party> {
    const party = new Party(options);
    await party.#listener.open();
    return party;
  }

  private constructor({ directory, name, sealing, watch = (_name, target) => target }: PartyOptions) {
    ensureProfileDirectory(directory);
    const lock = lockProfile(directory, { pid: process.pid, program: 'daemon', since: 0 });
    const clock = watch('clock', systemClock);
    const crypto = noting(nodeCryptoProvider(), sealing);
    const mls = watch('mls', createMls({ suite: mlsSuiteProvider(systemRandomness), crypto, randomness: systemRandomness }));
    const codec = sessionCodec(mls, crypto.erase);
    const { wall } = systemClock.now();
    const store = openKeyStore({ directory, dataKey: dataKeyFile(join(directory, 'data.key')), codec, erase: crypto.erase, now: wall });
    this.store = {
      ...store,
      identities: watch('identities', store.identities),
      keyPackages: watch('keyPackages', store.keyPackages),
      sessions: watch('sessions', store.sessions),
      connections: watch('connections', store.connections),
    };
    const traces = new TraceStore({
      path: join(directory, 'trace.db'),
      clock: { wall: () => systemClock.now().wall, later: () => () => undefined },
      onFailure: (error) => {
        throw error;
      },
    });
    const announcements = this.#announcements();
    const environment = {
      clock,
      randomness: systemRandomness,
      crypto,
      mls,
      output: new OutputBuffer(),
      traces,
      captures: new Captures(),
      announcements,
      certificates,
      network: tcpNetwork,
      turns: processTurns,
    };
    this.realm = createRealm({ ...environment, notices: new Notices(systemClock, announcements) }, this.store, null);
    const [identity] = this.realm.identities.list();
    const { id: identityId } = identity ?? this.realm.identities.create(name, wall);
    this.#listener = new Listener({
      realm: this.realm,
      connections: this.connections,
      limits: new ArrivalLimits(),
      onPipe: null,
      settings: { ...common, identityId, host, port: 0, profiles: ['draft-00'], autoResume: false, acceptEarlyData: false },
    });
    this.#close = () => {
      this.realm.keyPackages.close();
      traces.close();
      store.close();
      lock.release();
    };
  }

  get port(): number {
    return this.#listener.port;
  }

  /** What an earlier run left; resumptions will dial this port. */
  restore(peerPort: number): void {
    const { connections } = this.store;
    for (const { id, options } of connections.list()) {
      const record = decodeRecord(options);
      if (record === null) continue;
      connections.edit(id, { options: encodeRecord({ ...record, settings: { ...record.settings, dial: { host, port: peerPort } } }) });
    }
    this.connections.restore(this.realm);
  }

  /** A handshake. */
  async connect(peerPort: number): Promise<void> {
    const [identity] = this.realm.identities.list();
    const connection = this.connections.create(this.realm, {
      label: 'peer',
      direction: 'outbound',
      address: `${host}:${peerPort}`,
      listenerId: null,
      identityId: identity?.id ?? '',
      autoResume: false,
      settings: { ...common, profile: 'draft-00', dial: { host, port: peerPort }, piped: false },
    });
    await connection.connect();
  }

  /** Another key of the same kind: an open connection updates with it. */
  rotateKey(): void {
    this.#life.rotate(this.#identity.id, 'Ed25519');
  }

  /** Another name, which follows in the same way. */
  rename(name: string): void {
    this.#life.rename(this.#identity.id, name);
  }

  /** Who it is now. */
  get self(): string {
    const { name, keys } = this.#identity;
    return described(name, keys.find(({ scheme }) => scheme === 'Ed25519')?.publicKey);
  }

  /** Who the peer is, by what the open connection shows. */
  get shown(): string {
    const peer = this.current?.facts.peer;
    return peer ? described(peer.name, peer.publicKey) : 'nobody';
  }

  /** The connection that was used last and has a session. */
  get connection(): LogicalConnection | null {
    return this.connections.list().find(({ sessionId }) => sessionId !== null) ?? null;
  }

  /** The connection whose transport is open. */
  get current(): LogicalConnection | null {
    return this.connections.list().find(({ state }) => state === 'open' || state === 'half-closed') ?? null;
  }

  get open(): boolean {
    return this.current !== null;
  }

  /** Epoch and authenticator that the open connection uses. */
  get epoch(): string {
    const { epoch, authenticator } = this.current?.facts ?? { epoch: null, authenticator: null };
    return epoch === null ? 'none' : `${epoch} ${Buffer.from(authenticator ?? []).toString('hex')}`;
  }

  /** Resolves as soon as it holds; looked at whenever a connection says that it has changed. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!holds()) return;
        this.#checks.delete(check);
        resolve();
      };
      this.#checks.add(check);
      check();
    });
  }

  async close(): Promise<void> {
    for (const connection of this.connections.list()) if (connection.live) connection.cut();
    await this.#listener.close();
    await this.connections.close(0);
    this.#close();
  }

  get #identity(): Identity {
    return this.realm.identities.require(null);
  }

  get #life(): IdentityLife {
    return new IdentityLife(this.realm, this.connections);
  }

  #announcements(): Announcements {
    // Not inside the call that announces: it may be in the middle of something.
    const changed = (): void =>
      queueMicrotask(() => {
        for (const check of [...this.#checks]) check();
      });
    return { list: changed, session: changed, connection: changed, connectionRemoved: changed, epochs: changed, message: changed };
  }
}

const described = (name: string, key: Bytes | undefined): string => `${name} ${toHex(key ?? new Uint8Array(0))}`;

const common = { suites: defaultPolicy.suites, trust: 'first-use', policyId: null, given: [], marker: 'require' } as const;

/** Tells every key and nonce before it is used. */
function noting(provider: CryptoProvider, sealing: PartyOptions['sealing']): CryptoProvider {
  return {
    ...provider,
    importRecordKey(aead, key) {
      const id = createHash('sha256').update(aead).update(key).digest('base64');
      const inner = provider.importRecordKey(aead, key);
      return {
        ...inner,
        seal(nonce, aad, plaintext, out, at) {
          sealing(`${id} ${Buffer.from(nonce).toString('base64')}`);
          return inner.seal(nonce, aad, plaintext, out, at);
        },
        open: (nonce, aad, ciphertext) => inner.open(nonce, aad, ciphertext),
        erase: () => inner.erase(),
      };
    },
  };
}
