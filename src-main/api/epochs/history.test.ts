import { describe, expect, test } from 'vitest';
import type { TraceFact } from '#engine/mls-tls/trace.ts';
import type { FactRow } from '#main/store/trace-store.ts';
import { healedSince, storiesOf } from './history.ts';

const authenticator = new Uint8Array(32);
type Decision = Extract<TraceFact, { kind: 'decision' }>['what'];
const began = (epoch: bigint, by: 'us' | 'peer', how: 'handshake' | 'update' | 'resumption'): TraceFact => ({
  kind: 'epoch',
  epoch,
  by,
  how,
  authenticator,
});
const decided = (what: Decision): TraceFact => ({ kind: 'decision', rule: 'R-UPD', what });
const installed = (direction: 'sent' | 'received', epoch: bigint): TraceFact => ({ kind: 'key-installed', direction, label: 'c ap traffic', epoch });
const erased = (direction: 'sent' | 'received', epoch: bigint): TraceFact => ({ kind: 'key-erased', direction, epoch, early: false });
const ended = (reason: 'closed' | 'cut'): TraceFact => ({ kind: 'failure', failure: { kind: 'ended', reason }, alert: null });

/** Facts of one attempt after the other, a second apart. */
function told(...attempts: readonly (readonly TraceFact[])[]) {
  const rows = attempts.flatMap((facts, index) => facts.map((fact) => ({ fact, attempt: index + 1 })));
  const timed: readonly FactRow[] = rows.map(({ fact, attempt }, index) => ({ kind: 'fact', seq: index + 1, at: index * 1000, attempt, fact }));
  return storiesOf(timed);
}

describe('the story of an epoch', () => {
  test('has the life of its keys by direction', () => {
    const stories = told([
      began(1n, 'us', 'handshake'),
      installed('sent', 1n),
      installed('received', 1n),
      erased('received', 1n),
      erased('sent', 1n),
    ]);
    expect(stories.get(1n)?.keys).toEqual({ sent: { from: 1000, until: 4000 }, received: { from: 2000, until: 3000 } });
  });

  test('says which limit or crossing led to it, and who asked', () => {
    const stories = told([
      began(1n, 'us', 'handshake'),
      decided('limit-reached'),
      decided('dropped-own-update'),
      began(2n, 'peer', 'update'),
      began(3n, 'us', 'update'),
      decided('ignored-update'),
      began(4n, 'us', 'update'),
    ]);
    expect(stories.get(2n)).toMatchObject({ automatic: false, crossing: 'own-dropped' });
    expect(stories.get(3n)).toMatchObject({ automatic: true, crossing: null });
    expect(stories.get(4n)).toMatchObject({ automatic: false, crossing: 'peer-ignored' });
  });

  test('says that updates crossed also where the epoch begins with the update, as in the editor’s copy', () => {
    const stories = told([
      began(1n, 'us', 'handshake'),
      installed('sent', 1n),
      installed('received', 1n),
      began(2n, 'us', 'update'),
      installed('sent', 2n),
      decided('ignored-update'),
      installed('received', 2n),
      began(3n, 'us', 'update'),
    ]);
    expect(stories.get(2n)?.crossing).toBe('peer-ignored');
    expect(stories.get(3n)?.crossing).toBeNull();
  });

  test('does not take a KeyUpdate within the epoch for an update that a limit asked for', () => {
    const stories = told([
      began(1n, 'us', 'handshake'),
      installed('sent', 1n),
      decided('limit-reached'),
      installed('sent', 1n),
      began(2n, 'us', 'update'),
    ]);
    expect(stories.get(2n)?.automatic).toBe(false);
  });

  test('tells cuts with the epoch that was in use, and the lineage of what came after', () => {
    const stories = told(
      [began(1n, 'us', 'handshake'), decided('case-a'), ended('cut')],
      [
        decided('tie-yielded'),
        decided('case-c'),
        decided('merged-pending'),
        began(2n, 'us', 'resumption'),
        began(3n, 'peer', 'resumption'),
        ended('closed'),
      ],
      [began(4n, 'peer', 'resumption')],
    );
    expect(stories.get(1n)?.ends).toEqual([{ at: 2000, attempt: 1, orderly: false, how: 'cut' }]);
    expect(stories.get(3n)?.resumption).toEqual({ asked: 'peer', case: 'c', carriedOver: true, tie: 'yielded' });
    expect(stories.get(3n)?.ends).toEqual([{ at: 8000, attempt: 2, orderly: true, how: 'closed' }]);
    expect(stories.get(4n)?.resumption).toEqual({ asked: 'us', case: null, carriedOver: false, tie: null });
  });
});

test('a side has healed since its last commit; the handshake counts for both', () => {
  const epoch = (by: 'us' | 'peer', how: 'handshake' | 'update', startedAt: number) => ({ by, how, startedAt });
  expect(healedSince([])).toEqual({ us: null, peer: null, both: null });
  expect(healedSince([epoch('us', 'handshake', 10), epoch('us', 'update', 20)])).toEqual({ us: 20, peer: 10, both: 10 });
  expect(healedSince([epoch('us', 'handshake', 10), epoch('peer', 'update', 20), epoch('us', 'update', 30)])).toEqual({ us: 30, peer: 20, both: 20 });
});
