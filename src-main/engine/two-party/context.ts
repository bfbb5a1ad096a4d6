import type { Bytes } from '../bytes.ts';
import type { TrafficKeys } from '../crypto/aead.ts';
import type { CryptoProvider, Randomness } from '../crypto/provider.ts';
import type { Group, Mls, Signer } from '../mls/group.ts';
import type { Policy } from './policy.ts';
import type { Now } from './conversation.ts';
import type { Effect } from './effects.ts';
import type { Role } from './roles.ts';
import type { Session } from './session.ts';
import type { State } from './states.ts';

/** Traffic keys of an epoch for one party, and the group without what they came from. R-KEY. */
export interface EpochKeys {
  /** exporter_secret taken and overwritten. */
  readonly group: Group;
  /** DeriveSecret(exporter_secret, "MLS-TLS c e traffic"). */
  readonly earlyBase: Bytes;
  readonly send: TrafficKeys;
  readonly receive: TrafficKeys;
  /** Only profile editor-copy keeps them, for KeyUpdate. */
  readonly secrets: TrafficSecrets | null;
}

/** The traffic secrets that made the keys in use, Nh bytes each. Secret. */
export interface TrafficSecrets {
  readonly send: Bytes;
  readonly receive: Bytes;
}

/** How a profile gets record keys from MLS. */
export interface KeySchedule {
  /** For an epoch whose keys are installed now. @throws `internal` when its exporter_secret was taken before */
  use(group: Group, role: Role): EpochKeys;
  /** For an epoch that never protects a record: a responder between request and confirmation. */
  skip(group: Group): { readonly group: Group; readonly earlyBase: Bytes };
  /** Keys of the initiator's first flight, bound to the whole request message. R-EARLY. */
  early(suite: number, earlyBase: Bytes, request: Bytes): TrafficKeys;
  /** The same for a staged group, which stays as it is. */
  stagedEarly(group: Group, request: Bytes): TrafficKeys;
}

/** What profile editor-copy derives beyond {@link KeySchedule}. R-ED-KEY. */
export interface EditorKeySchedule {
  /** Both directions of a resumed connection, bound to the whole `resumption` message. */
  resumed(suite: number, base: Bytes, message: Bytes, role: Role): Pick<EpochKeys, 'send' | 'receive'> & { readonly secrets: TrafficSecrets };
  /** The next generation of one direction; `secret` is overwritten. RFC 8446 §7.2. */
  next(suite: number, secret: Bytes): { readonly keys: TrafficKeys; readonly secret: Bytes };
}

/** Another connection of the same session, as far as rules look at it. */
export interface Sibling {
  readonly state: State;
  /** R-RES (i): the peer has proven on it to be at our epoch. */
  readonly proven: boolean;
}

/** Everything a transition may look at besides state and event. Nothing here changes during a step. */
export interface Context {
  readonly now: Now;
  readonly policy: Policy;
  readonly crypto: CryptoProvider;
  readonly randomness: Randomness;
  readonly mls: Pick<Mls, 'readHeader' | 'publicState' | 'withoutExporterSecret' | 'erase' | 'eraseKeyPackage'>;
  /** Of the connection's profile. */
  readonly keys: KeySchedule;
  readonly editorKeys: EditorKeySchedule;
  /** The session as it is durable now; `null` before there is one. */
  readonly session: Session | null;
  readonly siblings: readonly Sibling[];
  readonly signer: (suite: number) => Signer | null;
  readonly isReplayed: (reference: Bytes) => boolean;
}

export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
}
