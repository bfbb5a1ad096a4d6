import { type Bytes, toHex } from '#engine/bytes.ts';
import { EngineError } from '#engine/errors.ts';
import { defaultPolicy, eraseSession } from '#engine/index.ts';
import type { OwnKeyPackage } from '#engine/mls/group.ts';
import type { Policy } from '#engine/mls-tls/connection-api.ts';
import type { Session } from '#engine/two-party/session.ts';
import { StoreError } from '#main/store/store-error.ts';
import type { Transport } from '#main/transport/transport.ts';
import { Attempt, type AttemptOptions } from './attempt.ts';
import type { AttemptOwner } from './attempt-owner.ts';
import { newKeyPackage, noteHistory } from './given-key-packages.ts';
import { HostError } from './host-error.ts';
import { livePolicy } from './key-policies.ts';
import type { StoredConnection } from './stored-connection.ts';

/** Prepares the attempts that one logical connection makes itself. */
export class AttemptStarter {
  readonly #connection: StoredConnection & AttemptOwner;

  constructor(connection: StoredConnection & AttemptOwner) {
    this.#connection = connection;
  }

  /** A handshake with this suite over what is dialled. @throws {Cause} */
  async handshake(suite: number, dial: () => Promise<Transport>): Promise<Attempt> {
    const { realm, settings, identityId } = this.#connection;
    const { endpoint, keyPackages, mls } = realm;
    const { profile } = settings;
    const policy = this.#policy;
    const keyPackage = await keyPackages.take({ identityId, suite, profiles: policy.profiles, enabledSuites: policy.suites });
    const transport = await dial().catch((cause: unknown) => {
      mls.eraseKeyPackage(keyPackage);
      throw cause;
    });
    return this.#attemptOver(transport, (trace, now) => endpoint.connect({ policy, profile, keyPackage, trace }, now), this.#history(keyPackage));
  }

  /** What becomes of a KeyPackage from the moment it leaves. R-KP: used once, whatever comes of it. */
  #history(keyPackage: OwnKeyPackage): Pick<AttemptOptions, 'proven' | 'over'> {
    const { realm, identityId, address } = this.#connection;
    const table = realm.store.keyPackages;
    const id = toHex(keyPackage.reference);
    const wall = () => realm.clock.now().wall;
    const name = realm.store.identities.find(identityId)?.name ?? '';
    noteHistory(() => table.record(newKeyPackage(keyPackage, identityId, name, address), 'used', wall()));
    let joined = false;
    return {
      proven: () => {
        joined = true;
        noteHistory(() => table.note(id, 'joined', null, wall()));
      },
      over: () => {
        if (!joined) noteHistory(() => table.note(id, 'failed', null, wall()));
      },
    };
  }

  /** A resumption of its session, with data in the first flight or `null`. @throws {Cause} and the transport is gone then */
  resumption(transport: Transport, earlyData: Bytes | null): Attempt {
    const { endpoint, mls, crypto } = this.#connection.realm;
    let session: Session | null = null;
    try {
      const stored = this.#loadSession();
      session = stored;
      const policy = this.#policy;
      return this.#attemptOver(transport, (trace, now) => endpoint.resume({ policy, session: stored, earlyData, trace }, now));
    } catch (error) {
      transport.destroy();
      if (session !== null && endpoint.session(session.id) === null) eraseSession(session, { mls, erase: crypto.erase });
      throw error instanceof StoreError || error instanceof EngineError || error instanceof HostError ? error : new HostError('UNEXPECTED');
    }
  }

  /** A profile is never negotiated: the one that was chosen is the only one enabled. R-PROFILE. */
  get #policy(): Policy {
    const { profile, suites, marker } = this.#connection.settings;
    return { ...defaultPolicy, ...livePolicy(this.#connection.keyPolicy), profiles: [profile], suites, marker };
  }

  #loadSession(): Session {
    const { realm, sessionId } = this.#connection;
    const session = sessionId === null ? null : (realm.endpoint.session(sessionId) ?? realm.store.sessions.load(sessionId));
    if (session === null) throw new HostError('UNKNOWN_SESSION');
    return session;
  }

  #attemptOver(transport: Transport, connect: AttemptOptions['connect'], more: Pick<AttemptOptions, 'proven' | 'over'> = {}): Attempt {
    const connection = this.#connection;
    const contextOf = () => connection.trustContext;
    return new Attempt({
      realm: connection.realm,
      transport,
      inbound: false,
      connect,
      contextOf,
      claim: () => connection,
      orphaned: () => undefined,
      ...more,
    });
  }
}
