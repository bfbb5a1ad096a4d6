import { equal } from '#engine/bytes.ts';
import { attributeOf, type DistinguishedName, type GeneralName, generalNameText, type NameAttribute, sameAttribute } from './names.ts';
import type { ParsedCertificate } from './parsed-certificate.ts';
import type { Found } from './chain-report.ts';

/**
 * Whether an authority's constraints allow every name of a certificate below it. RFC 5280 §4.2.1.10. Beside the alternative
 * names this looks at the subject, at e-mail addresses in it, and at a common name that reads like a host where no DNS name
 * is given, for that is what people are shown. A constraint on a form that cannot be compared here refuses all names of it.
 *
 * @returns the first objection, or `null`
 */
export function violatedConstraint(certificate: ParsedCertificate, constraints: NonNullable<ParsedCertificate['nameConstraints']>): Found | null {
  for (const name of constrainedNames(certificate)) {
    const excluding = constraints.excluded.find((base) => base.kind === name.kind && isWithin(name, base) !== false);
    if (excluding) return ['name-excluded', generalNameText(name), generalNameText(excluding)];
    const permitting = constraints.permitted.filter((base) => base.kind === name.kind);
    if (permitting.length > 0 && !permitting.some((base) => isWithin(name, base) === true))
      return ['name-not-permitted', generalNameText(name), permitting.map(generalNameText).join(', ')];
  }
  return null;
}

function constrainedNames({ subject, names }: ParsedCertificate): readonly GeneralName[] {
  const implied: GeneralName[] = [];
  if (subject.parts.length > 0) implied.push({ kind: 'directory', name: subject });
  const email = attributeOf(subject, 'emailAddress');
  if (email !== null) implied.push({ kind: 'email', text: email });
  const common = attributeOf(subject, 'CN');
  if (common !== null && !names.some(({ kind }) => kind === 'dns') && hostForm.test(common)) implied.push({ kind: 'dns', text: common });
  return [...names, ...implied];
}

const hostForm = /^(\*\.)?([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)+[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.?$/i;

/** `null`: cannot be told. */
function isWithin(name: GeneralName, base: GeneralName): boolean | null {
  if (name.kind === 'dns' && base.kind === 'dns') return isSubdomain(host(name.text), host(base.text));
  if (name.kind === 'email' && base.kind === 'email') return isMailbox(name.text, base.text);
  if (name.kind === 'directory' && base.kind === 'directory') return isBelow(name.name, base.name);
  if (name.kind === 'ip' && base.kind === 'ip') return isInNetwork(name.bytes, base.bytes);
  return null;
}

function host(text: string): string {
  return text.toLowerCase().replace(/\.$/, '');
}

/** A leading dot in the constraint means subdomains alone (common practice beside RFC 5280). `*` counts as any label. */
function isSubdomain(name: string, base: string): boolean {
  if (base === '') return true;
  if (base.startsWith('.')) return name.endsWith(base);
  return name === base || name.endsWith(`.${base}`);
}

/** A mailbox, a host, or a domain with a leading dot. RFC 5280 §4.2.1.10 */
function isMailbox(address: string, base: string): boolean | null {
  const at = address.lastIndexOf('@');
  if (at < 1) return null;
  const domain = host(address.slice(at + 1));
  const baseAt = base.lastIndexOf('@');
  if (baseAt >= 0) return address.slice(0, at) === base.slice(0, baseAt) && domain === host(base.slice(baseAt + 1));
  const wanted = host(base);
  return wanted.startsWith('.') ? domain.endsWith(wanted) : domain === wanted;
}

function isBelow(name: DistinguishedName, base: DistinguishedName): boolean {
  return base.parts.every((attributes, i) => sameSet(attributes, name.parts[i] ?? []));
}

function sameSet(a: readonly NameAttribute[], b: readonly NameAttribute[]): boolean {
  return a.length === b.length && a.every((one) => b.some((other) => sameAttribute(one, other)));
}

function isInNetwork(address: Uint8Array, network: Uint8Array): boolean {
  const size = network.length / 2;
  if (address.length !== size) return false;
  const masked = address.map((byte, i) => byte & (network[size + i] ?? 0));
  return equal(
    masked,
    network.subarray(0, size).map((byte, i) => byte & (network[size + i] ?? 0)),
  );
}
