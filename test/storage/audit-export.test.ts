import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { ChainFault } from '#main/store/audit/chain.ts';
import { entryLine, headerLine, verifyLines } from '#main/store/audit/export-lines.ts';
import { openMemoryStore } from '#main/store/memory-store.ts';
import { sampleCodec } from './profiles.ts';
import { named } from './sample-session.ts';

function exported(): { readonly lines: readonly string[]; readonly head: Uint8Array } {
  const { pins, audit } = openMemoryStore(sampleCodec);
  for (const label of ['Ann', 'Bob', 'Cem'])
    pins.add({ kind: 'explicit', address: null, scheme: 0x0807, name: null, fixed: false, label, publicKey: named(label) }, 0);
  return { lines: [headerLine(audit.log), ...audit.read(0, 100).map(entryLine)], head: audit.head().hash };
}

const verdictOf = (lines: readonly string[], head: Uint8Array | null = null) => verifyLines(Readable.from(lines.map((line) => line.trimEnd())), head);

test('an exported log holds without a profile, and has its noted head', async () => {
  const { lines, head } = exported();
  expect(await verdictOf(lines)).toMatchObject({ entries: 4, head: { sequence: 4, hash: head }, fault: null, gaps: [], knowsHead: null });
  expect(await verdictOf(lines, head)).toMatchObject({ fault: null, knowsHead: true });
});

test('a tail that was cut off is a chain still: the noted head tells', async () => {
  const { lines, head } = exported();
  expect(await verdictOf(lines.slice(0, -1), head)).toMatchObject({ entries: 3, fault: null, knowsHead: false });
});

test('any changed letter is found at its entry, or is no letter of the entry', async () => {
  const { lines } = exported();
  for (const [number, line] of lines.entries()) {
    for (let at = 0; at < line.length - 1; at += 3) {
      const changed = line.slice(0, at) + (line[at] === '0' ? '1' : '0') + line.slice(at + 1);
      const verdict = await verdictOf(lines.with(number, changed));
      const fault: ChainFault | null = verdict?.fault ?? null;
      if (number === 0) expect(verdict === null || fault?.sequence === 1).toBe(true);
      else expect(fault?.sequence, changed).toBe(number);
    }
  }
});

test.each([
  ['removed', (lines: readonly string[]) => lines.toSpliced(3, 1), { kind: 'missing', sequence: 3 }],
  ['twice', (lines: readonly string[]) => lines.toSpliced(3, 0, lines[3] ?? ''), { kind: 'unlinked', sequence: 4 }],
  ['exchanged', (lines: readonly string[]) => lines.with(2, lines[3] ?? '').with(3, lines[2] ?? ''), { kind: 'missing', sequence: 2 }],
  ['of another log', (lines: readonly string[]) => lines.with(0, headerLine('00'.repeat(16))), { kind: 'unlinked', sequence: 1 }],
  ['no entry', (lines: readonly string[]) => lines.with(2, '{"sequence":2}'), { kind: 'unreadable', sequence: 2 }],
  ['no JSON', (lines: readonly string[]) => lines.with(2, 'x'), { kind: 'unreadable', sequence: 2 }],
] as const)('an entry that is %s is found at its place', async (_what, change, fault) => {
  expect((await verdictOf(change(exported().lines)))?.fault).toEqual(fault);
});

test.each([[[]], [['']], [['[]']], [['{"log":"00","format":"epochscope audit log 1"}']], [['{"log":null}']]])(
  '%j is no exported log',
  async (lines) => {
    expect(await verdictOf(lines)).toBeNull();
  },
);
