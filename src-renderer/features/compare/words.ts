import { spoken } from '../../format/language.ts';
import { wordOf } from '../../format/word-of.ts';
import { german } from './words.de.ts';

/** Words of the documented schema that are one English word stand as they are. */
export const english: {
  readonly names: { readonly [name: string]: string };
  readonly values: { readonly [value: string]: string };
} = {
  names: {
    alternativeNames: 'alternative names',
    bytesReceived: 'bytes received',
    bytesSent: 'bytes sent',
    changedAt: 'changed',
    connectionId: 'connection',
    createdAt: 'created',
    extendedKeyUsage: 'extended key usage',
    full: 'letters',
    foundingRole: 'founding role',
    id: 'identifier',
    identityId: 'identity',
    identityName: 'name of the identity',
    insecure: 'not authenticated',
    isAuthority: 'is an authority',
    keyAlgorithm: 'key algorithm',
    keyUsage: 'key usage',
    lastUsedAt: 'last used',
    marked: 'with the component',
    nameConstraints: 'name constraints',
    next: 'next step',
    notAfter: 'valid until',
    notBefore: 'valid from',
    overSince: 'over since',
    own: 'own identity',
    ownName: 'own name',
    pathLength: 'path length',
    pinId: 'pin',
    policyId: 'policy',
    recordsReceived: 'records received',
    recordsSent: 'records sent',
    revocationLists: 'revocation lists',
    safetyCode: 'safety code',
    selfIssued: 'self-issued',
    sessionId: 'session',
    short: 'digits',
    signatureAlgorithm: 'signature algorithm',
    unknownCritical: 'unknown critical extensions',
    verifiedAt: 'compared on',
    verifiedBy: 'compared',
  },
  values: {
    'true': 'yes',
    'false': 'no',
    'founding-initiator': 'founding initiator',
    'founding-responder': 'founding responder',
    'pinned': 'pinned key',
    'first use': 'pinned on first use',
    'certificate': 'certificate checked',
    'listed': 'on an allow-list',
    'any (insecure)': 'not checked',
    'not yet': 'not checked yet',
  },
};

const words = spoken(english, german);

/** Fields whose values are what people, peers or files say. */
const given: ReadonlySet<string> = new Set(['name', 'label', 'summary', 'subject', 'issuer', 'verifiedBy', 'value', 'title', 'next', 'detail']);

/** What a field is called: `sent client_hello`, `epoch 3`, `notBefore`. */
export function nameOf(name: string): string {
  const [first = '', ...rest] = name.split(' ');
  const whole = wordOf(words.names, name);
  return whole !== name || rest.length === 0 ? whole : [wordOf(words.names, first), ...rest].join(' ');
}

export function valueWords(name: string, value: string | null): string | null {
  return value === null || given.has(name) ? value : wordOf(words.values, value);
}
