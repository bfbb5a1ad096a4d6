import type { Said } from '../words/said.ts';
import type { CertificateView, SchemeName } from './credentials.ts';

/** Policies of the authentication service, what they are made of, what they decided, and checks on demand. R-AS. */
export interface TrustPolicyRequests {
  /** The one that always applies first, then by name. */
  policies(params: Record<string, never>): readonly PolicyView[];
  /** @param params.id `null`: a new one; `base`: the one that always applies */
  setPolicy(params: { readonly id: string | null; readonly name: string; readonly steps: readonly PolicyStepView[] }): PolicyView;
  /** Refused while a listener or a contact names it. `base` goes back to what it was at first. */
  removePolicy(params: { readonly policyId: string }): null;

  anchors(params: Record<string, never>): readonly AnchorView[];
  /** @param params.file PEM, or DER as base64 @param params.label `null`: its subject's name */
  addAnchor(params: { readonly label: string | null; readonly file: string }): AnchorView;
  removeAnchor(params: { readonly anchorId: string }): null;

  crls(params: Record<string, never>): readonly CrlView[];
  /** As `addAnchor`. A newer list does not replace an older one; either can be removed. */
  addCrl(params: { readonly label: string | null; readonly file: string }): CrlView;
  removeCrl(params: { readonly crlId: string }): null;

  trustEntries(params: Record<string, never>): readonly TrustEntryView[];
  addTrustEntry(params: Omit<TrustEntryView, 'id' | 'addedAt'>): TrustEntryView;
  removeTrustEntry(params: { readonly entryId: string }): null;

  /** Newest first. One of the two says whose; neither: everybody’s. */
  decisions(params: { readonly connectionId: string | null; readonly fingerprint: string | null; readonly limit: number }): readonly DecisionView[];

  contact(params: { readonly pinId: string }): ContactView;
  /**
   * Changes what is given. `verifiedBy`: how the key was compared, in the person’s words; `null` takes the mark away.
   * `fingerprint`: of the key that was shown; nothing changes when the pin has followed to another key since.
   */
  editContact(params: {
    readonly pinId: string;
    readonly label?: string;
    readonly fixed?: boolean;
    readonly policyId?: string | null;
    readonly verifiedBy?: string | null;
    readonly fingerprint?: string;
  }): ContactView;

  /** Runs the policies against a credential. Changes nothing: no pin, no sighting, no record. */
  checkCredential(params: { readonly target: CheckTarget }): CheckView;
  /** A credential with everything it says, for looking at it and comparing it. */
  credential(params: { readonly of: CredentialTarget }): CredentialView;
}

export const trustPolicyChannels: { readonly [M in keyof TrustPolicyRequests]: `core:${M}` } = {
  policies: 'core:policies',
  setPolicy: 'core:setPolicy',
  removePolicy: 'core:removePolicy',
  anchors: 'core:anchors',
  addAnchor: 'core:addAnchor',
  removeAnchor: 'core:removeAnchor',
  crls: 'core:crls',
  addCrl: 'core:addCrl',
  removeCrl: 'core:removeCrl',
  trustEntries: 'core:trustEntries',
  addTrustEntry: 'core:addTrustEntry',
  removeTrustEntry: 'core:removeTrustEntry',
  decisions: 'core:decisions',
  contact: 'core:contact',
  editContact: 'core:editContact',
  checkCredential: 'core:checkCredential',
  credential: 'core:credential',
};

/** One question of a policy, in order. `docs/decisions`, “How policies combine”. */
export type PolicyStepView =
  | { readonly kind: 'pinned' | 'first-use' | 'confirm' | 'unchecked' | 'expiry' }
  | { readonly kind: 'x509'; readonly anchors: readonly string[] | null; readonly name: string | null; readonly dialledName: boolean }
  | { readonly kind: 'allow-list'; readonly list: string }
  | { readonly kind: 'deny-list'; readonly list: string | null }
  | { readonly kind: 'revocation'; readonly stale: 'warn' | 'deny' };

export type PolicyStepKind = PolicyStepView['kind'];

export interface PolicyView {
  readonly id: string;
  readonly name: string;
  readonly steps: readonly PolicyStepView[];
  /** Applies to every connection, besides what the connection names. */
  readonly always: boolean;
  /** It is as it came with the program: there is nothing to go back to. */
  readonly initial: boolean;
  /** A newer version of this program wrote steps that this one does not know: nobody is believed under it. */
  readonly unreadable: boolean;
}

export interface AnchorView {
  readonly id: string;
  readonly label: string;
  readonly subject: string;
  readonly notAfter: number;
  /** SHA-256 over the DER, hexadecimal. */
  readonly digest: string;
  readonly addedAt: number;
}

export interface CrlView {
  readonly id: string;
  readonly label: string;
  readonly issuer: string;
  readonly thisUpdate: number;
  readonly nextUpdate: number | null;
  /** The next issue is overdue: what is not on it may be revoked all the same. */
  readonly stale: boolean;
  readonly revoked: number;
  readonly addedAt: number;
}

export interface TrustEntryView {
  readonly id: string;
  readonly list: string;
  readonly effect: 'allow' | 'deny';
  readonly kind: 'fingerprint' | 'name' | 'certificate-name';
  readonly value: string;
  readonly note: string;
  readonly addedAt: number;
}

/** What one step found. */
export interface EvidenceView {
  readonly policy: string;
  readonly step: PolicyStepKind | 'ourselves' | 'certificate' | 'policy';
  readonly opinion: 'allow' | 'deny' | 'none';
  readonly code: string | null;
  readonly text: string;
  /** What `text` says, by code: `words/trust.ts`. Absent in decisions of before. */
  readonly said?: readonly Said[];
  readonly warning: string | null;
  readonly warningSaid?: readonly Said[];
  readonly details: readonly string[];
  /** Of each of `details`, in their order. */
  readonly detailsSaid?: readonly (readonly Said[])[];
}

export interface DecisionView {
  readonly id: string;
  readonly at: number;
  readonly connectionId: string | null;
  readonly fingerprint: string;
  /** As the peer calls itself. */
  readonly name: string;
  readonly address: string;
  readonly purpose: string;
  readonly policy: string;
  readonly allowed: boolean;
  readonly code: string | null;
  readonly explanation: string;
  readonly evidence: readonly EvidenceView[];
}

export interface ContactView {
  readonly pinId: string;
  readonly label: string;
  /** As the peer called itself when it was last seen; `null`: never seen. */
  readonly name: string | null;
  readonly fixed: boolean;
  readonly policyId: string | null;
  readonly verifiedBy: string | null;
  readonly verifiedAt: number | null;
  /** To hand on: `epochscope:contact?…`. */
  readonly card: string;
  readonly fingerprint: { readonly full: string; readonly short: string };
  /** The certificate its key came with last. */
  readonly certificate: { readonly subject: string; readonly notAfter: number } | null;
}

export type CheckTarget =
  | { readonly kind: 'pin' | 'session' | 'connection'; readonly id: string }
  | { readonly kind: 'card'; readonly card: string }
  /** PEM, or bytes as base64: certificates, or an MLS KeyPackage. */
  | { readonly kind: 'file'; readonly file: string };

/** What can be checked, and ours. */
export type CredentialTarget = CheckTarget | { readonly kind: 'identity'; readonly id: string; readonly scheme: SchemeName };

/** A credential as it is; names are claims: text and nothing else. */
export interface CredentialView {
  readonly kind: 'basic' | 'x509';
  readonly name: string;
  /** The bytes of a basic credential, lower-case hex: names that look alike differ in them. */
  readonly identity: string | null;
  /** `null` for one this program does not know. */
  readonly scheme: string | null;
  /** Lower-case hex. */
  readonly signatureKey: string;
  readonly fingerprint: { readonly full: string; readonly short: string };
  /** Leaf first; `null` for one that cannot be read. */
  readonly certificates: readonly (CertificateView | null)[];
}

export interface CheckView {
  readonly name: string;
  readonly fingerprint: { readonly full: string; readonly short: string };
  readonly credential: 'basic' | 'x509';
  /** Of the policy that would decide: the connection’s own, or “Pinned keys”. */
  readonly allowed: boolean;
  readonly explanation: string;
  /** One per policy; the one that would decide is first. */
  readonly verdicts: readonly {
    readonly policy: string;
    readonly allowed: boolean;
    readonly code: string | null;
    readonly explanation: string;
    readonly evidence: readonly EvidenceView[];
  }[];
}

/** What each step is called, and what it asks: half a sentence. */
export const stepWords: { readonly [K in EvidenceView['step']]: { readonly title: string; readonly asks: string } } = {
  pinned: { title: 'Pinned key', asks: 'is the key one that was pinned?' },
  'first-use': { title: 'First use', asks: 'is nothing pinned here yet? Then the first key is remembered' },
  confirm: { title: 'Ask me', asks: 'refuse now, list the peer as knocking, and let it in once accepted' },
  unchecked: { title: 'No check', asks: 'nothing: anybody is believed. For laboratories' },
  x509: { title: 'X.509 root', asks: 'does the certificate lead to a trusted root?' },
  'allow-list': { title: 'Allow-list', asks: 'is the peer on the list? If not, it is refused' },
  'deny-list': { title: 'Deny-list', asks: 'is the peer on a deny-list? Then it is refused' },
  revocation: { title: 'Revocation', asks: 'does a revocation list name the certificate?' },
  expiry: { title: 'Validity period', asks: 'is the certificate within its validity period?' },
  ourselves: { title: 'Reflection', asks: 'is it somebody else than us?' },
  certificate: { title: 'Certificate', asks: 'can the certificate be used at all?' },
  policy: { title: 'Policy', asks: 'does the policy exist?' },
};
