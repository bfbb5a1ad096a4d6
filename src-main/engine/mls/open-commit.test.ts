import type { CiphersuiteImpl } from 'ts-mls';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CommitReceiver, commitReceiver } from '../../../test/support/commit-receiver.ts';
import { evilCommit } from '../../../test/support/evil-commit.ts';
import { flip } from '../../../test/support/evil-mls.ts';
import type { Pair } from '../../../test/support/mls-parties.ts';
import { stateOf } from './library.ts';

let pair: Pair;
let suite: CiphersuiteImpl;
let receive: CommitReceiver['receive'];
let verdict: CommitReceiver['verdict'];

beforeAll(async () => {
  ({ pair, suite, receive, verdict } = await commitReceiver());
});

const both = ['private', 'public'] as const;

describe('authenticity', () => {
  test.each(both)('[bad:CM-013] [bad:CM-015] wrong signature, tag or leaf signature, %s', async (form) => {
    expect(await verdict({ form, spoilSignature: true })).toBe('CM_UNVERIFIABLE');
    expect(await verdict({ form, spoilTag: true })).toBe('CM_UNVERIFIABLE');
    expect(await verdict({ form, spoilLeafSignature: true })).toBe('CM_UNVERIFIABLE');
  });

  test('[bad:CM-014] wrong membership tag', async () => expect(await verdict({ form: 'public', spoilMembershipTag: true })).toBe('CM_UNVERIFIABLE'));

  test.each(both)('[bad:CM-016] a path secret that does not open, %s', async (form) => {
    expect(
      await verdict({
        form,
        alterNodes: (nodes) =>
          nodes.map((node) => ({
            ...node,
            encryptedPathSecret: node.encryptedPathSecret.map(({ kemOutput, ciphertext }) => ({ kemOutput, ciphertext: flip(ciphertext) })),
          })),
      }),
    ).toBe('CM_UNVERIFIABLE');
  });

  test('no single bit of a private commit can be changed', async () => {
    const { message } = await evilCommit(stateOf(pair.responderGroup.state), suite);
    for (let at = 0; at < message.length; at += 7) expect(await receive(flip(message, at))).not.toBe('accepted');
  });
});

describe('sender', () => {
  test.each(both)('[TP-26] [bad:CM-009] our own commit comes back, %s', async (form) => {
    const own = await pair.initiator.mls.createCommit(pair.initiatorGroup, { form });
    expect(await receive(own.message)).toBe('CM_SENDER');
  });

  test.each([7, 2 ** 32 - 1])('[bad:CM-010] leaf %i does not exist', async (alterSender) => {
    expect(await verdict({ form: 'private', alterSender })).toBe('CM_SENDER');
    expect(await verdict({ form: 'public', alterSender })).toBe('CM_SENDER');
  });

  test('[bad:CM-010] the peer claims our leaf', async () => {
    expect(await verdict({ form: 'private', alterSender: 1 })).toBe('CM_UNVERIFIABLE');
    expect(await verdict({ form: 'public', alterSender: 1 })).toBe('CM_UNVERIFIABLE');
  });

  test('[bad:CM-028] a generation out of reach', async () => {
    expect(await verdict({ generation: 2 ** 31 })).toBe('CM_GENERATION');
    expect(await verdict({ generation: 1001 })).toBe('CM_GENERATION');
    expect(await verdict({ generation: 1000 })).toBe('accepted');
  });
});

describe('[TP-41] two faults: the order of checks decides', () => {
  const bytes = { proposalOrRefType: 'proposal', proposal: { proposalType: 0xf777, proposalData: new Uint8Array(1) } } as const;

  test.each(both)('future epoch and bad signature, %s', async (form) =>
    expect(await verdict({ form, epoch: 5n, spoilSignature: true })).toBe('CM_EPOCH'),
  );
  test.each(both)('bad signature and proposal, %s', async (form) =>
    expect(await verdict({ form, spoilSignature: true, proposals: [bytes] })).toBe('CM_UNVERIFIABLE'),
  );
  test.each(both)('trailing bytes and wrong group, %s', async (form) => {
    const { message } = await evilCommit(stateOf(pair.responderGroup.state), suite, { form, groupId: new Uint8Array(32) });
    expect(await receive(new Uint8Array([...message, 0]))).toBe('decode trailing-bytes');
  });
  test.each(both)('wrong group and wrong epoch, %s', async (form) =>
    expect(await verdict({ form, epoch: 5n, groupId: new Uint8Array(32) })).toBe('CM_WRONG_GROUP'),
  );
  test('bad membership tag and no path', async () =>
    expect(await verdict({ form: 'public', spoilMembershipTag: true, withoutPath: true })).toBe('CM_UNVERIFIABLE'));
});

describe('inside the encryption', () => {
  test('[TP-43] any all-zero padding is accepted', async () => {
    for (const length of [1, 128, 4096]) expect(await verdict({ padding: new Uint8Array(length) })).toBe('accepted');
  });
  test('[bad:CM-027] other padding is not', async () => expect(await verdict({ padding: new Uint8Array([0, 0, 1]) })).toBe('CM_PADDING'));

  test('[FR-08] the strict encoding holds there too', async () => {
    // The plaintext begins with the proposals' length, 0 in one byte; 40 00 says the same.
    expect(await verdict({ alterPlaintext: (plain) => new Uint8Array([0x40, ...plain]) })).toBe('decode not-minimal');
    expect(await verdict({ alterPlaintext: (plain) => plain.subarray(0, 40) })).toBe('decode truncated');
  });
});
