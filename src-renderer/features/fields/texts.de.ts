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
  allLines: (lines) => `Alle ${lines} Zeilen zeigen`,
  broken: (reason) => `nicht lesbar: ${reason}`,
  brokenLong: (reason, offset) => `Die Bytes ab ${offset} sind nicht lesbar: ${reason}.`,
  place: (first, last, size) => (first === last ? `Byte ${first}` : `Bytes ${first} bis ${last}, ${size}`),
  noBytes: (at) => `nichts, vor Byte ${at}`,
  openMessage: (records) => `Die Nachricht öffnen, die aus ${records} Records zusammengesetzt ist`,
  backToRecords: 'Zurück zu den Records',
  record: (number, carries) => `Record ${number}${carries === null ? '' : `: ${carries}`}`,
  reads: 'Liest sich als',
  copyAs: 'Bytes des Feldes kopieren als',
  copied: 'Kopiert',
  formats,
};
