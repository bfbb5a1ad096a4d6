import type { ClientState } from 'ts-mls';
import { decodeGroupState, encodeGroupState } from 'ts-mls/clientState.js';
import { type Bytes, equal } from '../bytes.ts';
import { decode, encode, opaqueVar, struct, uint16 } from '../codec/codec.ts';
import { EngineError } from '../errors.ts';
import type { Erase } from '../secret.ts';
import { clientConfig } from './library.ts';

/** Format of stored group state. A later one must go on reading this one. */
const formatVersion = 1;

/** `struct { uint16 format; opaque state<V>; } StoredGroup;` where state is the library's GroupState of this format. */
interface StoredGroup {
  readonly format: number;
  readonly state: Bytes;
}
const storedGroup = struct<StoredGroup>({ format: uint16, state: opaqueVar });

/** Secret: holds private keys in clear. */
export function encodeState(state: ClientState, erase: Erase): Bytes {
  const bytes = encodeGroupState(state);
  const out = encode(storedGroup, { format: formatVersion, state: bytes });
  erase(bytes);
  return out;
}

/**
 * Hands the state of `bytes` to `use`. It shares no memory with `bytes`; all its byte strings are views on one copy.
 *
 * @throws {EngineError} `internal` unless `encodeState` would write exactly these bytes
 */
export function decodeState<T>(bytes: Bytes, erase: Erase, use: (state: ClientState) => T): T {
  const copies: Bytes[] = [];
  try {
    const { format, state } = decode(storedGroup, bytes, 'StoredGroup');
    copies.push(state);
    if (format !== formatVersion) throw corrupt();
    const decoded = decodeGroupState(state, 0);
    if (decoded === undefined) throw corrupt();
    const again = encodeGroupState(decoded[0]);
    copies.push(again);
    if (!equal(again, state)) throw corrupt();
    const result = use({ ...decoded[0], clientConfig });
    erase(again);
    return result;
  } catch {
    for (const copy of copies) erase(copy);
    throw corrupt();
  }
}

function corrupt(): EngineError {
  return new EngineError({ kind: 'internal', where: 'stored group' });
}
