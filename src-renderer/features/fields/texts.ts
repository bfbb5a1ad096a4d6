import { formatCount } from '../../format/bytes.ts';
import type { ByteFormat } from './byte-formats.ts';
import { spoken } from '../../format/language.ts';
import { german } from './texts.de.ts';

const formats: { readonly [F in ByteFormat]: string } = { hex: 'Hex', spaced: 'Hex, spaced', base64: 'Base64', text: 'Text', array: 'Array' };

export const english = {
  tree: 'Fields',
  found: '(found by the filter)',
  sizes: 'bytes',
  bytes: 'Bytes',
  bytesHint: 'Arrow keys move over the bytes and select the field that holds them.',
  allLines: (lines: number) => `Show all ${formatCount(lines)} lines`,
  broken: (reason: string) => `cannot be read: ${reason}`,
  brokenLong: (reason: string, offset: number) => `The bytes from ${formatCount(offset)} on cannot be read: ${reason}.`,
  place: (first: number, last: number, size: string) =>
    first === last ? `byte ${formatCount(first)}` : `bytes ${formatCount(first)} to ${formatCount(last)}, ${size}`,
  noBytes: (at: number) => `nothing, before byte ${formatCount(at)}`,
  openMessage: (records: number) => `Open the message put together from ${formatCount(records)} records`,
  backToRecords: 'Back to the records',
  record: (number: number, carries: string | null) => `Record ${number}${carries === null ? '' : `: ${carries}`}`,
  reads: 'Reads',
  copyAs: 'Copy the field’s bytes as',
  copied: 'Copied',
  formats,
} as const;

export const texts = spoken(english, german);
