import type { TranscriptRow } from '../views.ts';

/** What a comparison looks at. `word`: one name, without regard to case. `words`: any of several. */
export type FilterField =
  | { readonly kind: 'word'; readonly about: string; readonly values: readonly string[]; readonly read: (row: TranscriptRow) => string | null }
  | { readonly kind: 'words'; readonly about: string; readonly read: (row: TranscriptRow) => readonly string[] }
  | { readonly kind: 'number'; readonly about: string; readonly read: (row: TranscriptRow) => bigint | null }
  | { readonly kind: 'flag'; readonly about: string; readonly read: (row: TranscriptRow) => boolean };

const whole = (value: string | null): bigint | null => (value === null ? null : BigInt(value));
const size = (value: number | null): bigint | null => (value === null ? null : BigInt(value));

/** Names of the protocol that a row may carry as its title; others occur, these are offered. */
const types: readonly string[] = [
  'client_hello',
  'server_hello',
  'connection_update',
  'epoch_key_update',
  'resumption_request',
  'resumption_response',
  'resumption_status',
  'application_data',
  'handshake',
  'alert',
  'close_notify',
];

/** Every field of the filter language, by name. The only place that says what there is. */
export const filterFields = {
  type: { kind: 'word', about: 'name of the message, record or event', values: types, read: (row) => row.title },
  lane: {
    kind: 'word',
    about: 'where the row belongs',
    values: ['handshake', 'record', 'alert', 'local', 'machine'],
    read: (row) => row.lane,
  },
  dir: { kind: 'word', about: 'sent or received', values: ['sent', 'received'], read: (row) => row.direction },
  key: { kind: 'word', about: 'which key protected it', values: ['plaintext', 'early', 'epoch'], read: (row) => row.key },
  epoch: { kind: 'number', about: 'epoch of the session', read: (row) => whole(row.epoch) },
  sequence: { kind: 'number', about: 'record sequence number', read: (row) => whole(row.sequence) },
  length: { kind: 'number', about: 'bytes on the wire, or of the message', read: (row) => size(row.length) },
  attempt: { kind: 'number', about: 'transport of the connection, from 1', read: (row) => BigInt(row.attempt) },
  row: { kind: 'number', about: 'place in the recording', read: (row) => BigInt(row.seq) },
  rule: { kind: 'words', about: 'rule at work, such as R-UPD', read: (row) => row.rules },
  text: { kind: 'words', about: 'anything the row says', read: (row) => [row.title, row.summary] },
  bad: { kind: 'flag', about: 'something went wrong', read: (row) => row.bad },
  bytes: { kind: 'flag', about: 'its bytes are recorded', read: (row) => row.hasBytes },
} as const satisfies Readonly<Record<string, FilterField>>;

export type FieldName = keyof typeof filterFields;

export const fieldNames = Object.keys(filterFields) as readonly FieldName[]; // Object.keys forgets that the keys are those of the table

export function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(filterFields, name);
}
