import type { Streams } from './output.ts';

/** Output of the process. A reader that went away, as `head` does, ends it without a word. */
export const processStreams: Streams = {
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
};

/** Fires on the first SIGINT or SIGTERM; the second one ends the process at once. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(130);
      controller.abort();
    });
  }
  process.stdout.on('error', () => process.exit(1));
  return controller.signal;
}

/** Ends the process once everything it printed has left it: pipes are asynchronous on Windows. */
export async function endProcess(code: number): Promise<never> {
  await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
  process.exit(code);
}
