import type { Streams } from './output.ts';

/** Output of the process. A reader that went away, as `head` does, ends it without a word. */
export const processStreams: Streams = {
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
};

/** A terminal sends a signal to the whole group, and a launcher passes it on: within this time it is the same one. Milliseconds. */
const sameSignal = 1000;

/** Fires on the first SIGINT or SIGTERM; the next one ends the process at once. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  let first = 0;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (!controller.signal.aborted) first = performance.now();
      else if (performance.now() - first > sameSignal) process.exit(130);
      controller.abort();
    });
  }
  process.stdout.on('error', () => process.exit(1));
  return controller.signal;
}

/** Resolves when the signal fires, or has fired. */
export function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Ends the process once everything it printed has left it: pipes are asynchronous on Windows. */
export async function endProcess(code: number): Promise<never> {
  await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
  process.exit(code);
}
