/**
 * What many sessions cost the page: each connection changes ten times a second, told by the product's publisher over its WebSocket to the
 * built interface with the page of sessions open. 10,000 of them against 100, in one browser, in turns; row RN-006 of the catalogue. What
 * counts is the p95 of what the page's thread does in one piece, and how many rows it draws. A p95 of more than 50 ms, or more rows
 * drawn than can be seen, ends the run with exit code 1; on a busy machine look at the ratio.
 *
 *     node bench/ui-load.bench.ts [sessions] [seconds] [rounds]
 */
import type { Browser } from '@playwright/test';
import { openStaticFiles } from '#main/api/static-files.ts';
import { Publisher } from '#main/api/publisher.ts';
import { serveWeb, type WebCarrier } from '#main/api/web-carrier.ts';
import { systemClock } from '#main/hosts/clock.ts';
import type { ConnectionView } from '#shared/views.ts';
import { launchBrowser } from '../scripts/launch-browser.ts';
import { toyApp, toyConnection, toyCore, toySession } from '../test/support/toy-core.ts';

const many = Number(process.argv[2] ?? 10_000);
const seconds = Number(process.argv[3] ?? 5);
const rounds = Number(process.argv[4] ?? 3);
const limit = 50;
/** Rows of all lists together that a screen and its margins hold. */
const mostDrawn = 300;

interface Load {
  readonly count: number;
  readonly web: WebCarrier;
  /** Begins the events. @returns what ends them */
  begin(): () => void;
}

interface Figures {
  /** Milliseconds of tasks of the page's thread longer than 50 ms, and the p95 of all time slices. */
  readonly longest: number;
  readonly p95: number;
  readonly rows: number;
}

const [small, large] = [await load(100), await load(many)];
const browser = await launchBrowser();
const found = { small: [] as Figures[], large: [] as Figures[] };
try {
  for (let round = 0; round < rounds; round++) {
    const order =
      round % 2 === 0
        ? ([
            ['small', small],
            ['large', large],
          ] as const)
        : ([
            ['large', large],
            ['small', small],
          ] as const);
    for (const [name, side] of order) found[name].push(await measure(browser, side));
  }
} finally {
  await browser.close();
  await Promise.all([small.web.close(), large.web.close()]);
}
const p95 = { small: median(found.small.map((one) => one.p95)), large: median(found.large.map((one) => one.p95)) };
const rows = Math.max(...found.large.map((one) => one.rows));
for (const [name, all] of Object.entries(found))
  console.log(
    `${name}: ${all.map(({ p95: each, longest, rows: drawn }) => `p95 ${each.toFixed(1)} ms, longest ${longest.toFixed(0)} ms, ${drawn} rows`).join('; ')}`,
  );
console.log(
  `p95 of one piece of work of the page: ${p95.small.toFixed(1)} ms with 100, ${p95.large.toFixed(1)} ms with ${many}, ratio ${(p95.large / p95.small).toFixed(2)} (limit ${limit} ms)`,
);
process.exitCode = p95.large > limit || rows > mostDrawn ? 1 : 0;

async function load(count: number): Promise<Load> {
  const views: readonly ConnectionView[] = Array.from({ length: count }, (_, at) => ({
    ...toyConnection,
    id: `c${at}`,
    label: `Peer ${at}`,
    sessionId: `s${at}`,
  }));
  const events = new Map(views.map((view) => [view.id, view]));
  const sessions = views.map(({ label, id }, at) => ({
    ...toySession,
    id: `s${at}`,
    connectionId: id,
    peer: { ...toySession.peer, name: label },
    live: true,
  }));
  const page = (after: number, size: number) => ({
    rows: sessions.slice(after, after + size),
    next: after + size < count ? { key: after + size, id: '' } : null,
    total: { count, more: false },
  });
  const core = toyCore({
    app: async () => toyApp,
    connections: async () => views,
    sessions: async ({ after, limit: size = 50 }) => page(Number(after?.key ?? 0), size),
  });
  const publisher = new Publisher(systemClock, {
    identitiesChanged: () => [],
    listenersChanged: () => [],
    knocksChanged: () => [],
    pinsChanged: () => ({ total: 0 }),
    noticesChanged: () => [],
    auditChanged: () => 0,
    jobsChanged: () => [],
    laboratoryChanged: () => [],
    sessions: (keys, all) => ({ total: count, changed: keys.flatMap(([, id]) => sessions[Number(id.slice(1))] ?? []), removed: [], all }),
    connection: (id) => events.get(id) ?? null,
    epochs: () => [],
  });
  publisher.subscribe((topic, value) => core.publish(topic, value as never)); // what the publisher tells of that topic
  const web = await serveWeb({ core, files: openStaticFiles('out/renderer'), port: 0, now: () => performance.now(), report: console.error });
  const begin = () => {
    let turn = 0;
    const timer = setInterval(() => {
      // A tenth of a second has one event of each.
      for (let at = turn % 10; at < count; at += 10) {
        const view = views[at] ?? toyConnection;
        events.set(view.id, { ...view, bytesSent: turn, lastActivityAt: turn });
        publisher.connection(view.id);
      }
      turn++;
    }, 10);
    return () => clearInterval(timer);
  };
  return { count, web, begin };
}

async function measure(from: Browser, side: Load): Promise<Figures> {
  const context = await from.newContext();
  const page = await context.newPage();
  await page.goto(side.web.freshLink());
  await page.getByRole('button', { name: /^Resumable sessions/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Resumable sessions' }).waitFor();
  const end = side.begin();
  try {
    return await page.evaluate(async (time) => {
      // One piece of work is what lies between two turns that a free thread would give at once.
      const pieces: number[] = [];
      const channel = new MessageChannel();
      const begun = performance.now();
      await new Promise<void>((resolve) => {
        let last = performance.now();
        channel.port1.onmessage = () => {
          const now = performance.now();
          pieces.push(now - last);
          last = now;
          if (now - begun > time) resolve();
          else channel.port2.postMessage(null);
        };
        channel.port2.postMessage(null);
      });
      // Idle turns are no work: those of less than a millisecond are left out.
      const work = pieces.filter((piece) => piece >= 1).sort((a, b) => a - b);
      return {
        p95: work[Math.floor(work.length * 0.95)] ?? 0,
        longest: work.at(-1) ?? 0,
        rows: document.querySelectorAll('nav li, [role=row], main li').length,
      };
    }, seconds * 1_000);
  } finally {
    end();
    await context.close();
  }
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
