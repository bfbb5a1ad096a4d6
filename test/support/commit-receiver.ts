import type { CiphersuiteImpl } from 'ts-mls';
import { expect } from 'vitest';
import type { Bytes } from '#engine/bytes.ts';
import { stateOf } from '#engine/mls/library.ts';
import { evilCommit, type EvilCommitOptions } from './evil-commit.ts';
import { evilSuite } from './evil-mls.ts';
import { foundPair, type Pair } from './mls-parties.ts';
import { refusal } from './refusal.ts';

/** A founded pair whose initiator receives what the responder, scripted, sends. Its state must not move. */
export interface CommitReceiver {
  readonly pair: Pair;
  readonly suite: CiphersuiteImpl;
  receive(message: Bytes, privateOnly?: boolean): Promise<string>;
  /** A commit that is right except for what `options` say. */
  verdict(options: EvilCommitOptions, privateOnly?: boolean): Promise<string>;
}

export async function commitReceiver(): Promise<CommitReceiver> {
  const [pair, suite] = [await foundPair(), await evilSuite()];
  const { initiator, initiatorGroup, responderGroup } = pair;
  const receive = async (message: Bytes, privateOnly = false): Promise<string> => {
    const before = initiator.mls.encodeGroup(initiatorGroup);
    const result = await refusal(initiator.mls.processCommit(initiatorGroup, message, { privateOnly }));
    expect(initiator.mls.encodeGroup(initiatorGroup)).toEqual(before);
    return result;
  };
  return {
    pair,
    suite,
    receive,
    verdict: async (options, privateOnly) => receive((await evilCommit(stateOf(responderGroup.state), suite, options)).message, privateOnly),
  };
}
