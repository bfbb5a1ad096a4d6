import type { Session } from '#engine/two-party/session.ts';
import type { ConnectionRow, Direction, SessionAbout } from '#main/store/store.ts';
import { fullFingerprint } from '#main/trust/fingerprint.ts';
import type { KeyPolicy } from '#shared/key-policy.ts';
import type { TrustContext } from '#main/trust/decision.ts';
import type { Attempt } from './attempt.ts';
import { type ConnectionFacts, type ConnectionRecord, type ConnectionSettings, encodeRecord } from './connection-record.ts';
import { keyPolicyOf } from './key-policies.ts';
import type { Realm } from './realm.ts';
import { withSession } from './session-facts.ts';
import { noticeOfFailure } from './notices.ts';

/** What a logical connection is made of before its first attempt, or as it was stored. */
export interface ConnectionSeed {
  readonly id: string;
  readonly label: string;
  readonly direction: Direction;
  readonly address: string;
  readonly listenerId: string | null;
  readonly identityId: string;
  readonly sessionId: string | null;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly record: ConnectionRecord;
}

/** A row for the store. */
export function rowOf(seed: ConnectionSeed): ConnectionRow {
  const { record, ...row } = seed;
  return { ...row, wakes: wakes(record), options: encodeRecord(record) };
}

/**
 * Whether it may resume by itself after a restart: it was not ended by people, we can dial, and no program holds its data. Of one that
 * follows a policy the policy of that moment decides.
 */
function wakes({ settings, autoResume, closed, hidden }: ConnectionRecord): boolean {
  return autoResume !== false && !closed && !hidden && !settings.piped && settings.dial !== null;
}

/** What is known of a logical connection whether or not it has a transport; kept in the store. */
export class StoredConnection {
  readonly id: string;
  readonly label: string;
  readonly direction: Direction;
  readonly identityId: string;
  readonly createdAt: number;
  readonly realm: Realm;
  readonly #stored: boolean;
  #record: ConnectionRecord;
  #address: string;
  #listenerId: string | null;
  #sessionId: string | null;
  #lastActivityAt: number;

  /** @param stored whether a row for it is in the store */
  constructor(realm: Realm, seed: ConnectionSeed, stored: boolean) {
    this.realm = realm;
    this.id = seed.id;
    this.label = seed.label;
    this.direction = seed.direction;
    this.identityId = seed.identityId;
    this.createdAt = seed.createdAt;
    this.#stored = stored;
    this.#record = seed.record;
    this.#address = seed.address;
    this.#listenerId = seed.listenerId;
    this.#sessionId = seed.sessionId;
    this.#lastActivityAt = seed.lastUsedAt;
  }

  get settings(): ConnectionSettings {
    return this.#record.settings;
  }

  get facts(): ConnectionFacts {
    return this.#record.facts;
  }

  get address(): string {
    return this.#address;
  }

  get listenerId(): string | null {
    return this.#listenerId;
  }

  get sessionId(): string | null {
    return this.#sessionId;
  }

  /** What was said for this connection alone, before what the policy says. */
  get autoResume(): boolean {
    return this.#record.autoResume ?? this.#policy.autoResume;
  }

  /** It resumes by itself after a restart. */
  get wakes(): boolean {
    return wakes(this.#record) && this.autoResume;
  }

  /** Its own one, before that of all connections. */
  get ownKeyPolicy(): KeyPolicy | null {
    return this.#record.keyPolicy;
  }

  get keyPolicy(): KeyPolicy {
    return { ...this.#policy, autoResume: this.autoResume };
  }

  /** Whether it does anything else than the policy of all connections says. */
  get hasOwnPolicy(): boolean {
    return this.ownKeyPolicy !== null || this.autoResume !== this.#policy.autoResume;
  }

  get #policy(): KeyPolicy {
    return this.ownKeyPolicy ?? keyPolicyOf(this.realm);
  }

  get hidden(): boolean {
    return this.#record.hidden;
  }

  get lastActivityAt(): number {
    return this.#lastActivityAt;
  }

  get trustContext(): TrustContext {
    const { trust, policyId, given } = this.settings;
    const ownKeys = this.realm.identities.keys(this.identityId);
    return { mode: trust, policyId, direction: this.direction, address: this.#address, listenerId: this.#listenerId, given, ownKeys };
  }

  /** What the store keeps beside a session of this connection. */
  about(session: Session, attempt: Attempt): SessionAbout {
    this.note(session, attempt);
    const { peer } = this.facts;
    return {
      connectionId: this.id,
      identityId: this.identityId,
      direction: this.direction,
      address: this.direction === 'outbound' ? this.#address : null,
      peerName: peer?.name ?? '',
      peerFingerprint: peer === null ? '' : fullFingerprint(peer),
      insecure: peer?.accepted === 'unchecked',
      credential: peer?.accepted === 'first use' ? 'first-use' : (peer?.accepted ?? 'unknown'),
      lastUsedAt: this.realm.clock.now().wall,
    };
  }

  /** Takes over what a step of the session says. */
  protected note(session: Session, attempt: Attempt): void {
    this.noteFacts(withSession(this.facts, session, attempt.status.role, attempt.decision?.basis ?? null));
  }

  protected noteFacts(facts: Partial<ConnectionFacts>): void {
    this.#record = { ...this.#record, facts: { ...this.facts, ...facts } };
  }

  protected noteActivity(): void {
    this.#lastActivityAt = this.realm.clock.now().wall;
  }

  /** An inbound transport came through this listener, from this address. */
  protected noteArrival(listenerId: string, address: string): void {
    this.#listenerId = listenerId;
    if (this.direction === 'inbound') this.#address = address;
  }

  protected setSession(sessionId: string | null): void {
    if (this.#sessionId === sessionId) return;
    this.#sessionId = sessionId;
    this.save();
  }

  protected change(change: Partial<Pick<ConnectionRecord, 'autoResume' | 'keyPolicy' | 'closed' | 'hidden'>>): void {
    this.#record = { ...this.#record, ...change };
    this.save();
  }

  /** Never throws: what is lost here is shown, while the session itself is stored on its own. */
  protected save(): void {
    if (!this.#stored) return;
    const { store, clock, notices } = this.realm;
    try {
      const change = { sessionId: this.#sessionId, address: this.#address, lastUsedAt: clock.now().wall };
      const record = { wakes: wakes(this.#record), options: encodeRecord(this.#record) };
      store.connections.edit(this.id, { ...change, ...record });
    } catch (error) {
      notices.add({ level: 'danger', ...noticeOfFailure(['list-not-stored'], error), connectionId: this.id });
    }
  }

  protected announce(): void {
    this.realm.announcements.connection(this.id);
  }

  protected announceEpoch(): void {
    this.announce();
    this.realm.announcements.epochs(this.id);
  }
}
