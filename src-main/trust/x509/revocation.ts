import { equal } from '#engine/bytes.ts';
import { day } from './chain-checks.ts';
import { type ChainStep, failed, type Found, noted, passed } from './chain-report.ts';
import { displayName } from './certificate-view.ts';
import type { ParsedCertificate } from './parsed-certificate.ts';
import type { RevocationEntry, RevocationList } from './revocation-list.ts';
import { checkSignature } from './signature-check.ts';

/**
 * Looks a certificate up in its issuer's lists. A list that is there but cannot be relied on fails the chain: who gives a
 * list wants to know. Without any list the answer is `noted`, or `failed` when lists are required. RFC 5280 §6.3.3
 *
 * @param now wall clock, milliseconds
 */
export function checkRevocation(
  certificate: ParsedCertificate,
  issuer: ParsedCertificate,
  lists: readonly RevocationList[],
  { now, required }: { readonly now: number; readonly required: boolean },
): ChainStep {
  const name = displayName(certificate);
  const authority = displayName(issuer);
  const named = lists.filter((list) => equal(list.issuer.der, issuer.subject.der));
  if (named.length === 0) {
    const evidence = ['list-none', authority] as const;
    return required ? failed('revocation', name, 'bad-certificate', evidence) : noted('revocation', name, evidence);
  }
  const signed = named.filter((list) => isSignedBy(list, issuer));
  const entry = signed.map((list) => list.entries.get(certificate.serial)).find((found) => found !== undefined);
  if (entry !== undefined) return failed('revocation', name, 'revoked', revoked(name, entry));
  if (signed.length === 0) return failed('revocation', name, 'bad-certificate', ['list-signer', authority, name]);
  const [first, ...others] = signed.map((list) => objection(list, now));
  if (first && !others.includes(null)) return failed('revocation', name, 'bad-certificate', ['list-of', authority], first);
  return passed('revocation', name, ['list-clear', authority]);
}

function isSignedBy(list: RevocationList, issuer: ParsedCertificate): boolean {
  if (issuer.keyUsage !== null && !issuer.keyUsage.includes('cRLSign')) return false;
  return checkSignature(list.signed, issuer.key).kind === 'valid';
}

/** Why the absence of an entry says nothing, or `null` when it does. */
function objection(list: RevocationList, now: number): Found | null {
  const [unknown] = list.unknownCritical;
  if (unknown !== undefined) return ['list-not-full', unknown];
  if (now < list.thisUpdate) return ['list-future', day(list.thisUpdate)];
  if (list.nextUpdate === null) return ['list-endless'];
  if (now > list.nextUpdate) return ['list-stale', day(list.nextUpdate)];
  return null;
}

function revoked(name: string, { at, reason }: RevocationEntry): Found {
  return ['list-revoked', name, day(at), reason === 'unspecified' ? null : reason];
}
