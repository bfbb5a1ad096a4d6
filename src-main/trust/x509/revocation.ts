import { equal } from '#engine/bytes.ts';
import { day } from './chain-checks.ts';
import { type ChainStep, failed, noted, passed } from './chain-report.ts';
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
    const evidence = `No revocation list of “${authority}” was given.`;
    return required ? failed('revocation', name, 'bad-certificate', evidence) : noted('revocation', name, evidence);
  }
  const signed = named.filter((list) => isSignedBy(list, issuer));
  const entry = signed.map((list) => list.entries.get(certificate.serial)).find((found) => found !== undefined);
  if (entry !== undefined) return failed('revocation', name, 'revoked', revokedText(name, entry));
  if (signed.length === 0)
    return failed('revocation', name, 'bad-certificate', `The revocation list of “${authority}” is not signed by the key that signed “${name}”.`);
  const objections = signed.map((list) => objection(list, now));
  if (!objections.includes(null)) return failed('revocation', name, 'bad-certificate', `The revocation list of “${authority}” ${objections[0]}.`);
  return passed('revocation', name, `Not on the revocation list of “${authority}”.`);
}

function isSignedBy(list: RevocationList, issuer: ParsedCertificate): boolean {
  if (issuer.keyUsage !== null && !issuer.keyUsage.includes('cRLSign')) return false;
  return checkSignature(list.signed, issuer.key).kind === 'valid';
}

/** Why the absence of an entry says nothing, or `null` when it does. */
function objection(list: RevocationList, now: number): string | null {
  const [unknown] = list.unknownCritical;
  if (unknown !== undefined) return `is not a full list (critical extension ${unknown})`;
  if (now < list.thisUpdate) return `is from the future (${day(list.thisUpdate)})`;
  if (list.nextUpdate === null) return 'does not say until when it holds';
  if (now > list.nextUpdate) return `is out of date since ${day(list.nextUpdate)}: get a new one`;
  return null;
}

function revokedText(name: string, { at, reason }: RevocationEntry): string {
  return `“${name}” was revoked on ${day(at)}${reason === 'unspecified' ? '' : ` (${reason})`}.`;
}
