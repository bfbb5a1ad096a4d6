import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { claimLocalAddress } from '#main/api/local-address.ts';
import { serveLocal } from '#main/api/local-carrier.ts';
import { openStaticFiles } from '#main/api/static-files.ts';
import { serveWeb } from '#main/api/web-carrier.ts';
import type { Context } from './command.ts';
import type { ExitName } from './exit-codes.ts';
import { whenAborted } from './process.ts';
import { reportInternal } from './report-internal.ts';

/** Runs the core with its user interface on loopback and the local socket, until SIGINT or SIGTERM. */
export async function runDaemon(context: Context, uiPort: number): Promise<ExitName> {
  const { createCore } = await import('#main/hosts/core.ts');
  const core = await createCore({ host: 'daemon', profileDirectory: context.profileDirectory, version: context.version, autoResume: true });
  const common = { core, now: () => performance.now(), report: reportInternal };
  try {
    const web = await serveWeb({ ...common, files: openStaticFiles(join(context.programFolder, 'renderer')), port: uiPort });
    const path = claimLocalAddress(context.profileDirectory);
    const local = await serveLocal({ ...common, path, showUi: () => web.freshLink() });
    const url = web.freshLink();
    context.output.show({ url, port: web.port, socket: path, pid: process.pid, profileDirectory: context.profileDirectory }, [
      `Epochscope runs. Open ${url}`,
      'The link works once; `epochscope ui` prints another. Ctrl+C ends it.',
    ]);
    await whenAborted(context.interrupted);
    await Promise.all([web.close(), local.close()]);
  } finally {
    await core.close();
  }
  return 'ok';
}
