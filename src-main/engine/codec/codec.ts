import type { Bytes } from '../bytes.ts';
import { EngineError } from '../errors.ts';
import { Reader } from './reader.ts';
import { readVarint, writeVarint } from './varint.ts';
import { Writer } from './writer.ts';

/** Reads and writes one wire type. `read` consumes exactly what `write` produced. RFC 8446 §3, RFC 9420 §2.1. */
export interface Codec<T> {
  /** The type as a specification writes it: `uint16`, `HPKECiphertext`, `opaque<V>`. For people; nothing depends on it. */
  readonly type?: string | undefined;
  /** What a specification calls a field of this type where our own name for it is another. */
  readonly field?: string | undefined;
  /** Its fields belong to the structure around it: a `select` has no name of its own. */
  readonly inline?: boolean | undefined;
  read(reader: Reader): T;
  write(writer: Writer, value: T): void;
}

/**
 * Decodes one whole value; bytes left over are an error, never ignored.
 *
 * @param structure the specification's name, for the error
 * @throws {DecodeError} and nothing else
 */
export function decode<T>(codec: Codec<T>, bytes: Bytes, structure = ''): T {
  const reader = new Reader(bytes, structure);
  const value = codec.read(reader);
  reader.finish();
  return value;
}

/** @throws {EngineError} `internal` when a value does not fit its field */
export function encode<T>(codec: Codec<T>, value: T): Bytes {
  const writer = new Writer();
  codec.write(writer, value);
  return writer.finish();
}

export const uint8: Codec<number> = uint(1);
export const uint16: Codec<number> = uint(2);
export const uint24: Codec<number> = uint(3);
export const uint32: Codec<number> = uint(4);

export const uint64: Codec<bigint> = {
  type: 'uint64',
  read: (reader) => reader.uint64(),
  write: (writer, value) => writer.uint64(value),
};

/** The same bytes under the names a specification gives them. A named `select` is a structure of its own. */
export function named<T>(type: string, codec: Codec<T>, field?: string): Codec<T> {
  return { read: codec.read, write: codec.write, type, field };
}

/** Reads one part under its name, for codecs that are no plain `struct`. */
export function readField<T>(reader: Reader, name: string, codec: Pick<Codec<T>, 'type' | 'read'>): T {
  reader.enter(name, codec.type ?? '');
  const value = codec.read(reader);
  reader.leave(value);
  return value;
}

/**
 * `struct { … }`: fields are read and written in the order they are listed. RFC 8446 §3.6.
 *
 * @param type the structure's name; its fields are called as here, in snake case, unless their codec says otherwise
 */
export function struct<T extends object>(fields: { readonly [K in keyof T]-?: Codec<T[K]> }, type?: string): Codec<T> {
  // Object.entries forgets that the keys are those of T; the parameter's type says so.
  const entries = (Object.entries(fields) as [keyof T & string, Codec<T[keyof T]>][]).map(([key, codec]) => {
    const name = codec.field ?? snakeCase(key);
    return { key, codec, read: codec.inline === true ? codec.read : (reader: Reader) => readField(reader, name, codec) };
  });
  return {
    type,
    // The mapped type above makes the entries exactly the fields of T.
    read: (reader) => Object.fromEntries(entries.map(({ key, read }) => [key, read(reader)])) as T,
    write(writer, value) {
      for (const { key, codec } of entries) codec.write(writer, value[key]);
    },
  };
}

/**
 * `select (tag) { case …: … }`: a number, then the body it announces. RFC 8446 §3.8.
 * A tag that is not listed is a `bad-value`.
 */
export function tagged<T extends { readonly kind: string }>(
  tag: Codec<number>,
  cases: { readonly [K in T['kind']]: { readonly tag: number; readonly body: Codec<Omit<Extract<T, { kind: K }>, 'kind'>> } },
): Codec<T> {
  type Case = { readonly tag: number; readonly body: Codec<object> };
  // The kinds are T's own, and each body is read back under the kind it was written with.
  const byKind = new Map(Object.entries(cases) as [T['kind'], Case][]);
  const byTag = new Map([...byKind].map(([kind, { tag: number, body }]) => [number, { kind, body }]));
  return {
    inline: true,
    read(reader) {
      const found = byTag.get(readField(reader, tag.field ?? 'type', tag));
      if (found === undefined) throw reader.fail('bad-value');
      const { body } = found;
      // Kind and body come from the same case, which is what T says.
      return { kind: found.kind, ...(body.field === undefined ? body.read(reader) : readField(reader, body.field, body)) } as unknown as T;
    },
    write(writer, value) {
      const found = byKind.get(value.kind);
      if (found === undefined) throw new EngineError({ kind: 'internal', where: 'unknown case of a tagged union' });
      tag.write(writer, found.tag);
      found.body.write(writer, value);
    },
  };
}

/** A codec for another representation of the same bytes. `to` may throw `reader.fail(…)`. */
export function mapped<A, B>(codec: Codec<A>, to: (value: A, reader: Reader) => B, from: (value: B) => A): Codec<B> {
  return {
    type: codec.type,
    field: codec.field,
    read: (reader) => to(codec.read(reader), reader),
    write: (writer, value) => codec.write(writer, from(value)),
  };
}

/** `optional<T>`: a presence byte of 0 or 1. RFC 9420 §2.1.1. */
export function optional<T>(codec: Codec<T>): Codec<T | null> {
  return {
    type: `optional<${codec.type ?? ''}>`,
    read(reader) {
      const present = readField(reader, 'present', uint8);
      if (present > 1) throw reader.fail('bad-value');
      return present === 1 ? codec.read(reader) : null;
    },
    write(writer, value) {
      writer.uint(value === null ? 0 : 1, 1);
      if (value !== null) codec.write(writer, value);
    },
  };
}

/** `opaque x[length]`. */
export function opaque(length: number): Codec<Bytes> {
  return {
    type: `opaque[${length}]`,
    read: (reader) => reader.take(length),
    write(writer, value) {
      if (value.length !== length) throw new EngineError({ kind: 'internal', where: `opaque[${length}] of another length` });
      writer.put(value);
    },
  };
}

/** Everything up to the end of the enclosing value. */
export const opaqueRest: Codec<Bytes> = {
  type: 'opaque',
  read: (reader) => reader.take(reader.remaining),
  write: (writer, value) => writer.put(value),
};

/** How a length is written in front of a vector. */
interface Prefix {
  /** What follows the type of the elements: `<V>`. */
  readonly range: string;
  readonly length: Codec<number>;
}

const prefix8 = fixedPrefix(1);
const prefix16 = fixedPrefix(2);
const prefix24 = fixedPrefix(3);
const prefixVar: Prefix = { range: '<V>', length: { type: 'varint', read: readVarint, write: writeVarint } };

/** `opaque x<0..2^8-1>` and so on; `opaqueVar` is `opaque x<V>`. A lying prefix allocates nothing. */
export const opaque8 = opaqueAfter(prefix8);
export const opaque16 = opaqueAfter(prefix16);
export const opaque24 = opaqueAfter(prefix24);
export const opaqueVar = opaqueAfter(prefixVar);

/** `T x<0..2^8-1>` and so on: the prefix counts bytes, not elements. RFC 8446 §3.4. */
export const vector8 = <T>(element: Codec<T>): Codec<readonly T[]> => sized(prefix8, listOf(element));
export const vector16 = <T>(element: Codec<T>): Codec<readonly T[]> => sized(prefix16, listOf(element));
export const vector24 = <T>(element: Codec<T>): Codec<readonly T[]> => sized(prefix24, listOf(element));
export const vectorVar = <T>(element: Codec<T>): Codec<readonly T[]> => sized(prefixVar, listOf(element));

/** One value inside a length prefix that it must fill exactly. */
export const sized16 = <T>(codec: Codec<T>): Codec<T> => sized(prefix16, codec);
export const sized24 = <T>(codec: Codec<T>): Codec<T> => sized(prefix24, codec);
export const sizedVar = <T>(codec: Codec<T>): Codec<T> => sized(prefixVar, codec);

function uint(size: 1 | 2 | 3 | 4): Codec<number> {
  return { type: `uint${8 * size}`, read: (reader) => reader.uint(size), write: (writer, value) => writer.uint(value, size) };
}

function fixedPrefix(size: 1 | 2 | 3): Prefix {
  return { range: `<0..2^${8 * size}-1>`, length: uint(size) };
}

function opaqueAfter(prefix: Prefix): Codec<Bytes> {
  return {
    type: `opaque${prefix.range}`,
    read: (reader) => reader.take(readField(reader, 'length', prefix.length)),
    write(writer, value) {
      prefix.length.write(writer, value.length);
      writer.put(value);
    },
  };
}

function sized<T>(prefix: Prefix, codec: Codec<T>): Codec<T> {
  return {
    type: `${codec.type ?? ''}${prefix.range}`,
    read(reader) {
      const inner = reader.nested(readField(reader, 'length', prefix.length));
      const value = codec.read(inner);
      inner.finish();
      return value;
    },
    write(writer, value) {
      const body = encode(codec, value);
      prefix.length.write(writer, body.length);
      writer.put(body);
    },
  };
}

/** Elements up to the end of the enclosing value. An element that takes no bytes could repeat for ever: `bad-value`. */
function listOf<T>(element: Codec<T>): Codec<readonly T[]> {
  return {
    type: element.type,
    read(reader) {
      const out: T[] = [];
      while (reader.remaining > 0) {
        const before = reader.remaining;
        out.push(readField(reader, `[${out.length}]`, element));
        if (reader.remaining === before) throw reader.fail('bad-value');
      }
      return out;
    },
    write(writer, values) {
      for (const value of values) element.write(writer, value);
    },
  };
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
