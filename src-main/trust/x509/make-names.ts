import * as asn1js from 'asn1js';
import { isIP } from 'node:net';
import { AltName, AttributeTypeAndValue, GeneralName as LibraryName, RelativeDistinguishedNames } from 'pkijs';
import { type Bytes, concat } from '#engine/bytes.ts';
import { attributeNames } from './object-identifiers.ts';
import { type DetailSaid, explained } from '#shared/words/details.ts';

/** A subject or alternative name that was written wrongly; the message says how to write it. */
export class NameFormError extends Error {
  override readonly name = 'NameFormError';
  readonly why: DetailSaid;

  constructor(...why: DetailSaid) {
    super(explained(why).text);
    this.why = why;
  }
}

/** Longest value of an attribute and of an alternative name, characters. Our own limit; RFC 5280's upper bounds are mostly 64. */
const maxValue = 255;

/**
 * A distinguished name from text: `CN=Bob, O=Example, C=DE`, the most specific part first (RFC 4514). A comma or plus inside
 * a value is written `\,` or `\+`.
 *
 * @throws {NameFormError}
 */
export function makeName(text: string): RelativeDistinguishedNames {
  const parts = splitUnescaped(text).map((part) => part.trim());
  if (parts.length === 0 || parts.some((part) => part === '')) throw new NameFormError('name-subject');
  const sets = parts.toReversed().map((part) => new asn1js.Set({ value: [makeAttribute(part).toSchema()] }));
  return new RelativeDistinguishedNames({ schema: asn1js.fromBER(new asn1js.Sequence({ value: sets }).toBER()).result });
}

/** `dns:example.org`, `email:bob@example.org`, `uri:https://…` or `ip:192.0.2.1`; a word without a kind is a DNS name. @throws {NameFormError} */
export function makeAltName(texts: readonly string[]): AltName {
  for (const text of texts) if (/^email:[^@]*$/.test(text)) throw new NameFormError('name-email', text.slice(6));
  return new AltName({ altNames: texts.map(makeGeneralName) });
}

/** As {@link makeAltName}; beside these, `directory:O=Example`, and what constraints have: hosts of mailboxes, networks with a mask. @throws {NameFormError} */
export function makeGeneralName(text: string): LibraryName {
  const [, kind = 'dns', value = ''] = /^(?:(dns|email|uri|ip|directory):)?(.*)$/s.exec(text.trim()) ?? [];
  if (value === '' || value.length > maxValue) throw new NameFormError('name-alternative');
  if (kind === 'directory') return new LibraryName({ type: 4, value: makeName(value) });
  if (kind === 'ip') return new LibraryName({ type: 7, value: new asn1js.OctetString({ valueHex: addressBytes(value).slice().buffer }) });
  // IA5String: what is not ASCII must be written as xn-- or percent-encoded
  if (!/^[\x21-\x7e]+$/.test(value)) throw new NameFormError('name-characters', value);
  return new LibraryName({ type: kind === 'email' ? 1 : kind === 'uri' ? 6 : 2, value });
}

function makeAttribute(part: string): AttributeTypeAndValue {
  const at = part.indexOf('=');
  const shortName = part.slice(0, at).trim().toLowerCase();
  const value = part
    .slice(at + 1)
    .trim()
    .replaceAll(/\\(.)/gs, '$1');
  const type = Object.keys(attributeNames).find((oid) => attributeNames[oid]?.toLowerCase() === shortName);
  if (at < 1 || type === undefined) throw new NameFormError('name-attribute', part);
  if (value === '' || value.length > maxValue) throw new NameFormError('name-value', part.slice(0, at));
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(value)) throw new NameFormError('name-invisible');
  if (attributeNames[type] === 'C' && !/^[A-Za-z]{2}$/.test(value)) throw new NameFormError('name-country');
  return new AttributeTypeAndValue({ type, value: stringFor(attributeNames[type] ?? '', value) });
}

/** RFC 5280 appendix A: country is printable, e-mail and domain components are ASCII; the rest is UTF-8. */
function stringFor(shortName: string, value: string): asn1js.Utf8String | asn1js.PrintableString | asn1js.IA5String {
  if (shortName === 'C' || shortName === 'serialNumber') return new asn1js.PrintableString({ value });
  if (shortName === 'emailAddress' || shortName === 'DC') return new asn1js.IA5String({ value });
  return new asn1js.Utf8String({ value });
}

function splitUnescaped(text: string): readonly string[] {
  return text.match(/(?:\\.|[^,\\])+/gs) ?? [];
}

/** IPv4 or IPv6, with `/` and a mask of the same form for constraints. */
function addressBytes(text: string): Bytes {
  const [address = '', mask] = text.split('/');
  return mask === undefined ? oneAddress(address) : concat(oneAddress(address), oneAddress(mask));
}

function oneAddress(text: string): Bytes {
  if (isIP(text) === 4) return Uint8Array.from(text.split('.').map(Number));
  if (isIP(text) !== 6 || text.includes('.')) throw new NameFormError('name-address', text);
  const [head = '', tail = ''] = text.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':')).map((group) => Number.parseInt(group, 16));
  const [before, after] = [groups(head), groups(tail)];
  const missing = text.includes('::') ? 8 - before.length - after.length : 0;
  return Uint8Array.from([...before, ...new Array<number>(missing).fill(0), ...after].flatMap((group) => [group >> 8, group & 255]));
}
