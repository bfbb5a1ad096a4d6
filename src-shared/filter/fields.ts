import type { TranscriptRow } from '../views.ts';
import { germanRowSentences, germanRowTitle } from '../words/rows.de.ts';
import { worded } from '../words/said.ts';

/** What a comparison looks at. `word`: one name, without regard to case. `words`: any of several. `fields`: the row's bytes, decoded. */
export type FilterField =
  | { readonly kind: 'word'; readonly values: readonly string[]; readonly read: (row: TranscriptRow) => string | null }
  | { readonly kind: 'words'; readonly read: (row: TranscriptRow) => readonly string[] }
  | { readonly kind: 'number'; readonly read: (row: TranscriptRow) => bigint | null }
  | { readonly kind: 'flag'; readonly read: (row: TranscriptRow) => boolean }
  | { readonly kind: 'fields' };

const whole = (value: string | null): bigint | null => (value === null ? null : BigInt(value));
const size = (value: number | null): bigint | null => (value === null ? null : BigInt(value));

/** What a row says in any language: whoever searches types what they read. */
export function textsOf({ title, summary, said }: TranscriptRow): readonly string[] {
  return [title, summary, germanRowTitle(title), worded(germanRowSentences, said) ?? ''];
}

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
  type: { kind: 'word', values: types, read: (row) => row.title },
  lane: {
    kind: 'word',
    values: ['handshake', 'record', 'alert', 'local', 'machine'],
    read: (row) => row.lane,
  },
  dir: { kind: 'word', values: ['sent', 'received'], read: (row) => row.direction },
  key: { kind: 'word', values: ['plaintext', 'early', 'epoch'], read: (row) => row.key },
  epoch: { kind: 'number', read: (row) => whole(row.epoch) },
  sequence: { kind: 'number', read: (row) => whole(row.sequence) },
  length: { kind: 'number', read: (row) => size(row.length) },
  attempt: { kind: 'number', read: (row) => BigInt(row.attempt) },
  row: { kind: 'number', read: (row) => BigInt(row.seq) },
  rule: { kind: 'words', read: (row) => row.rules },
  text: { kind: 'words', read: textsOf },
  field: { kind: 'fields' },
  bad: { kind: 'flag', read: (row) => row.bad },
  bytes: { kind: 'flag', read: (row) => row.hasBytes },
} as const satisfies Readonly<Record<string, FilterField>>;

export type FieldName = keyof typeof filterFields;

export const fieldNames = Object.keys(filterFields) as readonly FieldName[]; // Object.keys forgets that the keys are those of the table

export function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(filterFields, name);
}
