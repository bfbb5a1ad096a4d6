import { describe, expect, test } from 'vitest';
import type { RecordedRow } from '../contract/recordings.ts';
import { rowSentences } from '../words/rows.ts';
import { type Said, worded } from '../words/said.ts';
import { recordedEpoch, recordedRow, recording } from '../../test/support/recordings.ts';
import { align } from './align.ts';
import { applied, changesIn, compare } from './difference.ts';
import { mirrored, mirroredRow } from './mirrored.ts';
import { sidesOfOne, thingOfRecording } from './recordings.ts';
import { leaf, type Thing, thingOf } from './thing.ts';

/** A small generator with a seed, so that a failing case can be had again. */
function chance(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
}

function grown(next: (below: number) => number, depth: number): Thing {
  const parts = depth === 0 ? [] : Array.from({ length: next(5) }, () => grown(next, depth - 1));
  return { name: 'abcd'.charAt(next(4)), value: next(3) === 0 ? null : String(next(4)), parts };
}

const copyOf = (thing: Thing): Thing => ({ ...thing, parts: thing.parts.map(copyOf) });

const plain = { ends: false, machine: false };
const bothEnds = { ends: true, machine: false };

describe('a difference', () => {
  test('of equal things is none, and one applied gives the other: 500 pairs of trees', () => {
    for (let seed = 1; seed <= 500; seed += 1) {
      const next = chance(seed);
      const [left, right] = [grown(next, 4), grown(next, 4)];
      expect(compare(left, copyOf(left)).kind, `seed ${seed}`).toBe('same');
      const difference = compare(left, right);
      expect(applied(left, difference), `seed ${seed}`).toEqual(right);
      expect(changesIn(difference).length === 0, `seed ${seed}`).toBe(JSON.stringify(left) === JSON.stringify(right));
    }
  });

  test('is told path by path', () => {
    const left = thingOf('session', { peer: { name: 'Rob', key: 'a' }, epoch: '2', gone: 1 });
    const right = thingOf('session', { peer: { name: 'Rob', key: 'b' }, epoch: '2', fresh: true });
    expect(changesIn(compare(left, right))).toEqual([
      { path: 'session.peer.key', kind: 'changed', left: 'a', right: 'b' },
      { path: 'session.gone', kind: 'removed', left: '1', right: null },
      { path: 'session.fresh', kind: 'added', left: null, right: 'true' },
    ]);
  });
});

describe('an alignment', () => {
  test('keeps both lists whole and in order, and pairs only what is of a kind: 300 pairs of lists', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const next = chance(seed);
      const list = (): readonly Thing[] => Array.from({ length: next(30) }, () => leaf('abc'.charAt(next(3)), null));
      const [left, right] = [list(), list()];
      const pairs = align(left, right, ({ name }) => name);
      expect(pairs.flatMap((pair) => (pair.left === null ? [] : [pair.left]))).toEqual(left);
      expect(pairs.flatMap((pair) => (pair.right === null ? [] : [pair.right]))).toEqual(right);
      for (const pair of pairs) if (pair.left !== null && pair.right !== null) expect(pair.left.name).toBe(pair.right.name);
    }
  });

  test('finds what is missing in the middle of long lists', () => {
    const left = Array.from({ length: 5_000 }, (_, index) => String(index));
    const right = left.filter((_, index) => index !== 2_500);
    const pairs = align(left, right, (item) => item);
    expect(pairs.filter((pair) => pair.right === null)).toEqual([{ left: '2500', right: null }]);
    expect(pairs).toHaveLength(5_000);
  });
});

describe('two recordings', () => {
  const rows = [recordedRow(1), recordedRow(2, { title: 'server_hello', direction: 'received' }), recordedRow(3, { lane: 'machine', title: 'step' })];

  test('of the same lives at other times are equal', () => {
    const later = rows.map((row) => ({ ...row, seq: row.seq + 9, at: row.at + 5_000 }));
    expect(compare(thingOfRecording(recording({}, rows), plain), thingOfRecording(recording({ openedAt: 7 }, later), plain)).kind).toBe('same');
  });

  test('are aligned by kind and order: a row more is one difference', () => {
    const more = [...rows.slice(0, 1), recordedRow(9, { title: 'connection_update' }), ...rows.slice(1)];
    const changes = changesIn(compare(thingOfRecording(recording({}, rows), plain), thingOfRecording(recording({}, more), plain)));
    expect(changes).toEqual([{ path: 'recording.handshake.sent connection_update', kind: 'added', left: null, right: null }]);
  });

  const key = (seq: number, sent: boolean): RecordedRow => {
    const said: Said = ['key-installed', sent, 'c ap traffic', '1'];
    const direction = sent ? 'sent' : 'received';
    return recordedRow(seq, { lane: 'local', direction, title: 'key installed', epoch: '1', said, summary: worded(rowSentences, said) ?? '' });
  };
  const told = (seq: number, title: string, said: Said): RecordedRow =>
    recordedRow(seq, { lane: 'local', direction: null, title, said, summary: worded(rowSentences, said) ?? '' });

  test('of both ends tell the same facts when one is mirrored, whichever way each saw them', () => {
    const ours = [
      ...rows,
      key(4, true),
      told(5, 'epoch 2', ['epoch', 'update', true]),
      told(6, 'our identity changed', ['identity', true, true, false]),
    ];
    const theirs = [
      ...rows.map((row) => ({ ...row, direction: row.direction === 'sent' ? ('received' as const) : ('sent' as const) })),
      key(4, false),
      told(5, 'epoch 2', ['epoch', 'update', false]),
      told(6, 'the peer’s identity changed', ['identity', false, true, false]),
    ];
    const counted = (sent: number, received: number) => ({ bytesSent: sent, bytesReceived: received, updates: { ours: sent, theirs: received } });
    const left = recording({ ...counted(2, 1), role: 'initiator', foundingRole: 'founding-initiator' }, ours);
    const right = recording({ ...counted(1, 2), role: 'responder', foundingRole: 'founding-responder' }, theirs);
    expect(compare(thingOfRecording(left, bothEnds), thingOfRecording(mirrored(right), bothEnds)).kind).toBe('same');
    expect(compare(thingOfRecording(left, plain), thingOfRecording(right, plain)).kind).toBe('changed');
  });

  test('of both ends differ where a fact differs, and keep the words of what one end did alone', () => {
    const stored = told(1, 'persisted', ['persisted', '2', 'update', 'confirmed']);
    expect(mirroredRow(stored)).toEqual(stored);
    const [left, right] = [
      recording({}, [key(1, true)]),
      recording({}, [{ ...key(1, false), epoch: '2', said: ['key-installed', false, 'c ap traffic', '2'] }]),
    ];
    expect(changesIn(compare(thingOfRecording(left, bothEnds), thingOfRecording(mirrored(right), bothEnds))).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['removed', 'added']),
    );
  });

  test('of both ends are put side by side for each direction: messages that crossed are the same', () => {
    const message = (seq: number, direction: 'sent' | 'received', bytes: string) =>
      recordedRow(seq, {
        title: 'connection_update',
        direction,
        key: 'epoch',
        epoch: '1',
        said: ['connection_update'],
        summary: rowSentences.connection_update(),
        hex: bytes,
      });
    const left = recording({}, [message(1, 'sent', 'aa'), message(2, 'received', 'bb')]);
    const right = recording({ role: 'responder', foundingRole: 'founding-responder' }, [message(1, 'sent', 'bb'), message(2, 'received', 'aa')]);
    const changes = changesIn(compare(thingOfRecording(left, bothEnds), thingOfRecording(mirrored(right), bothEnds)));
    expect(changes.filter(({ path }) => path.startsWith('recording.handshake'))).toEqual([]);
  });

  test('mirrored twice is what it was', () => {
    const file = recording({ bytesSent: 3, updates: { ours: 2, theirs: 1 } }, [...rows, key(4, true), told(5, 'epoch 2', ['epoch', 'update', true])]);
    const english = { ...file, rows: file.rows.map((row) => ({ ...row, summary: worded(rowSentences, row.said) ?? row.summary })) };
    expect(mirrored(mirrored(english))).toEqual(english);
    expect(mirrored(english)).not.toEqual(english);
  });

  test('are known as both ends of one session by a safety code and the roles', () => {
    const [one, other] = ['111', '222'].map((safetyCode) => [{ ...recordedEpoch, safetyCode }]);
    const ours = { ...recording({}, rows), head: { ...recording({}, rows).head, epochs: one ?? [] } };
    const theirs = { ...ours, head: { ...ours.head, connection: { ...ours.head.connection, foundingRole: 'founding-responder' as const } } };
    expect(sidesOfOne(ours, theirs)).toBe(true);
    expect(sidesOfOne(ours, ours)).toBe(false);
    expect(sidesOfOne(ours, { ...theirs, head: { ...theirs.head, epochs: other ?? [] } })).toBe(false);
  });
});
