import { equal, toHex } from '#engine/bytes.ts';
import type { TraceFact } from '#engine/mls-tls/trace.ts';
import { handshakeTypes } from '#engine/two-party/messages.ts';
import type { Session } from '#engine/two-party/session.ts';

type Message = Extract<TraceFact, { kind: 'handshake-message' }>;

const headerLength = 4;
const prologueLength = 36;

/**
 * CR-01, CR-07: what must be on disk when a message leaves. R-PERSIST.
 *
 * @param stored the session as it is on disk
 * @returns what is missing; `null` when nothing is
 */
export function notDurable({ type, message }: Message, stored: Session | null): string | null {
  const { pending = null, stored: confirmed = null } = stored ?? {};
  switch (type) {
    case handshakeTypes.server_hello:
      return stored === null ? 'server_hello without a session on disk' : null;
    case handshakeTypes.connection_update: {
      const body = message.slice(headerLength);
      const known = [pending, confirmed].some((own) => own !== null && equal(own.message, body));
      return known ? null : 'connection_update whose commit is not on disk';
    }
    case handshakeTypes.resumption_request:
    case handshakeTypes.resumption_response: {
      const commit = message.slice(headerLength + prologueLength);
      return pending?.exposed && equal(pending.message, commit) ? null : 'a resumption flight whose commit is not on disk as exposed';
    }
    case handshakeTypes.epoch_key_update: {
      const epoch = BigInt(`0x${toHex(message.slice(headerLength))}`); // 4 bytes in the editor's copy, else 8
      return stored !== null && stored.group.epoch >= epoch ? null : `epoch_key_update for epoch ${epoch}, which is not on disk`;
    }
    default:
      return null;
  }
}
