import type { FieldView } from '../contract/inspection.ts';

/**
 * What the fields of a row say, for searching: names, values and meanings, each between line ends, in lower case; then all its bytes,
 * in hexadecimal: what lies across two fields, or could not be read, is found in them.
 */
export type FieldText = string;

/** Of a row without fields. */
export const noFieldText: FieldText = '';

/** The fields of a tree, and those of messages that were put together in it. @param hex its bytes, lower case */
export function fieldText(root: FieldView, hex = ''): FieldText {
  const lines = [''];
  addTo(lines, root);
  if (hex !== '') lines.push(hex);
  return written(lines);
}

/** Bytes of which no fields are known, or more than are worth looking into. @param hex lower case */
export function bytesText(hex: string): FieldText {
  return written(['', hex]);
}

/** Whether something in the fields contains what is looked for. @param wanted lower case */
export function textContains(text: FieldText, wanted: string): boolean {
  return text.includes(wanted) || otherSpelling(wanted, (hex) => text.includes(hex));
}

/** Whether something in the fields is what is looked for. @param wanted lower case */
export function textEquals(text: FieldText, wanted: string): boolean {
  const has = (whole: string): boolean => text.includes(`\n${whole}\n`);
  return has(wanted) || otherSpelling(wanted, has);
}

function addTo(lines: string[], { name, value, meaning, message, parts }: FieldView): void {
  lines.push(name);
  if (value !== null) lines.push(value);
  if (meaning !== null) lines.push(meaning);
  if (message !== null) addTo(lines, message.root);
  for (const part of parts) addTo(lines, part);
}

function written(lines: string[]): FieldText {
  lines.push('');
  return lines.join('\n').toLowerCase();
}

/** Digits of a hexadecimal number from which on one is taken for bytes: fewer may be a time. */
const fewestDigits = 8;

/** Bytes are written `ab:cd`, `ab cd`, `0xabcd` elsewhere. */
function otherSpelling(wanted: string, has: (hex: string) => boolean): boolean {
  const hex = wanted.replace(/^0x/, '').replace(/[\s:]/g, '');
  return hex !== wanted && hex.length >= fewestDigits && /^[0-9a-f]+$/.test(hex) && has(hex);
}
