import { expect, test } from 'vitest';
import { alertDescriptions } from '#engine/alert.ts';
import type { HostEffect } from '#engine/mls-tls/host-effects.ts';
import type { ProfileName } from '#engine/two-party/roles.ts';
import { Pair } from '../support/pair.ts';
import type { End } from '../support/world.ts';

type Who = 'ida' | 'rob';
const everyone = ['ida', 'rob'] as const;

const flows: Readonly<Record<string, { readonly begins: 'nothing' | 'session'; readonly run: (pair: Pair) => Promise<void> | void }>> = {
  'a handshake': { begins: 'nothing', run: (pair) => pair.dial() },
  'crossing updates': {
    begins: 'session',
    run(pair) {
      pair.initiator.update();
      pair.responder.update();
    },
  },
  'a resumption': {
    begins: 'session',
    run(pair) {
      const id = pair.sessionId;
      pair.breakTransport();
      pair.resume('ida', id);
    },
  },
};

/** Lets the disk of one host fail at its `fatal`-th write of the flow. */
class FailingWrite {
  writes = 0;
  failed = false;
  readonly #fatal: number;

  constructor(fatal: number) {
    this.#fatal = fatal;
  }

  watch(pair: Pair, who: Who): void {
    const host = pair[who];
    Object.assign(host.options, {
      boundary: ({ kind }: HostEffect, when: 'before' | 'after') => {
        if (kind !== 'persist') return;
        if (when === 'before') this.writes += 1;
        host.disk.broken = when === 'before' && this.writes === this.#fatal;
        this.failed ||= host.disk.broken;
      },
    });
  }
}

/** @returns how many writes the flow made, and the ends of `who` that failed over one */
async function spoil(pair: Pair, flow: string, who: Who, fatal: number): Promise<{ readonly writes: number; readonly failed: readonly End[] }> {
  const failing = new FailingWrite(fatal);
  failing.watch(pair, who);
  await flows[flow]?.run(pair);
  await pair.settle();
  Object.assign(pair[who].options, { boundary: undefined });
  return {
    writes: failing.writes,
    failed: failing.failed ? pair[who].ends.filter((end) => end.effects.includes('persist') && lastWriteFailed(end)) : [],
  };
}

const lastWriteFailed = (end: End): boolean => end.alerts('sent').includes(alertDescriptions.internal_error);

const begin = (begins: 'nothing' | 'session', profile: ProfileName): Promise<Pair> =>
  begins === 'session' ? Pair.established({ profile }) : Promise.resolve(Pair.unjoined({ profile }));

const cases = Object.entries(flows).flatMap(([flow, { begins }]) =>
  everyone.flatMap((who) => (['draft-00', 'editor-copy'] as const).map((profile) => [flow, who, profile, begins] as const)),
);

test.each(cases)('[CR-03] %s whose writes fail at %s, profile %s: an internal_error and nothing else leaves', async (flow, who, profile, begins) => {
  let fatal = 1;
  for (; ; fatal++) {
    const pair = await begin(begins, profile);
    const { writes, failed } = await spoil(pair, flow, who, fatal);
    if (writes < fatal) break;
    expect(failed, `write ${fatal}`).toHaveLength(1);
    for (const end of failed) {
      const at = end.effects.lastIndexOf('persist');
      expect(end.effects.slice(at + 1).filter((kind) => kind === 'transmit' || kind === 'deliver')).toEqual(['transmit']); // the alert
      expect(end.connection.status.state).toBe('closed');
    }
    await recover(pair);
  }
  expect(fatal).toBeGreaterThan(1);
});

/** The disk works again: one resumption, or a new handshake where there is no session. */
async function recover(pair: Pair): Promise<void> {
  const [id] = pair.ida.disk.sessions.keys();
  pair.breakTransport();
  if (id === undefined) await pair.dial();
  else pair.resume('ida', id);
  await pair.settle();
  expect([pair.initiator, pair.responder].map((end) => [end.connection.status.open, end.failure])).toEqual([
    [true, null],
    [true, null],
  ]);
}
