import type { Bytes } from '#engine/bytes.ts';
import type { Page } from './paging.ts';
import type { PinQuery } from './pin-query.ts';

/** A public key of a peer. */
export interface PeerKey {
  /** IANA TLS SignatureScheme. */
  readonly scheme: number;
  readonly publicKey: Bytes;
}

/** A peer key that is trusted. */
export interface Pin extends PeerKey {
  readonly id: string;
  /** The user's own word for the peer. */
  readonly label: string;
  /** `explicit`: the user decided; `first-use`: the first key that was met. */
  readonly kind: 'explicit' | 'first-use';
  /** HOST:PORT the pin is for; `null`: wherever the key appears. */
  readonly address: string | null;
  /** The peer's name in its credential when it was last seen; `null` while it was never seen. */
  readonly name: string | null;
  /** The key that signed this one in, when the pin moved with a successor credential. */
  readonly previous: PeerKey | null;
  readonly createdAt: number;
  readonly lastSeenAt: number | null;
  /** Never moves to a successor key. */
  readonly fixed: boolean;
}

export interface NewPin extends PeerKey {
  readonly label: string;
  readonly kind: Pin['kind'];
  readonly address: string | null;
  readonly name: string | null;
  readonly fixed: boolean;
}

export interface PinTable {
  /** Newest first. Everything: for what must see everything, never for a view and never for every event. */
  list(): readonly Pin[];
  page(query: PinQuery): Page<Pin>;
  count(): number;
  find(id: string): Pin | null;
  /** Every pin that names this address. */
  forAddress(address: string): readonly Pin[];
  /** Every pin whose current or previous key this is. */
  forKey(key: PeerKey): readonly Pin[];
  /** Another label or name of a pin that this name could be taken for, if there is one. Reads a few rows, however many there are. */
  twinOf(name: string): string | null;
  /** @throws `ALREADY_EXISTS` for the same key at the same address */
  add(pin: NewPin, now: number): Pin;
  /** Notes that the peer was met, and the name it used. */
  seen(id: string, name: string | null, now: number): void;
  /** Replaces the key by one that the pinned key signed in; the old one becomes `previous`. */
  move(id: string, key: PeerKey, name: string | null, now: number): void;
  edit(id: string, change: { readonly label?: string; readonly fixed?: boolean; readonly kind?: Pin['kind'] }): void;
  remove(id: string): void;
}
