import { decodeSession, encodeSession, type GroupEncoding } from '#engine/index.ts';
import type { Erase } from '#engine/secret.ts';
import type { SessionCodec } from './store.ts';

/** Sessions as the engine encodes them, with the MLS library's groups inside. */
export function sessionCodec(mls: GroupEncoding, erase: Erase): SessionCodec {
  return {
    encode: (session) => encodeSession(mls, session, erase),
    decode: (bytes) => decodeSession(mls, bytes, erase),
  };
}
