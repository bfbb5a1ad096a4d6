import { type Bytes, toHex } from '#engine/bytes.ts';
import type { KeyPackageUse } from '#engine/mls-tls/host-effects.ts';
import type { Session } from '#engine/two-party/session.ts';
import type { SessionAbout } from './store.ts';

/** `connection`: made for a client_hello. `given`: made on purpose, for later. `peer`: a peer's, accepted from its client_hello. */
export type KeyPackageOrigin = 'connection' | 'given' | 'peer';

/**
 * `ready`: waits in memory, never stored. `used`: left in a client_hello, or somebody took it. `joined`: a group came of it. `offered`: given out, its
 * private parts are kept. `lost`: its private parts are gone with the slot file or an older copy. `accepted`: remembered against replay.
 */
export type KeyPackageState = 'ready' | 'used' | 'joined' | 'failed' | 'thrown-away' | 'offered' | 'expired' | 'withdrawn' | 'lost' | 'accepted';

export const keyPackageStates = [
  'ready',
  'used',
  'joined',
  'failed',
  'thrown-away',
  'offered',
  'expired',
  'withdrawn',
  'lost',
  'accepted',
] as const satisfies readonly KeyPackageState[];

/** How many ended ones are remembered of each origin; those on offer at once. Our own limits. */
export const keyPackageLimits = { history: 1_000, offered: 256 } as const;

export interface NewKeyPackage {
  /** KeyPackageRef, lower-case hex. */
  readonly id: string;
  readonly identityId: string | null;
  readonly suite: number;
  /** Of whom it is, for people. Never interpret it. */
  readonly name: string;
  readonly address: string | null;
  /** Milliseconds since 1970. */
  readonly notAfter: number;
  /** Public bytes, an MLSMessage; empty where they are not kept. */
  readonly message: Bytes;
}

/** Without secrets. */
export interface KeyPackageRow extends NewKeyPackage {
  readonly origin: KeyPackageOrigin;
  readonly state: KeyPackageState;
  readonly createdAt: number;
  readonly changedAt: number;
  /** The start at which it was first seen to be over; it goes at the next start that agrees. */
  readonly overSince: number | null;
  /** How often a peer sent it again. */
  readonly replays: number;
}

export interface KeyPackageTable {
  /** Latest first; a bounded number. Public bytes are left out, empty. */
  list(): readonly KeyPackageRow[];
  find(id: string): KeyPackageRow | null;
  /** One of ours for a connection, whose private parts are in memory or gone. */
  record(added: NewKeyPackage, state: Exclude<KeyPackageState, 'ready' | 'offered'>, now: number): void;
  /** What became of it. No error when it is not remembered any more. */
  note(id: string, state: KeyPackageState, address: string | null, now: number): void;
  /** A peer's that was accepted; inside the caller's step. */
  accepted(added: NewKeyPackage, now: number): void;
  /** A peer sent one again. */
  replayed(id: string, now: number): void;
  /**
   * Keeps the private parts sealed under a key slot of their own. The caller erases its copy.
   *
   * @throws {StoreError} `TOO_MANY` when so many are on offer already
   */
  offer(added: NewKeyPackage, secret: Bytes, now: number): void;
  /** The private parts of one on offer: a copy that the caller erases; `null` when there are none. */
  secret(id: string): Bytes | null;
  /** Destroys the private parts. No error when there are none. @returns whether it was on offer */
  end(id: string, state: Extract<KeyPackageState, 'used' | 'withdrawn' | 'expired'>, now: number): boolean;
  /**
   * A start: what is over at two starts in a row is destroyed. One start is not enough, because a clock may be wrong.
   */
  started(now: number): void;
}

/** A peer's KeyPackage, from the step that accepted it. Its bytes are in the recording of the connection, if anywhere. */
export function acceptedKeyPackage({ reference, notAfter }: KeyPackageUse, session: Session, about: SessionAbout): NewKeyPackage {
  return {
    id: toHex(reference),
    identityId: about.identityId,
    suite: session.group.suite,
    name: about.peerName,
    address: about.address,
    notAfter: Math.min(Number(notAfter) * 1_000, Number.MAX_SAFE_INTEGER),
    message: new Uint8Array(),
  };
}
