import { brokenRandomness } from '#engine/crypto/watched-randomness.ts';
import type { Failure } from '#engine/errors.ts';
import type { ViolationCode } from '#engine/rules.ts';

/** Codes of the catalogue that the engine knows under another name, or divides or joins. */
const aliases: Readonly<Record<string, readonly ViolationCode[]>> = {
  MLS_VERSION: ['MLS_VERSION', 'KP_VERSION'],
  KP_KEY_REUSE: ['KP_INIT_KEY'],
  KP_SIGKEY_COLLISION: ['AS_SAME_KEY', 'AS_SELF'],
  WE_TREE_HASH: ['WE_TREE'],
  WE_NO_COMPONENT: ['MARK_CAPABILITY', 'MARK_MISSING'],
  WE_EXTERNAL_SENDERS: ['WE_EXTENSION'],
  WE_SELF: ['AS_SAME_KEY', 'AS_SELF'],
  WE_LEAF_LIFETIME: ['WE_LEAF_EXPIRED'],
  KP_NO_COMPONENT: ['MARK_CAPABILITY', 'MARK_MISSING'],
};

/** The catalogue's codes that are not violation codes of the engine, as the failures they stand for. */
const others: Readonly<Record<string, (failure: Failure) => boolean>> = {
  REC_MAC: (failure) => failure.kind === 'decrypt' || isViolation(failure, 'REC_MAC'),
  REC_STALL_TIMEOUT: (failure) => failure.kind === 'timeout' && failure.timer === 'record-stall',
  REC_KEY_LIMIT: (failure) => failure.kind === 'ended' && failure.reason === 'key-limit',
  ALERT_LENGTH: (failure) => failure.kind === 'decode' && failure.structure === 'Alert',
  HS_TIMEOUT: (failure) => failure.kind === 'timeout' && failure.timer === 'hello',
  HS_TRAILING: (failure) => failure.kind === 'decode' && failure.reason === 'trailing-bytes',
  HS_LENGTH: (failure) => failure.kind === 'decode' && failure.structure === 'epoch_key_update',
  HS_EMPTY_FRAGMENT: (failure) => isViolation(failure, 'REC_EMPTY'),
  HS_UNCONFIRMED: (failure) => failure.kind === 'timeout' && failure.timer === 'unconfirmed',
  HS_ABORTED: (failure) => failure.kind === 'truncated',
  MLS_DECODE: (failure) => failure.kind === 'decode',
  TRUNCATED: (failure) => failure.kind === 'truncated',
  UPDATE_WHILE_PENDING: (failure) => isViolation(failure, 'UPDATE_BEFORE_CLOSING'),
  AS_UNEXPECTED_PEER: (failure) => failure.kind === 'credential-refused' && failure.code === 'access_denied',
  INTERNAL: (failure) => failure.kind === 'internal',
  STORE_FAILED: (failure) => failure.kind === 'storage',
  AS_CREDENTIAL_CHANGED: (failure) => failure.kind === 'credential-refused',
  AS_BAD_CERTIFICATE: (failure) => failure.kind === 'credential-refused' && failure.code === 'bad_certificate',
  AS_EXPIRED: (failure) => failure.kind === 'credential-refused' && failure.code === 'certificate_expired',
  AS_REVOKED: (failure) => failure.kind === 'credential-refused' && failure.code === 'certificate_revoked',
  AS_UNKNOWN: (failure) => failure.kind === 'credential-refused' && (failure.code === 'unknown_ca' || failure.code === 'access_denied'),
  AS_TOFU_MISMATCH: (failure) => failure.kind === 'credential-refused' && failure.code === 'access_denied',
  AS_UNAVAILABLE: (failure) => failure.kind === 'credential-unchecked' && failure.reason === 'exception',
  AS_TIMEOUT: (failure) => failure.kind === 'credential-unchecked' && failure.reason === 'timeout',
  AS_DROPPED: (failure) => failure.kind === 'truncated',
  AS_CUT: (failure) => failure.kind === 'ended' && failure.reason === 'cut',
  RNG_FAILED: (failure) => failure.kind === 'internal' && failure.where === brokenRandomness,
  EPOCH_ALREADY_USED: (failure) => failure.kind === 'internal' && failure.where === 'exporter_secret was taken before',
  CLOSED: (failure) => failure.kind === 'ended' && failure.reason === 'closed',
};

/** Whether a failure is what the catalogue calls by this code, or by one of several. `OK` is no failure, or an end in order. */
export function matchesLocal(local: string, failure: Failure | null): boolean {
  return local.split(' or ').some((part) => matchesOne(part.trim(), failure));
}

/** Words for what is no failure. */
const fine = ['OK', 'OWN_CREDENTIAL_EXPIRING', 'IGNORED', 'OWN_DROPPED', 'absent'];

function matchesOne(local: string, failure: Failure | null): boolean {
  const [, timer] = /^timeout (\S+)/.exec(local) ?? [];
  if (timer !== undefined) return failure?.kind === 'timeout' && failure.timer === timer;
  const [, code = '', value] = /^([A-Z][A-Z_0-9]*|absent)(?:\((\d+)\))?/.exec(local) ?? [];
  if (fine.includes(code)) return failure === null || (failure.kind === 'ended' && failure.reason === 'closed');
  if (failure === null) return false;
  if (code === 'PEER_ALERT') return failure.kind === 'alert-received' && failure.alert === Number(value);
  return others[code]?.(failure) ?? (aliases[code] ?? [code]).some((one) => isViolation(failure, one));
}

function isViolation(failure: Failure, code: string): boolean {
  return (failure.kind === 'peer-misbehaved' || failure.kind === 'peer-incompatible') && failure.code === code;
}
