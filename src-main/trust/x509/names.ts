import * as asn1js from 'asn1js';
import type { AttributeTypeAndValue, GeneralName as LibraryName, RelativeDistinguishedNames } from 'pkijs';
import { type Bytes, toHex } from '#engine/bytes.ts';
import { bytesOf, childrenOf, own, unreadable } from './asn1.ts';
import { attributeNames } from './object-identifiers.ts';

/** A distinguished name, RFC 5280 §4.1.2.4. */
export interface DistinguishedName {
  readonly der: Bytes;
  /** In the order of the encoding: the most general first. */
  readonly parts: readonly (readonly NameAttribute[])[];
}

export interface NameAttribute {
  readonly type: string;
  /** Text as it is; other values as `#` and the hex of their DER (RFC 4514 §2.4). */
  readonly value: string;
}

/** One of the names of RFC 5280 §4.2.1.6. Forms without a text of their own keep their DER. */
export type GeneralName =
  | { readonly kind: 'dns' | 'email' | 'uri'; readonly text: string }
  | { readonly kind: 'ip'; readonly bytes: Bytes }
  | { readonly kind: 'directory'; readonly name: DistinguishedName }
  | { readonly kind: 'other'; readonly text: string };

export function readName(name: RelativeDistinguishedNames): DistinguishedName {
  // the library flattens attributes of one set into their neighbours: the sets are read from its own encoding
  const sets = childrenOf(name.toSchema());
  const parts = sets.map((set) => childrenOf(set).map(readAttribute));
  const der = name.valueBeforeDecode.byteLength > 0 ? own(new Uint8Array(name.valueBeforeDecode)) : new Uint8Array(name.toSchema().toBER());
  return { der, parts };
}

/** `CN=Bob, O=Example`: the most specific first, with a backslash before commas and pluses inside a value. RFC 4514 */
export function nameText({ parts }: DistinguishedName): string {
  return parts
    .toReversed()
    .map((attributes) =>
      attributes.map(({ type, value }) => `${attributeNames[type] ?? type}=${escaped(value).replaceAll(/[,+\\]/g, '\\$&')}`).join('+'),
    )
    .join(', ');
}

/** The first attribute of a type, the most specific one; `null` without. */
export function attributeOf({ parts }: DistinguishedName, shortName: string): string | null {
  const found = parts.flat().findLast(({ type }) => attributeNames[type] === shortName);
  return found?.value ?? null;
}

/** Names of directories compare without case and extra blanks, RFC 5280 §7.1. */
export function sameAttribute(a: NameAttribute, b: NameAttribute): boolean {
  return a.type === b.type && prepared(a.value) === prepared(b.value);
}

export function readGeneralName(name: LibraryName): GeneralName {
  switch (name.type) {
    case 1:
      return { kind: 'email', text: textOf(name.value) };
    case 2:
      return { kind: 'dns', text: textOf(name.value) };
    case 4:
      return { kind: 'directory', name: readName(name.value) };
    case 6:
      return { kind: 'uri', text: textOf(name.value) };
    case 7:
      return { kind: 'ip', bytes: own(name.value.valueBlock.valueHexView) };
    default:
      return { kind: 'other', text: `name of form ${name.type}` };
  }
}

/** How people read it: `dns:example.org`. */
export function generalNameText(name: GeneralName): string {
  switch (name.kind) {
    case 'ip':
      return `ip:${addressText(name.bytes)}`;
    case 'directory':
      return `directory:${nameText(name.name)}`;
    default:
      return `${name.kind}:${escaped(name.text)}`;
  }
}

/** Control, format and private characters could make one name look like another: shown as their code point. */
export function escaped(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

function readAttribute(block: asn1js.BaseBlock): NameAttribute {
  const [type, value] = childrenOf(block);
  if (!(type instanceof asn1js.ObjectIdentifier) || value === undefined) throw unreadable('a name');
  return { type: type.getValue(), value: attributeText(value) };
}

function attributeText(value: AttributeTypeAndValue['value'] | asn1js.BaseBlock): string {
  return value instanceof asn1js.BaseStringBlock ? value.getValue() : `#${toHex(bytesOf(value))}`;
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw unreadable('a name');
  return value;
}

function prepared(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim().replaceAll(/\s+/gu, ' ');
}

/** IPv4 and IPv6, with the mask where the constraint form has one. */
function addressText(bytes: Bytes): string {
  const half = bytes.length / 2;
  if (bytes.length === 8 || bytes.length === 32) return `${addressText(bytes.subarray(0, half))}/${addressText(bytes.subarray(half))}`;
  if (bytes.length === 4) return [...bytes].join('.');
  if (bytes.length !== 16) return toHex(bytes);
  return (toHex(bytes).match(/.{4}/g) ?? []).map((group) => group.replace(/^0{1,3}/, '')).join(':');
}
