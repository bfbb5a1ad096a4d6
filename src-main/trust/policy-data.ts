/**
 * Whom a connection believes, in short: each is a policy of its own.
 * `pin`: keys given for it, else explicit pins. `first-use`: also the first key met at an address that was dialled; on a
 * listener, every first caller ("trust first"), so a listener's default is `pin`. `accept-any`: laboratories only.
 */
export type TrustMode = 'pin' | 'first-use' | 'accept-any';

/**
 * One question of a policy. `pinned`, `first-use`, `x509`, `allow-list` and `unchecked` can vouch for a peer; the others, and
 * they too, can refuse one. `confirm` refuses now and lists the peer as knocking, so that a person can accept it later.
 */
export type PolicyStep =
  | { readonly kind: 'pinned' }
  | { readonly kind: 'first-use' }
  | { readonly kind: 'confirm' }
  | { readonly kind: 'unchecked' }
  | {
      readonly kind: 'x509';
      /** Stored roots by id; `null`: every stored one. */
      readonly anchors: readonly string[] | null;
      /** A name the certificate must carry: an alternative name, or the common name where it has none. */
      readonly name: string | null;
      /** The certificate must name the host that was dialled; says nothing about callers. */
      readonly dialledName: boolean;
    }
  /** Whoever is not on the list is refused. */
  | { readonly kind: 'allow-list'; readonly list: string }
  /** Whoever is on the list is refused; `null`: any deny-list. */
  | { readonly kind: 'deny-list'; readonly list: string | null }
  /** Certificates that a stored revocation list names. `stale`: what follows from a list whose next issue is overdue. */
  | { readonly kind: 'revocation'; readonly stale: 'warn' | 'deny' }
  /** The credential's own term. */
  | { readonly kind: 'expiry' };

/** Ordered questions under a name. Data: it is stored, edited and shown. */
export interface TrustPolicy {
  readonly id: string;
  readonly name: string;
  readonly steps: readonly PolicyStep[];
}

/** A policy that applies, and why: it always does, the connection or its listener names it, or the contact does. */
export interface Layer {
  readonly role: 'base' | 'connection' | 'contact';
  readonly policy: TrustPolicy;
}

/** The id of the policy that applies to every connection besides what the connection names. */
export const basePolicyId = 'base';

/** What the base policy is until somebody edits it. */
export const initialBasePolicy: TrustPolicy = {
  id: basePolicyId,
  name: 'Always',
  steps: [{ kind: 'deny-list', list: null }, { kind: 'revocation', stale: 'warn' }, { kind: 'expiry' }],
};

/** Longest list of steps. Our own limit. */
export const stepLimit = 16;

/** The short forms that a connection or listener names instead of a policy. */
const shortForms: { readonly [M in TrustMode]: TrustPolicy } = {
  pin: { id: 'pin', name: 'Pinned keys', steps: [{ kind: 'pinned' }] },
  'first-use': { id: 'first-use', name: 'Trust on first use', steps: [{ kind: 'pinned' }, { kind: 'first-use' }] },
  'accept-any': { id: 'accept-any', name: 'Accept any key', steps: [{ kind: 'unchecked' }] },
};

export function shortForm(mode: TrustMode): TrustPolicy {
  return shortForms[mode];
}

/** Whether a step can answer “allow”: a policy that has one must be satisfied by one. */
export function canVouch({ kind }: PolicyStep): boolean {
  return kind === 'pinned' || kind === 'first-use' || kind === 'x509' || kind === 'allow-list' || kind === 'unchecked' || kind === 'confirm';
}

/** The mode that the pins are judged in under a policy: what its steps leave to a first key. */
export function pinMode({ steps }: TrustPolicy): Exclude<TrustMode, 'accept-any'> {
  return steps.some(({ kind }) => kind === 'first-use') ? 'first-use' : 'pin';
}
