import { describe, expect, test } from 'vitest';
import { EngineError } from '../errors.ts';
import { rules } from '../rules.ts';
import type { Context } from './context.ts';
import { transitions } from './draft-00.ts';
import { literalTransitions } from './draft-00-literal.ts';
import { editorTransitions } from './editor-copy.ts';
import type { EventKind } from './events.ts';
import { busyStates, sessionHoldingStates, type StateKind } from './states.ts';
import { otherwise, rulesOf, stay, step, type Table } from './table.ts';

const allStates = Object.keys(transitions) as StateKind[];
const events = Object.keys(transitions.idle) as EventKind[];
const starts: readonly StateKind[] = ['idle', 'prepared', 'dormant'];
const nowhere = {} as Context;

/** Where a cell leads. One that ignores its event names every state, because it stays in whichever it is asked in. */
function targetsIn(table: Table, state: StateKind, event: EventKind): readonly StateKind[] {
  const { to } = table[state][event];
  return to.length === allStates.length ? [state] : to;
}

function reachableIn(table: Table, from: readonly StateKind[]): Set<StateKind> {
  const seen = new Set(from);
  for (const state of seen) for (const event of events) for (const to of targetsIn(table, state, event)) seen.add(to);
  return seen;
}

describe.each([
  ['draft-00', transitions],
  ['editor-copy', editorTransitions],
  ['draft-00-literal', literalTransitions],
])('the table of %s', (_profile, transitions) => {
  // A profile that has no use for a state gives it the row that refuses.
  const states = allStates.filter((state) => transitions[state] !== otherwise);
  const targets = (state: StateKind, event: EventKind) => targetsIn(transitions, state, event);
  const reachable = (from: readonly StateKind[]) => reachableIn(transitions, from);

  test.each(states)('%s answers every event, by a rule that exists, with states that exist', (state) => {
    expect(Object.keys(transitions[state]).sort()).toEqual([...events].sort());
    for (const event of events) {
      expect(rulesOf(transitions, state, event).length).toBeGreaterThan(0);
      for (const rule of rulesOf(transitions, state, event)) expect(Object.keys(rules)).toContain(rule);
      for (const to of targets(state, event)) expect(states).toContain(to);
    }
  });

  test('every state is reached from a start, and what is reached ends', () => {
    expect([...reachable(starts)].sort()).toEqual([...states].sort());
    expect([...reachable(['closed'])]).toEqual(['closed']);
  });

  test('every state that waits for its host goes on by an answer of it, and no other does', () => {
    const answers: readonly EventKind[] = ['computed', 'accepted', 'located'];
    const goesOn = (state: StateKind) => answers.some((event) => targets(state, event).some((to) => to !== state));
    for (const state of states) expect([state, goesOn(state)]).toEqual([state, busyStates.has(state)]);
    for (const state of sessionHoldingStates) expect(busyStates.has(state)).toBe(true);
  });

  test('a closed connection ignores everything', () => {
    const closed = { kind: 'closed', cause: { kind: 'truncated' } } as const;
    for (const kind of events) expect(step(transitions, closed, { kind, from: 'host' } as never, nowhere)).toEqual({ state: closed, effects: [] });
  });
});

test('a step to a state its cell does not name is a bug, and said to be one', () => {
  const start = { ...transitions.prepared.start, run: () => stay({ kind: 'idle' }) };
  const wrong: Table = { ...transitions, prepared: { ...transitions.prepared, start } };
  const prepared = { kind: 'prepared' } as never;
  expect(() => step(wrong, prepared, { kind: 'start', from: 'us' }, nowhere)).toThrow(
    new EngineError({ kind: 'internal', where: 'prepared × start → idle' }),
  );
});
