import type { ErrorWords } from './words.ts';

/** Refusals about policies, roots, revocation lists and contacts. */
export const trustPolicies = {
  UNKNOWN_POLICY: { title: 'This policy does not exist', next: 'Choose another policy, or make one on the Trust page.' },
  OWN_CREDENTIAL_EXPIRED: {
    title: 'Your own certificate has expired',
    next: 'Import a renewed one under Identities, or remove it to go by name. Check the clock.',
  },
  BAD_FINGERPRINT: { title: 'This is not a whole fingerprint', next: 'Copy the long form: 52 letters and digits, in groups of four.' },
  BAD_TRUST_FILE: { title: 'This file cannot be used', next: 'Take a certificate of an authority, or its revocation list, as PEM or DER.' },
  BAD_CHECK_FILE: { title: 'There is nothing in this file to check', next: 'Take a contact card, certificates as PEM or DER, or a KeyPackage.' },
  NO_PEER_YET: { title: 'The peer’s credential is not known', next: 'Check again once the connection has met its peer.' },
} as const satisfies { readonly [code: string]: ErrorWords };
