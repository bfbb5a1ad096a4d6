/**
 * What a large store costs against a small one: 100,000 sessions and 10,000 pins against 100 of each, asked the same in turns in one run.
 * Profiles are filled with the product's own tables, seals and MLS groups, opened as the product opens them, and asked over the local
 * socket, as a face does. What counts is processor time, so that a busy machine does not decide. Listing, searching and opening may take
 * twice as much, and a start three seconds; more ends the run with exit code 1.
 *
 *     node bench/store.bench.ts [sessions] [pins] [rounds]
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CoreAccess } from '#main/api/core-access.ts';
import { claimLocalAddress } from '#main/api/local-address.ts';
import { serveLocal } from '#main/api/local-carrier.ts';
import { reachCore } from '#main/api/local-client.ts';
import { createCore, type LiveCore, thisMachine } from '#main/hosts/core.ts';
import { dataKeyFile } from '#main/store/data-key.ts';
import { sessionCodec } from '#main/store/session-codec.ts';
import { openKeyStore } from '#main/store/sqlite-key-store.ts';
import type { KeyStore } from '#main/store/store.ts';
import type { Params, RequestName, Result } from '#shared/contract.ts';
import { type FilledProfile, fillWithPeers } from '../test/support/many-peers.ts';

const sessions = Number(process.argv[2] ?? 100_000);
const pins = Number(process.argv[3] ?? 10_000);
const rounds = Number(process.argv[4] ?? 31);
/** Questions of one kind that one round asks in a row. */
const repeats = 12;
const limit = 2;
/** Milliseconds by the clock that a start of the large profile may take. It reads each key slot once, so it grows with sessions. */
const startLimit = 3_000;
/** Starts of each profile, in turns. */
const starts = 7;
/** Rows of one answer: as many as both profiles have for each question, so that both do the same work. */
const rows = 20;

interface Side {
  readonly directory: string;
  readonly filled: FilledProfile;
  readonly core: CoreAccess;
  close(): Promise<void>;
}

type Prepared = Pick<Side, 'directory' | 'filled'>;

/** A question; `turn` says which row it is about. */
type Question = (side: Side, turn: number) => Promise<unknown>;

const pick = (ids: readonly string[], turn: number): string => ids[(turn * 7_919) % ids.length] ?? '';
const list: readonly (readonly [string, Question])[] = [
  ['first page of sessions', ({ core }) => ask(core, 'sessions', { limit: rows })],
  ['first page by peer', ({ core }) => ask(core, 'sessions', { limit: rows, order: 'peer' })],
  ['page behind another', ({ core, filled }, turn) => secondPage(core, filled, turn)],
  ['filter that few meet', ({ core }) => ask(core, 'sessions', { limit: rows, standing: 'suspect' })],
  ['filter that many meet', ({ core }) => ask(core, 'sessions', { limit: rows, credential: 'pinned', order: 'created' })],
  ['search of a rare word', ({ core }) => ask(core, 'sessions', { limit: rows, search: 'zebra' })],
  ['search of a common word', ({ core }) => ask(core, 'sessions', { limit: rows, search: 'lab' })],
  ['search of an address', ({ core }) => ask(core, 'sessions', { limit: rows, search: '10.0.0.7' })],
  ['search without a hit', ({ core }) => ask(core, 'sessions', { limit: rows, search: 'nobody' })],
  ['open one session', ({ core, filled }, turn) => ask(core, 'session', { sessionId: pick(filled.sessionIds, turn) })],
  ['open its connection', ({ core, filled }, turn) => ask(core, 'connection', { connectionId: pick(filled.connectionIds, turn) })],
  ['first page of pins', ({ core }) => ask(core, 'pins', { limit: rows })],
  ['pins by name', ({ core }) => ask(core, 'pins', { limit: rows, order: 'name' })],
  ['pins: search of a rare word', ({ core }) => ask(core, 'pins', { limit: rows, search: 'zebra' })],
  ['pins: search of a common word', ({ core }) => ask(core, 'pins', { limit: rows, search: 'lab' })],
  ['pins: search without a hit', ({ core }) => ask(core, 'pins', { limit: rows, search: 'nobody' })],
];

const folder = mkdtempSync(join(tmpdir(), 'epochscope-bench-'));
let failed = false;
try {
  const [small, large] = [await prepare('small', 100, 100), await prepare('large', sessions, pins)];
  await lookUps(small, large);
  await compareStarts(small, large);
  const sides = [await serve(small), await serve(large)] as const;
  for (const [name, question] of list) await compare(name, question, sides);
  for (const side of sides) await side.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;

async function prepare(name: string, sessionCount: number, pinCount: number): Promise<Prepared> {
  const directory = mkdtempSync(join(folder, `${name}-`));
  const begun = performance.now();
  const filled = await fillWithPeers(directory, sessionCount, pinCount);
  const megabytes = statSync(join(directory, 'keys.db')).size / 2 ** 20;
  console.log(`${name}: ${sessionCount} sessions, ${pinCount} pins, ${megabytes.toFixed(0)} MiB, filled in ${seconds(begun)} s`);
  return { directory, filled };
}

/** From nothing to a core that answers; the first pair of starts warms the code up and does not count. */
async function compareStarts(small: Prepared, large: Prepared): Promise<void> {
  const pairs: (readonly [number, number])[] = [];
  const walls: number[] = [];
  for (let round = -1; round < starts; round++) {
    const swap = round % 2 !== 0;
    const first = await timeStart(swap ? large : small);
    const second = await timeStart(swap ? small : large);
    if (round < 0) continue;
    pairs.push(swap ? [second.cpu, first.cpu] : [first.cpu, second.cpu]);
    walls.push((swap ? first : second).wall);
  }
  const [before, after] = [0, 1].map((side) => median(pairs.map((pair) => pair[side] ?? 0)));
  const wall = median(walls);
  failed ||= wall > startLimit;
  const told = `${wall.toFixed(0)} ms by the clock, ${wall > startLimit ? `MORE THAN ${startLimit}` : 'ok'}`;
  console.log(`start                          ${before?.toFixed(0)} ms → ${after?.toFixed(0)} ms; ${told}`);
}

async function timeStart({ directory }: Prepared): Promise<{ readonly cpu: number; readonly wall: number }> {
  const [before, begun] = [process.cpuUsage(), performance.now()];
  const core = await open(directory);
  const [{ user, system }, ended] = [process.cpuUsage(before), performance.now()];
  await core.close();
  return { cpu: (user + system) / 1_000, wall: ended - begun };
}

function open(directory: string): Promise<LiveCore> {
  return createCore({ host: 'daemon', profileDirectory: directory, version: '0.0.0', autoResume: true });
}

async function serve(prepared: Prepared): Promise<Side> {
  const { directory } = prepared;
  const core = await open(directory);
  const carrier = await serveLocal({
    core,
    path: claimLocalAddress(directory),
    // the limit of requests per second is not what is measured: its second is a millisecond here
    now: () => performance.now() * 1_000,
    report: () => undefined,
    showUi: () => null,
  });
  const access = await reachCore(directory);
  if (access === null) throw new Error('the core cannot be reached');
  const close = async () => {
    await access.close();
    await carrier.close();
    await core.close();
  };
  return { ...prepared, core: access, close };
}

/** The store alone: opening the sealed state of one session. */
async function lookUps(...sides: readonly Prepared[]): Promise<void> {
  const { mls, crypto } = thisMachine();
  for (const { directory, filled } of sides) {
    const store: KeyStore = openKeyStore({
      directory,
      dataKey: dataKeyFile(join(directory, 'data.key')),
      codec: sessionCodec(mls, crypto.erase),
      erase: crypto.erase,
      now: 0,
    });
    const times = (work: (id: string) => unknown) =>
      Array.from({ length: 400 }, (_, turn) => {
        const begun = performance.now();
        work(pick(filled.sessionIds, turn));
        return performance.now() - begun;
      });
    const [find, load] = [times((id) => store.sessions.find(id)), times((id) => store.sessions.load(id))];
    console.log(
      `${filled.sessionIds.length} sessions: row by id ${median(find).toFixed(3)} ms, unsealed ${median(load).toFixed(3)} ms (stated: under 5)`,
    );
    store.close();
  }
}

async function compare(name: string, question: Question, [small, large]: readonly [Side, Side]): Promise<void> {
  const pairs: (readonly [number, number])[] = [];
  for (let round = -3; round < rounds; round++) {
    const swap = round % 2 !== 0;
    const first = await time(question, swap ? large : small, round);
    const second = await time(question, swap ? small : large, round);
    if (round >= 0) pairs.push(swap ? [second, first] : [first, second]);
  }
  const ratio = median(pairs.map(([a, b]) => b / a));
  const verdict = ratio > limit ? `MORE THAN ${limit}` : 'ok';
  failed ||= ratio > limit;
  const medians = [0, 1].map((side) => median(pairs.map((pair) => pair[side] ?? 0)).toFixed(3));
  console.log(`${name.padEnd(30)} ${medians[0]} ms → ${medians[1]} ms, ratio ${ratio.toFixed(2)} ${verdict}`);
}

/** Milliseconds of processor time for one question, both ends of the socket included. */
async function time(question: Question, side: Side, round: number): Promise<number> {
  const before = process.cpuUsage();
  for (let turn = 0; turn < repeats; turn++) await question(side, (round + 3) * repeats + turn);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / repeats;
}

async function ask<M extends RequestName>(core: CoreAccess, name: M, params: Params<M>): Promise<Result<M>> {
  const reply = await core.request(name, params);
  if (!reply.ok) throw new Error(`${name}: ${reply.error.title}`);
  return reply.value;
}

async function secondPage(core: CoreAccess, filled: FilledProfile, turn: number): Promise<unknown> {
  const page = await ask(core, 'sessions', { limit: 1, id: pick(filled.sessionIds, turn % 40) });
  const [row] = page.rows;
  return ask(core, 'sessions', row === undefined ? { limit: rows } : { limit: rows, after: { key: row.lastUsedAt, id: row.id } });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function seconds(begun: number): string {
  return ((performance.now() - begun) / 1000).toFixed(1);
}
