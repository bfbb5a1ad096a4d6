import { type Bytes, concat, fromHex } from '#engine/bytes.ts';
import { plaintextRecord } from '#engine/record/records.ts';
import { frame, frameClear, frameEpochKeyUpdate, frameResumptionStatus } from '#engine/two-party/messages.ts';
import { foundPair } from '../support/mls-parties.ts';

const opening = { version: 0x4d01, profile: 1, flags: 0, random: new Uint8Array(32).fill(7) };

/** Well-formed messages of a session of one suite. */
export interface SessionMessages {
  readonly mls: { readonly keyPackage: Bytes; readonly welcome: Bytes; readonly privateCommit: Bytes; readonly publicCommit: Bytes };
  readonly handshake: readonly Bytes[];
  readonly pair: Awaited<ReturnType<typeof foundPair>>;
}

export async function sessionMessages(suite: number): Promise<SessionMessages> {
  const pair = await foundPair(suite);
  const { initiator, initiatorGroup, keyPackage, welcome } = pair;
  const { message: privateCommit } = await initiator.mls.createCommit(initiatorGroup, { form: 'private' });
  const { message: publicCommit } = await initiator.mls.createCommit(initiatorGroup, { form: 'public' });
  const handshake = [
    frameClear('client_hello', { prologue: opening, mls: keyPackage.message }),
    frameClear('server_hello', { prologue: opening, mls: welcome }),
    frame('connection_update', privateCommit),
    frame('connection_update', publicCommit),
    frameEpochKeyUpdate(2n),
    frame('epoch_key_update', fromHex('00000002')),
    frameClear('resumption_request', { prologue: { ...opening, flags: 1 }, mls: privateCommit }),
    frameClear('resumption', { prologue: { ...opening, profile: 2 }, mls: privateCommit }),
    frameResumptionStatus({ earlyData: 1, flightHash: new Uint8Array(32) }),
    frame('key_update', fromHex('01')),
  ];
  return { mls: { keyPackage: keyPackage.message, welcome, privateCommit, publicCommit }, handshake, pair };
}

/** The message in records of at most `size` bytes of content. */
export function inRecords(message: Bytes, size: number): Bytes {
  const records: Bytes[] = [];
  for (let at = 0; at < message.length; at += size) records.push(plaintextRecord(22, message.subarray(at, at + size)));
  return concat(...records);
}
