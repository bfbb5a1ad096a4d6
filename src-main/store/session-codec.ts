import { decodeSession, encodeSession, eraseSession, type GroupEncoding } from '#engine/index.ts';
import type { Erase } from '#engine/secret.ts';
import type { Session } from '#engine/two-party/session.ts';
import type { SessionCodec } from './store.ts';

/** Sessions as the engine encodes them, with the MLS library's groups inside. */
export function sessionCodec(mls: GroupEncoding, erase: Erase): SessionCodec {
  return {
    encode: (session) => encodeSession(mls, session, erase),
    decode: (bytes) => decodeSession(mls, bytes, erase),
    erase: (session) => eraseSession(session, { mls, erase }),
  };
}

/** Hands a session that was decoded to `use`, and overwrites its secrets. */
export function lookedAt<T>(codec: SessionCodec, session: Session, use: (session: Session) => T): T {
  try {
    return use(session);
  } finally {
    codec.erase(session);
  }
}
