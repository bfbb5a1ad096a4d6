import { formatCount } from '../../format/bytes.ts';
import type { Translated } from '../../format/language.ts';
import type { ByteFormat } from './byte-formats.ts';
import type { english } from './texts.ts';

const formats: { readonly [F in ByteFormat]: string } = { hex: 'Hex', spaced: 'Hex, getrennt', base64: 'Base64', text: 'Text', array: 'Array' };

export const german: Translated<typeof english> = {
  tree: 'Felder',
  found: '(vom Filter gefunden)',
  sizes: 'Bytes',
  bytes: 'Bytes',
  bytesHint: 'Die Pfeiltasten gehen über die Bytes und wählen das Feld, zu dem sie gehören.',
  allLines: (lines) => `Alle ${formatCount(lines)} Zeilen zeigen`,
  broken: (reason) => `nicht lesbar: ${reason}`,
  brokenLong: (reason, offset) => `Die Bytes ab ${formatCount(offset)} sind nicht lesbar: ${reason}.`,
  place: (first, last, size) => (first === last ? `Byte ${formatCount(first)}` : `Bytes ${formatCount(first)} bis ${formatCount(last)}, ${size}`),
  noBytes: (at) => `nichts, vor Byte ${formatCount(at)}`,
  openMessage: (records) => `Die Nachricht öffnen, die aus ${formatCount(records)} Records zusammengesetzt ist`,
  backToRecords: 'Zurück zu den Records',
  record: (number, carries) => `Record ${number}${carries === null ? '' : `: ${carries}`}`,
  reads: 'Liest sich als',
  copyAs: 'Bytes des Feldes kopieren als',
  copied: 'Kopiert',
  formats,
};
