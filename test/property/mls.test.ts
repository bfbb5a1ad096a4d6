import type { CiphersuiteImpl } from 'ts-mls';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { Bytes } from '#engine/bytes.ts';
import { stateOf } from '#engine/mls/library.ts';
import { evilCommit } from '../support/evil-commit.ts';
import { evilKeyPackage, evilSuite } from '../support/evil-mls.ts';
import { evilWelcome } from '../support/evil-welcome.ts';
import { foundPair, joinOptions, type Pair, verifyOptions } from '../support/mls-parties.ts';
import { refusal } from '../support/refusal.ts';

let pair: Pair;
let suite: CiphersuiteImpl;

beforeAll(async () => {
  pair = await foundPair();
  suite = await evilSuite();
});

/** One to three edits, each at a place given as a fraction of the length: replace, remove and insert up to four bytes. */
const edits = fc.array(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), remove: fc.nat(4), insert: fc.uint8Array({ maxLength: 4 }) }), {
  minLength: 1,
  maxLength: 3,
});
type Edits = typeof edits extends fc.Arbitrary<infer T> ? T : never;

function apply(bytes: Bytes, list: Edits): Bytes {
  return list.reduce((current, { at, remove, insert }) => {
    const from = Math.floor(at * current.length);
    return new Uint8Array([...current.subarray(0, from), ...insert, ...current.subarray(from + remove)]);
  }, bytes);
}

/** A refusal that names what is wrong: no internal error, and nothing but the original passes. */
async function expectRefused(list: Edits, original: Bytes, receive: (bytes: Bytes) => Promise<unknown>): Promise<void> {
  const edited = apply(original, list);
  const outcome = await refusal(receive(edited));
  expect(outcome).not.toMatch(/^internal/);
  if (outcome === 'accepted') expect(edited).toEqual(original);
}

const runs = { numRuns: 400 };

test('[FR-13] an edited key package is refused with a typed error', async () => {
  const { message } = await evilKeyPackage(pair.initiator.signer);
  await fc.assert(
    fc.asyncProperty(edits, (list) => expectRefused(list, message, (bytes) => pair.responder.mls.verifyKeyPackage(verifyOptions(bytes)))),
    runs,
  );
});

test('[FR-13] an edited Welcome is refused with a typed error', async () => {
  const { mls } = pair.initiator;
  await fc.assert(
    fc.asyncProperty(edits, (list) => expectRefused(list, pair.welcome, (bytes) => mls.join(joinOptions(bytes, pair.keyPackage)))),
    runs,
  );
});

test('[FR-13] a Welcome whose hidden part was edited is refused with a typed error', async () => {
  const { mls } = pair.initiator;
  let original: Bytes = new Uint8Array(0);
  await evilWelcome(pair.keyPackage.message, pair.responder.signer, { alterInfoBytes: (bytes) => (original = bytes) });
  await fc.assert(
    fc.asyncProperty(edits, (list) =>
      expectRefused(list, original, async (edited) => {
        const { welcome } = await evilWelcome(pair.keyPackage.message, pair.responder.signer, { alterInfoBytes: () => edited });
        await mls.join(joinOptions(welcome, pair.keyPackage));
      }),
    ),
    { numRuns: 200 },
  );
});

test.each(['private', 'public'] as const)('[FR-13] an edited %s commit is refused with a typed error', async (form) => {
  const { mls } = pair.initiator;
  const { message } = await evilCommit(stateOf(pair.responderGroup.state), suite, { form });
  await fc.assert(
    fc.asyncProperty(edits, (list) => expectRefused(list, message, (bytes) => mls.processCommit(pair.initiatorGroup, bytes, { privateOnly: false }))),
    runs,
  );
});

test('[FR-13] a commit whose hidden part was edited is refused with a typed error', async () => {
  const { mls } = pair.initiator;
  const state = stateOf(pair.responderGroup.state);
  await fc.assert(
    fc.asyncProperty(edits, async (list) => {
      let changed = false;
      const alterPlaintext = (plain: Bytes): Bytes => {
        const edited = apply(plain, list);
        changed = edited.length !== plain.length || edited.some((byte, i) => byte !== plain[i]);
        return edited;
      };
      const { message } = await evilCommit(state, suite, { alterPlaintext });
      const outcome = await refusal(mls.processCommit(pair.initiatorGroup, message, { privateOnly: true }));
      expect(outcome).not.toMatch(/^internal/);
      if (outcome === 'accepted') expect(changed).toBe(false);
    }),
    { numRuns: 200 },
  );
});
