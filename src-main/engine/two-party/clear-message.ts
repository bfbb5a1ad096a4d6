import { misbehaved } from '../errors.ts';
import type { MlsMessageHeader } from '../mls/group.ts';
import type { Context } from './context.ts';
import { commitHeader } from './keying.ts';
import type { ClearMessage, Prologue } from './messages.ts';
import { profileIds, profileName, type ProfileName, protocolVersion } from './roles.ts';
import type { Request } from './states.ts';

type CommitHeader = Extract<MlsMessageHeader, { kind: 'private-message' | 'public-message' }>;

/**
 * The checks of R-ALERT "Prologue and message form", steps 1 to 3, for a client_hello.
 * The MLSMessage is parsed first: what cannot be parsed is a decode_error whatever the prologue says.
 */
export function checkClientHello(message: ClearMessage, context: Context): ProfileName {
  const header = context.mls.readHeader(message.mls);
  checkVersion(message);
  const profile = profileName(message.prologue.profile);
  if (profile === undefined || !context.policy.profiles.includes(profile)) throw misbehaved('PROLOGUE_PROFILE_DISABLED');
  if (message.prologue.flags !== 0) throw misbehaved('PROLOGUE_FLAGS');
  if (header.kind !== 'key-package') throw misbehaved('HS_WRONG_WIREFORMAT');
  return profile;
}

export function checkServerHello(message: ClearMessage, profile: ProfileName, context: Context): void {
  const header = context.mls.readHeader(message.mls);
  checkVersion(message);
  if (message.prologue.flags !== 0) throw misbehaved('PROLOGUE_FLAGS');
  if (header.kind !== 'welcome') throw misbehaved('HS_WRONG_WIREFORMAT');
  if (message.prologue.profile !== profileIds[profile]) throw misbehaved('PROLOGUE_PROFILE_MISMATCH');
}

/** Steps 1 to 3 for resumption_request (`flags` 1: early data may follow), resumption_response and resumption. */
export function checkResumption(message: ClearMessage, allowedFlags: number, context: Context): CommitHeader {
  const header = commitHeader(context, message.mls);
  checkVersion(message);
  if ((message.prologue.flags & ~allowedFlags) !== 0) throw misbehaved('PROLOGUE_FLAGS');
  if (header === null || header.kind !== 'private-message') throw misbehaved('HS_WRONG_WIREFORMAT');
  if (header.contentType !== 'commit') throw misbehaved('HS_WRONG_CONTENT');
  return header;
}

function checkVersion({ prologue }: ClearMessage): void {
  if (prologue.version !== protocolVersion) throw misbehaved('PROLOGUE_VERSION');
}

/** What the responder keeps of a request that passed its checks. */
export function requestFrom(
  name: Request['name'],
  event: { readonly prologue: Prologue; readonly mls: Uint8Array; readonly raw: Uint8Array },
  header: { readonly groupId: Uint8Array; readonly epoch: bigint },
  yielded: boolean,
): Request {
  const { profile, version, flags, random } = event.prologue;
  return {
    name,
    mls: event.mls,
    raw: event.raw,
    profile,
    version,
    random,
    earlyData: (flags & 1) === 1,
    groupId: header.groupId,
    epoch: header.epoch,
    yielded,
    lostEarly: false,
  };
}
