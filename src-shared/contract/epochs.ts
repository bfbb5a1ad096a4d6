import type { ConnectionView, EpochView, ProfileView } from '../views.ts';
import type { FieldView } from './inspection.ts';

/** The life of a session's keys, over all its transports. */
export interface EpochRequests {
  /** The newest epochs, oldest first, with how each came to be. */
  epochHistory(params: { readonly connectionId: string }): EpochHistoryView;
  /** Group, tree and key schedule of one epoch, compared with the one before it. */
  epochState(params: { readonly connectionId: string; readonly epoch: string }): EpochStateView;
  /** The same of an epoch in a recording from a file, which the core does not have: everything that it is made of is given. */
  epochPicture(params: EpochPictureParams): Pick<EpochStateView, 'group' | 'schedule'>;
  /**
   * What the steps of its key schedule gave: of laboratory connections alone, which guard nothing. This is the only request by which such
   * secrets leave the core.
   */
  epochSecrets(params: { readonly connectionId: string; readonly epoch: string }): EpochSecretsView;
}

export const epochChannels: { readonly [M in keyof EpochRequests]: `core:${M}` } = {
  epochHistory: 'core:epochHistory',
  epochState: 'core:epochState',
  epochPicture: 'core:epochPicture',
  epochSecrets: 'core:epochSecrets',
};

/** A group as everybody in it knows it: GroupContext and ratchet tree of RFC 9420, in lower-case hexadecimal. */
export interface RecordedGroup {
  readonly context: string;
  readonly tree: string;
}

/** Characters of each half of a {@link RecordedGroup} at most: no MLSMessage of two parties is longer. */
export const recordedGroupLength = 2 * 262_144;

/** How an epoch came to be, as far as its keys depend on it. */
export type EpochOrigin = Pick<EpochView, 'how' | 'attempt'>;

export interface EpochPictureParams {
  /** `null`: not known. */
  readonly profile: ProfileView | null;
  readonly suite: number | null;
  readonly foundingRole: ConnectionView['foundingRole'];
  readonly epoch: EpochOrigin;
  readonly next: EpochOrigin | null;
  readonly afterNext: EpochOrigin | null;
  readonly group: RecordedGroup | null;
  /** Of the epoch before. */
  readonly before: RecordedGroup | null;
}

export interface EpochHistoryView {
  readonly epochs: readonly EpochStoryView[];
  /** Older epochs that are not in the list. */
  readonly earlier: number;
  /** Since when what an attacker knew of a side's keys is of no use any more; `null` while nothing is recorded. */
  readonly healed: HealedView;
  /** Of a recording of before: only which epochs there were, neither how their keys lived nor how they came to be. */
  readonly untold?: true | undefined;
}

/** Times of the last commit of each side: a key that leaked before it is worth nothing behind it. */
export interface HealedView {
  readonly us: number | null;
  readonly peer: number | null;
  /** The older of the two: since then whatever leaked on either side. */
  readonly both: number | null;
}

export interface EpochStoryView extends EpochView {
  /** When its keys came and were overwritten, by direction; `null` when they protected nothing. */
  readonly keys: { readonly sent: KeyLifeView | null; readonly received: KeyLifeView | null };
  /** The commit that made it was not captured: of a capture from elsewhere. */
  readonly unseen?: true | undefined;
  /** Our update was asked for by a limit of the key policy, not by people. */
  readonly automatic: boolean;
  /** Two updates crossed before it: the peer's was ignored, or ours was dropped. */
  readonly crossing: 'peer-ignored' | 'own-dropped' | null;
  readonly resumption: LineageView | null;
  /** Transports that ended while it was in use. */
  readonly ends: readonly { readonly at: number; readonly attempt: number; readonly orderly: boolean; readonly how: string }[];
}

export interface KeyLifeView {
  readonly from: number;
  /** `null` while it is in use. */
  readonly until: number | null;
}

/** How a resumption got here from the epoch that both sides had. */
export interface LineageView {
  readonly asked: 'us' | 'peer';
  /** Which case of R-RES its answer was; `null` where the other side decided. */
  readonly case: 'a' | 'b' | 'c' | 'd' | 'e' | null;
  /** An own commit from before the cut was taken over. */
  readonly carriedOver: boolean;
  readonly tie: 'waited' | 'yielded' | null;
}

export interface EpochStateView {
  readonly epoch: string;
  /** Recorded neighbours. */
  readonly previous: string | null;
  readonly next: string | null;
  /** `null` when it was not recorded, or is no longer. */
  readonly group: GroupView | null;
  readonly schedule: readonly KeyStepView[];
}

/** By step, in hexadecimal; a step that this side did not take itself, or that is forgotten, is missing. */
export interface EpochSecretsView {
  readonly epoch: string;
  readonly values: readonly { readonly id: string; readonly value: string }[];
}

export interface GroupView {
  readonly values: readonly {
    readonly name: 'group-id' | 'suite' | 'tree-hash' | 'transcript-hash';
    readonly value: string;
    readonly changed: boolean;
  }[];
  readonly members: readonly MemberView[];
  /** Left to right, as in the tree: leaves at even places. */
  readonly nodes: readonly NodeView[];
  /** GroupContext and ratchet tree down to every field. */
  readonly context: BytesView;
  readonly tree: BytesView;
}

export interface BytesView {
  readonly hex: string;
  readonly root: FieldView;
}

export const memberParts = ['credential', 'signature-key', 'encryption-key', 'capabilities', 'extensions', 'source'] as const;
export type MemberPart = (typeof memberParts)[number];

export interface MemberView {
  readonly leaf: number;
  /** Whether it is our own. */
  readonly own: boolean;
  /** A claim of the peer's: text and nothing else. */
  readonly name: string;
  readonly credential: 'basic' | 'x509' | 'other';
  readonly source: 'key-package' | 'update' | 'commit';
  readonly signatureKey: string;
  readonly encryptionKey: string;
  readonly suites: readonly number[];
  /** What is another than in the epoch before. */
  readonly changed: readonly MemberPart[];
}

export interface NodeView {
  readonly index: number;
  readonly kind: 'leaf' | 'parent' | 'blank';
  /** HPKE public key in hexadecimal; `null` where blank. */
  readonly key: string | null;
  readonly changed: boolean;
}

/** One derivation, named; never a value. */
export interface KeyStepView {
  readonly id: string;
  readonly operation: 'Extract' | 'ExpandWithLabel' | 'DeriveSecret' | 'HKDF-Expand-Label';
  readonly label: string | null;
  readonly secret: KeyInputView;
  readonly context: KeyInputView | null;
  readonly length: number;
  readonly fate: 'intermediate' | 'record' | 'kept' | 'shown' | 'mls';
  readonly source: string;
}

export type KeyInputView =
  | { readonly kind: 'step'; readonly id: string }
  | { readonly kind: 'secret'; readonly name: string }
  | { readonly kind: 'public'; readonly name: string };
