import { plaintextRecord } from '#engine/record/records.ts';
import type { ProfileName } from '#engine/two-party/roles.ts';
import { findSuite } from '#engine/crypto/suites.ts';
import { generateSigner } from '#main/crypto/signatures.ts';
import type { Signer } from '#engine/mls/group.ts';
import type { Dice } from '../fuzz/dice.ts';
import { signerFor } from '../support/mls-parties.ts';
import { Overheard } from '../support/overheard.ts';
import { Pair } from '../support/pair.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { type End, link } from '../support/world.ts';

/** Everything that was sent over every transport of a session's life, and what was inside. */
export interface WholeLife {
  readonly ends: readonly End[];
  readonly overheard: Overheard;
}

/**
 * A session from its first message to its last, with every message its profile has: handshake, data, updates alone and crossing,
 * cuts, resumptions by either side and by both, early data, closing, and alerts in clear and protected.
 */
export async function wholeLife(profile: ProfileName, suite: number, dice: Dice): Promise<WholeLife> {
  const overheard = new Overheard();
  const policy = { profiles: [profile], acceptEarlyData: profile === 'draft-00', padTo: dice.pick([1, 1, 16, 256]) };
  const side = (name: string) => ({ policy, signer: signerOf(name, suite, dice), weaken: overheard.listen });
  const pair = await Pair.established({ profile, suite, initiator: side('Ida'), responder: side('Rob') });
  const id = pair.sessionId;
  await talk(pair, dice);
  await updates(pair, profile, dice);
  for (const who of dice.oneIn(2) ? resumers[profile] : resumers[profile].toReversed()) {
    pair.breakTransport();
    pair.resume(who, id, profile === 'draft-00' ? dice.bytes(1 + dice.below(500)) : null);
    await pair.settle();
    await talk(pair, dice);
  }
  if (profile !== 'editor-copy') await bothResume(pair, id);
  await misunderstand(pair);
  pair.breakTransport();
  pair.resume('ida', id);
  await pair.settle();
  dice.pick([pair.initiator, pair.responder]).close();
  await pair.settle();
  pair.initiator.close();
  pair.responder.close();
  await pair.settle();
  return { ends: [...pair.ida.ends, ...pair.rob.ends], overheard };
}

/** R-ED-RES: of the editor's copy only the founding initiator resumes. */
const resumers: Readonly<Record<ProfileName, readonly ('ida' | 'rob')[]>> = {
  'draft-00': ['ida', 'rob'],
  'editor-copy': ['ida'],
  'draft-00-literal': ['ida', 'rob'],
};

/** Short data, none, and more than a record holds. */
async function talk(pair: Pair, dice: Dice): Promise<void> {
  pair.initiator.write(dice.bytes(dice.below(200)));
  pair.responder.write(dice.bytes(dice.oneIn(2) ? 20_000 : 1));
  await pair.settle();
}

async function updates(pair: Pair, profile: ProfileName, dice: Dice): Promise<void> {
  for (const end of dice.oneIn(2) ? [pair.initiator, pair.responder] : [pair.responder, pair.initiator]) {
    end.update();
    await pair.settle();
  }
  pair.initiator.update();
  pair.responder.update();
  await pair.settle();
  if (profile !== 'editor-copy') return;
  for (const asks of [true, false]) {
    pair.initiator.connection.keyUpdate(asks, pair.clock.now);
    pair.initiator.drive();
    await pair.settle();
  }
}

/** Both resume at once over one transport: the founding responder yields, and answers in clear. R-TIE. */
async function bothResume(pair: Pair, id: string): Promise<void> {
  pair.breakTransport();
  const ends = [pair.ida.resume(id), pair.rob.resume(id)] as const;
  link(...ends);
  for (const end of ends) end.drive();
  await pair.settle();
  [pair.initiator, pair.responder] = ends;
}

/** One end is given what it cannot read on a fresh transport, and on this one. */
async function misunderstand(pair: Pair): Promise<void> {
  pair.rob.accept().inject(plaintextRecord(22, Uint8Array.of(0x99, 0, 0, 0)));
  pair.initiator.onTransmit = (bytes) => [bytes.map((byte, at) => (at === bytes.length - 1 ? byte ^ 1 : byte))];
  pair.initiator.write('never read');
  await pair.settle();
}

/** A name, or certificates: what they say does not matter here. */
function signerOf(name: string, suite: number, dice: Dice): Signer {
  if (dice.oneIn(2)) return signerFor(name, suite);
  const scheme = findSuite(suite)?.signature ?? 'Ed25519';
  const certificates = Array.from({ length: 1 + dice.below(3) }, () => dice.bytes(50 + dice.below(400)));
  return { credential: { kind: 'x509', certificates }, scheme, ...generateSigner(scheme, seededRandomness(`key of ${name}`)) };
}
