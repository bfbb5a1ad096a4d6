/**
 * Plain data the user interface and the command line show. No bytes, no classes, no bigint: uint64 values are decimal
 * strings, byte strings lower-case hex, times milliseconds since 1970. Never a secret.
 */

import type { NoticeSaid, Said } from './words/said.ts';

export type ProfileView = 'draft-00' | 'editor-copy' | 'draft-00-literal';
export type MarkerView = 'require' | 'allow-absent';

/** Whom a connection or listener believes. `accept-any` is for laboratories and shown wherever it acts. */
export type TrustMode = 'pin' | 'first-use' | 'accept-any';

export interface AppView {
  readonly version: string;
  readonly host: 'desktop' | 'daemon' | 'command line';
  readonly profileDirectory: string;
  readonly versions: { readonly [component: string]: string };
  /** Result of the known-answer self-test at start. */
  readonly cryptography: readonly { readonly primitive: string; readonly implementation: 'native' | 'noble'; readonly ok: boolean }[];
  readonly suites: readonly SuiteView[];
  /** Registered suites that this build refuses, and why: half a sentence. */
  readonly unavailableSuites: readonly { readonly id: number; readonly name: string; readonly reason: string }[];
  /** How secrets are sealed: shown in About, and as a warning when weak. */
  readonly keysAtRest: 'not chosen' | 'plain' | 'passphrase' | 'keychain' | 'keychain and passphrase' | 'recovery kit';
  readonly warnings: readonly string[];
  /** The same by code: `words/program.ts`. */
  readonly warningsSaid?: readonly Said[];
}

export interface SuiteView {
  readonly id: number;
  readonly name: string;
  readonly descriptor: string;
  /** Signature scheme of both sides' keys: a pin holds for one key, and so for one scheme. */
  readonly signature: string;
  readonly postQuantum: 'none' | 'confidentiality' | 'confidentiality and authentication';
  readonly enabledByDefault: boolean;
}

export interface FingerprintView {
  /** SHA-256 as base32 groups. */
  readonly full: string;
  /** Twelve groups of five digits. */
  readonly short: string;
}

export interface IdentityView {
  readonly id: string;
  /** Basic credential; visible on the wire. */
  readonly name: string;
  readonly createdAt: number;
  /** It signs nothing new; its sessions live on. */
  readonly retiredAt: number | null;
  /** Its keys and sessions are gone. */
  readonly destroyedAt: number | null;
  /** Keys it had before, latest first. */
  readonly formerKeys: readonly {
    readonly scheme: string;
    readonly fingerprint: FingerprintView;
    readonly createdAt: number;
    readonly endedAt: number;
    readonly how: 'rotated' | 'destroyed';
  }[];
  /** Names it had before, latest first. */
  readonly formerNames: readonly { readonly name: string; readonly endedAt: number }[];
  /** One key per signature scheme. */
  readonly keys: readonly {
    readonly scheme: string;
    readonly publicKey: string;
    readonly createdAt: number;
    readonly fingerprint: FingerprintView;
    readonly contactCard: string;
  }[];
}

export interface ListenerView {
  readonly id: string;
  readonly identityId: string;
  readonly host: string;
  readonly port: number;
  /** Addresses really bound, `HOST:PORT`. */
  readonly addresses: readonly string[];
  readonly profiles: readonly ProfileView[];
  readonly suites: readonly number[];
  readonly trust: TrustMode;
  /** The stored policy that decides instead of `trust`. */
  readonly policyName: string | null;
  readonly marker: MarkerView;
  readonly state: 'listening' | 'closed' | 'failed';
  readonly accepted: number;
  readonly error: ErrorView | null;
}

/** A stranger an inbound handshake refused: accept it and let it retry. */
export interface KnockView {
  readonly id: string;
  readonly listenerId: string | null;
  readonly name: string;
  readonly fingerprint: FingerprintView;
  readonly address: string;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly count: number;
  /** What its last attempt was refused with. */
  readonly error: ErrorView;
}

export interface PinView {
  readonly id: string;
  readonly name: string;
  /** `HOST:PORT` for first-use pins; `null` for explicit ones that hold anywhere. */
  readonly address: string | null;
  readonly kind: 'explicit' | 'first-use';
  readonly fixed: boolean;
  /** When a person noted how the key was compared; `null`: nobody did. */
  readonly verifiedAt: number | null;
  /** Signature scheme of the key; `null` for one this program does not know. */
  readonly scheme: string | null;
  readonly fingerprint: FingerprintView;
  readonly createdAt: number;
  readonly lastSeenAt: number | null;
}

/**
 * How the identity that a session shows stands to ours of today. `behind`: it follows when the connection is open. `refused`: the
 * peer did not accept it. `retired`: ours signs nothing new.
 */
export type OwnIdentityState = 'current' | 'updating' | 'behind' | 'refused' | 'retired';

/** Who we are on a connection. */
export interface OwnIdentityView {
  readonly name: string;
  readonly state: OwnIdentityState;
  /** Why it could not follow. */
  readonly error: ErrorView | null;
}

export interface PeerView {
  readonly name: string;
  readonly fingerprint: FingerprintView;
  /** How the peer's credential was accepted. */
  readonly accepted: 'pinned' | 'first use' | 'certificate' | 'listed' | 'any (insecure)' | 'not yet';
}

export type ConnectionState =
  | 'connecting' // transport or handshake in progress
  | 'unconfirmed' // responder that saw no protected record yet
  | 'open'
  | 'half-closed' // one side has sent close_notify
  | 'waiting' // cut; automatic resumption scheduled
  | 'resuming'
  | 'dormant' // cut; resumable on request
  | 'closed' // ended with close_notify both ways, or by us; the session may still be resumable
  | 'failed';

/**
 * One logical connection: it keeps its id over cuts, resumptions and restarts. Each transport it used is an attempt,
 * counted from 1; application data is one ordered stream per attempt.
 */
export interface ConnectionView {
  readonly id: string;
  readonly label: string;
  readonly state: ConnectionState;
  /** State of the protocol machine, for engineers. */
  readonly engineState: string;
  readonly direction: 'outbound' | 'inbound';
  readonly role: 'initiator' | 'responder';
  readonly foundingRole: 'founding-initiator' | 'founding-responder' | null;
  readonly identityId: string;
  readonly listenerId: string | null;
  /** `HOST:PORT` dialled, or the peer's address. */
  readonly address: string;
  readonly peer: PeerView | null;
  /** `null` until there is a session. */
  readonly own: OwnIdentityView | null;
  /** Epoch in which the peer last came to show another name or key; `null`: it is as it was met. */
  readonly peerChangedAt: string | null;
  readonly trust: TrustMode;
  /** The stored policy that decides instead of `trust`. */
  readonly policyName: string | null;
  /** The credential was accepted without any check. */
  readonly insecure: boolean;
  readonly profile: ProfileView;
  readonly suite: number | null;
  /** `null` until a group exists; `false` = the peer's software sends no MLS-TLS component. */
  readonly marked: boolean | null;
  readonly sessionId: string | null;
  readonly epoch: string | null;
  /** epoch_authenticator as groups of five digits, and whole as hex; equal on both sides. */
  readonly safetyCode: { readonly digits: string; readonly hex: string; readonly epoch: string } | null;
  readonly attempt: number;
  readonly updating: boolean;
  readonly writable: boolean;
  readonly autoResume: boolean;
  readonly nextRetryAt: number | null;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly updates: { readonly ours: number; readonly theirs: number };
  readonly openedAt: number;
  readonly lastActivityAt: number;
  /** Why the last attempt ended, when it did not end well. */
  readonly error: ErrorView | null;
  /** Why it cannot be resumed from here now, as a sentence; `null` when it can. */
  readonly obstacle: string | null;
  /** Its code in the catalogue of errors. */
  readonly obstacleCode: string | null;
  /** Both ends are in this app, with identities made for the occasion: its keys may be shown. Never changes. */
  readonly laboratory: boolean;
  /** The other end of a demo pair in this app. */
  readonly demoPeerId: string | null;
  /** Whether faults were put on the way of its records; `null`: that cannot be. Absent in recordings of before. */
  readonly faults?: FaultState | null;
}

/** `none`: nothing is done to records. `next`: from the next transport on. `now`: records meet them. */
export type FaultState = 'none' | 'next' | 'now';

/** One row of the ladder, newest last. `seq` orders everything of a logical connection. */
export interface TranscriptRow {
  readonly seq: number;
  readonly attempt: number;
  readonly at: number;
  /** `local`: what happened here (persisted, key installed, epoch in use); `machine`: steps and timers of the state machine. */
  readonly lane: 'handshake' | 'record' | 'alert' | 'local' | 'machine';
  readonly direction: 'sent' | 'received' | null;
  /** Short name: `connection_update`, `application_data`, `persisted`, `key installed`. */
  readonly title: string;
  /** One line for people, in English. */
  readonly summary: string;
  /** What `summary` says, by code, for faces of other languages: `words/rows.ts`. Absent in recordings of before. */
  readonly said?: Said;
  readonly key: 'plaintext' | 'early' | 'epoch' | null;
  readonly epoch: string | null;
  readonly sequence: string | null;
  /** Bytes on the wire for records, of the message for messages. */
  readonly length: number | null;
  readonly rules: readonly string[];
  readonly bad: boolean;
  /** Whether `transcriptDetail` has bytes for it. */
  readonly hasBytes: boolean;
}

export interface TranscriptDetail {
  readonly row: TranscriptRow;
  readonly hex: string | null;
  /** The sentence of each rule of the row. */
  readonly rules: readonly { readonly id: string; readonly source: string; readonly text: string }[];
}

/** One epoch of a session across its connections. */
export interface EpochView {
  readonly epoch: string;
  readonly by: 'us' | 'peer' | 'founding';
  readonly how: 'handshake' | 'update' | 'resumption';
  readonly startedAt: number;
  /** `null` while it is the current one. */
  readonly endedAt: number | null;
  readonly attempt: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly recordsSent: number;
  readonly recordsReceived: number;
  readonly safetyCode: string;
}

/** Code, sentence, next step; `src-shared/error-catalogue.ts` holds the texts. */
export interface ErrorView {
  readonly code: string;
  readonly title: string;
  readonly next: string;
  readonly rule: string | null;
  readonly alert: string | null;
  /** Facts for engineers; never a secret. */
  readonly detail: string | null;
  /** What `detail` says, by code: `words/details.ts`. Absent where it is a name, a number or words of a library. */
  readonly detailSaid?: readonly Said[];
}

export interface NoticeView {
  readonly id: string;
  readonly at: number;
  readonly level: 'info' | 'warning' | 'danger';
  /** In English. */
  readonly title: string;
  readonly text: string;
  /** The same by code. */
  readonly said: NoticeSaid;
  readonly connectionId: string | null;
}

/** Application data as it arrived, for the message pane. Text when it is valid UTF-8, else hex; at most 4096 bytes of it. */
export interface MessageView {
  readonly connectionId: string;
  readonly seq: number;
  readonly at: number;
  readonly attempt: number;
  readonly direction: 'sent' | 'received';
  readonly text: string | null;
  readonly hex: string | null;
  readonly length: number;
  /** It came with the first flight of a resumption. R-EARLY. */
  readonly early: boolean;
  /** Whose keys protected it. `null`: early data has keys of its own, and what is held back goes under keys that come later. */
  readonly epoch: string | null;
}
