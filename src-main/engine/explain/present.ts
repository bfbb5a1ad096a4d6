import { type Bytes, toHex } from '../bytes.ts';
import { readableText } from '../mls/credential.ts';
import { utc } from './calendar.ts';
import { glossaryEntry, reasonInWords } from './glossary.ts';
import type { ExplainedNode } from './node.ts';
import { meaningOf } from './registries.ts';
import type { Part } from './trace.ts';

/** Fields that hold text for people, where the bytes are such text. */
const texts: ReadonlySet<string> = new Set(['identity', 'suite_descriptor']);
const times: ReadonlySet<string> = new Set(['not_before', 'not_after']);

/** Says about a read part what can be said. @param bytes what the offsets of `part` count in */
export function present(part: Part, bytes: Bytes, parentType = ''): ExplainedNode {
  const { name, type, start, end, failure, parts, reassembled } = part;
  const children = parts.map((inner) => present(inner, bytes, type));
  const about = failure === null ? glossaryEntry(parentType, type, name) : reasonInWords(failure.reason);
  return {
    name,
    type,
    start,
    end,
    ...(failure === null ? wordsOf(part, bytes) : { value: failure.reason, form: 'text', meaning: null }),
    note: about?.note ?? null,
    source: about?.source ?? null,
    rule: about?.rule ?? null,
    failure,
    reassembled: reassembled && { pieces: reassembled.pieces, node: present(reassembled.part, reassembled.bytes) },
    children,
  };
}

type Value = Pick<ExplainedNode, 'value' | 'form' | 'meaning'>;

const nothing: Value = { value: null, form: null, meaning: null };

function wordsOf({ name, type, value, start, end, parts }: Part, bytes: Bytes): Value {
  if (typeof value === 'number') return { value: String(value), form: 'number', meaning: meaningOf(type, value) };
  if (typeof value === 'bigint') return { value: String(value), form: 'number', meaning: times.has(name) ? utc(value) : null };
  if (value === null) return { ...nothing, meaning: 'absent' };
  if (value instanceof Uint8Array) return bytesOf(name, value);
  if (parts.length > 0 || start === end) return nothing;
  return bytesOf(name, bytes.subarray(start, end));
}

function bytesOf(name: string, value: Bytes): Value {
  const text = texts.has(name) ? readableText(value) : null;
  return text === null ? { value: toHex(value), form: 'hex', meaning: null } : { value: text, form: 'text', meaning: null };
}
