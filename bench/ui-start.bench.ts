/**
 * From asking for the interface to its first paint, against a page of one line from the same machine: what our bundle costs.
 * Both in this process's browser, in turns, each in a context of its own with an empty cache. Needs a build.
 *
 *     node bench/ui-start.bench.ts [rounds]
 */
import type { Browser } from '@playwright/test';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { launchBrowser } from '../scripts/launch-browser.ts';
import { Daemon } from '../test/e2e/support/daemon.ts';

const rounds = Number(process.argv[2] ?? 9);
const plain = createServer((_request, answer) =>
  answer.setHeader('Content-Type', 'text/html').end('<!doctype html><title>plain</title><p>Hello</p>'),
);
await once(plain.listen(0, '127.0.0.1'), 'listening');
const daemon = await Daemon.start();
const browser = await launchBrowser();
try {
  const urls = { ours: daemon.origin, plain: `http://127.0.0.1:${(plain.address() as AddressInfo).port}` }; // a TCP server has such an address
  const times = { ours: [] as number[], plain: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? (['ours', 'plain'] as const) : (['plain', 'ours'] as const);
    for (const which of order) times[which].push(await firstPaint(browser, urls[which]));
  }
  const [ours, base] = [median(times.ours), median(times.plain)];
  console.log(
    `first contentful paint, median of ${rounds}: ours ${ours.toFixed(0)} ms, plain page ${base.toFixed(0)} ms, ratio ${(ours / base).toFixed(2)}`,
  );
} finally {
  await browser.close();
  await daemon.stop();
  plain.close();
}

/** Milliseconds from the start of the navigation. */
async function firstPaint(from: Browser, url: string): Promise<number> {
  const context = await from.newContext();
  const page = await context.newPage();
  await page.goto(url);
  const handle = await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime);
  const time = Number(await handle.jsonValue());
  await context.close();
  return time;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
