import type { Bytes } from '../bytes.ts';
import { decode } from '../codec/codec.ts';
import { DecodeError, EngineError } from '../errors.ts';
import type { MlsMessageHeader } from '../mls/group.ts';
import { readHeader } from '../mls/message.ts';
import { clearMessage, handshakeHeaderLength, handshakeTypes } from '../two-party/messages.ts';
import { epochKeyUpdate } from './handshake.ts';
import { type ProfileName, profileName, protocolVersion } from '../two-party/roles.ts';

/** What a handshake message tells everybody who reads it, without keys and without a state; `null`: it does not. */
export interface ClearFacts {
  readonly profile: ProfileName | null;
  readonly suite: number | null;
  /** Of a commit: the epoch it was made in, which it leads out of. Of an epoch_key_update: the one it names. */
  readonly epoch: bigint | null;
  /** The MLSMessage in it. */
  readonly mls: Bytes | null;
}

const nothing: ClearFacts = { profile: null, suite: null, epoch: null, mls: null };
const inClear: ReadonlySet<number> = new Set([
  handshakeTypes.client_hello,
  handshakeTypes.server_hello,
  handshakeTypes.resumption_request,
  handshakeTypes.resumption_response,
  handshakeTypes.resumption,
]);

/** @param message with its header. Never throws: bytes of a capture may be anything. R-MSG, R-PROFILE. */
export function clearFacts(message: Bytes): ClearFacts {
  const [type = 0] = message;
  const body = message.subarray(handshakeHeaderLength);
  try {
    if (type === handshakeTypes.connection_update) return { ...nothing, ...factsOf(readHeader(body)), mls: body };
    if (type === handshakeTypes.epoch_key_update) return { ...nothing, epoch: epochNamed(body) };
    if (!inClear.has(type)) return nothing;
    const { prologue, mls } = decode(clearMessage, body);
    const profile = prologue.version === protocolVersion ? (profileName(prologue.profile) ?? null) : null;
    return { ...nothing, profile, ...headerOf(mls), mls };
  } catch (error) {
    if (error instanceof DecodeError || error instanceof EngineError) return nothing;
    throw error;
  }
}

function epochNamed(body: Bytes): bigint {
  return BigInt(decode<{ readonly epoch: bigint | number }>(body.length === 4 ? epochKeyUpdate.short : epochKeyUpdate.long, body).epoch);
}

/** The Prologue says its part also in front of an MLSMessage that cannot be read. */
function headerOf(mls: Bytes): Partial<ClearFacts> {
  try {
    return factsOf(readHeader(mls));
  } catch (error) {
    if (error instanceof DecodeError || error instanceof EngineError) return {};
    throw error;
  }
}

function factsOf(header: MlsMessageHeader): Partial<ClearFacts> {
  return { ...('suite' in header && { suite: header.suite }), ...('epoch' in header && { epoch: header.epoch }) };
}
