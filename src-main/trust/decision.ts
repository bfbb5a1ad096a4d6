import { equal } from '#engine/bytes.ts';
import type { DenyCode } from '#engine/errors.ts';
import type { Verdict } from '#engine/mls-tls/host-effects.ts';
import type { NewPin, PeerKey, Pin } from '#main/store/pin-table.ts';
import type { Direction } from '#main/store/store.ts';
import type { CertificateFacts, PathResult, RevocationResult } from './certificate-port.ts';
import type { NoticeSaid } from '#shared/words/said.ts';
import type { Layer, PolicyStep, TrustMode } from './policy-data.ts';
import type { Sentence } from './sentence.ts';

/** Where a credential question comes from. A resumption is asked about with the context its session was founded in. */
export interface TrustContext {
  readonly mode: TrustMode;
  /** The stored policy it names instead of the mode. */
  readonly policyId: string | null;
  /** Who dialled when the session was founded. */
  readonly direction: Direction;
  /** HOST:PORT that was dialled, or the caller's address. */
  readonly address: string;
  readonly listenerId: string | null;
  /** Keys from contact cards given for this connection or listener. */
  readonly given: readonly PeerKey[];
  /** Our own keys on this connection: a peer that shows one is a reflection. */
  readonly ownKeys: readonly PeerKey[];
}

/** Something the user should see. */
export interface TrustNotice {
  readonly kind: 'first-use' | 'key-changed' | 'name-changed' | 'identity-moved' | 'knocking' | 'unchecked' | 'look-alike' | 'check';
  readonly level: 'info' | 'warning' | 'danger';
  readonly title: string;
  readonly text: string;
  /** What title and text say, by code. */
  readonly said: NoticeSaid;
}

/** What a decision changes in the store. */
export type TrustEffect =
  | { readonly kind: 'add-pin'; readonly pin: NewPin }
  | { readonly kind: 'seen'; readonly pinId: string; readonly name: string }
  | { readonly kind: 'move-pin'; readonly pinId: string; readonly key: PeerKey; readonly name: string }
  | {
      readonly kind: 'knock';
      readonly key: PeerKey;
      readonly fingerprint: string;
      readonly name: string;
      readonly address: string;
      readonly listenerId: string | null;
    };

/** How a key came to be accepted, for the list of connections. */
export type Basis = 'pinned' | 'first use' | 'certificate' | 'listed' | 'unchecked';

/** What one step found. */
export interface Evidence {
  /** The policy's name. */
  readonly policy: string;
  readonly step: PolicyStep['kind'] | 'ourselves' | 'certificate' | 'policy';
  readonly opinion: 'allow' | 'deny' | 'none';
  readonly code: DenyCode | null;
  /** One or two sentences, in English. */
  readonly text: string;
  /** What they say, by code: `words/trust.ts`. */
  readonly said: Sentence['said'];
  /** What should worry a person even where the peer is believed. */
  readonly warning: Sentence | null;
  /** What it consists of. */
  readonly details: readonly Sentence[];
}

/** A decision without what each step found. */
export interface Draft {
  readonly verdict: Verdict;
  /** One or two sentences: why. */
  readonly explanation: string;
  readonly said: Sentence['said'];
  readonly notice: TrustNotice | null;
  /** Nothing was checked: show it wherever the connection appears. */
  readonly insecure: boolean;
  readonly basis: Basis | null;
  readonly effects: readonly TrustEffect[];
}

/** What a step found, as it is stored and shown. */
export function evidenceFacts({ policy, step, opinion, code, text, said, warning, details }: Evidence) {
  return {
    ...{ policy, step, opinion, code, text, said },
    warning: warning?.text ?? null,
    ...(warning === null ? {} : { warningSaid: warning.said }),
    details: details.map((detail) => detail.text),
    ...(details.length === 0 ? {} : { detailsSaid: details.map((detail) => detail.said) }),
  };
}

export interface Decision extends Draft {
  /** In the order in which they were asked. */
  readonly evidence: readonly Evidence[];
  /** The name of the policy the connection brought. */
  readonly policy: string;
}

/** Pins that could matter for a question. */
export interface KnownPins {
  /** Pins of the dialled address; empty for inbound. */
  readonly forAddress: readonly Pin[];
  /** Pins whose current or previous key is the one in question, or its predecessor. */
  readonly forKeys: readonly Pin[];
}

/** An entry of an allow-list or deny-list. */
export interface ListEntry {
  readonly list: string;
  readonly effect: 'allow' | 'deny';
  /** `fingerprint`: the whole one, without spaces; `name`: of a basic credential or a contact; `certificate-name`: of a certificate. */
  readonly kind: 'fingerprint' | 'name' | 'certificate-name';
  readonly value: string;
}

/** A credential with certificates, and what was found out about it beforehand. */
export interface KnownChain {
  /** What is wrong with it as it is, whoever vouches. */
  readonly problem: Sentence | null;
  readonly facts: CertificateFacts | null;
  /** Of the credential before this one, when that has certificates. */
  readonly previous: CertificateFacts | null;
  /** By {@link anchorsKey}. */
  readonly paths: ReadonlyMap<string, PathResult>;
  readonly revocation: RevocationResult;
}

/** All that a decision is made from, besides the question. */
export interface Knowledge {
  readonly pins: KnownPins;
  /** The policies that apply, in order; `null`: one is named that does not exist any more. */
  readonly layers: readonly (Layer | null)[];
  readonly entries: readonly ListEntry[];
  /** `null`: the credential has no certificates. */
  readonly chain: KnownChain | null;
  /** Another name that is known already and that this one could be taken for. */
  readonly twinOf: (name: string) => string | null;
}

export interface Peer {
  readonly key: PeerKey;
  readonly name: string;
  readonly fingerprint: string;
}

/** A peer that is believed. */
export function accept(basis: NonNullable<Draft['basis']>, { text, said }: Sentence): Draft {
  return { verdict: { ok: true }, explanation: text, said, notice: null, insecure: false, basis, effects: [] };
}

/** A peer that is not. */
export function refuse(code: DenyCode, { text, said }: Sentence, notice: TrustNotice | null = null): Draft {
  return { verdict: { ok: false, code }, explanation: text, said, notice, insecure: false, basis: null, effects: [] };
}

/** A key is its scheme and its bytes. */
export function sameKey(a: PeerKey, b: PeerKey): boolean {
  return a.scheme === b.scheme && equal(a.publicKey, b.publicKey);
}

/** The key of a set of roots in {@link KnownChain.paths}. */
export function anchorsKey(anchors: readonly string[] | null): string {
  return anchors === null ? '*' : [...anchors].sort().join(' ');
}
