import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { claimLocalAddress } from '#main/api/local-address.ts';
import { serveLocal } from '#main/api/local-carrier.ts';
import { openStaticFiles } from '#main/api/static-files.ts';
import { serveWeb } from '#main/api/web-carrier.ts';
import type { LiveCore } from '#main/hosts/core.ts';
import { eraseOpening } from '#main/store/key-vault.ts';
import type { Context } from './command.ts';
import type { ExitName } from './exit-codes.ts';
import { openByAsking } from './opening.ts';
import { accessTo } from './own-core.ts';
import { whenAborted } from './process.ts';
import { reportInternal } from './report-internal.ts';

/** Runs the core with its user interface on loopback and the local socket, until SIGINT or SIGTERM. */
export async function runDaemon(context: Context, uiPort: number, asks: boolean): Promise<ExitName> {
  const core = await startCore(context);
  const common = { core, now: () => performance.now(), report: reportInternal };
  try {
    if (asks) await openByAsking(accessTo(core), context.secret);
    const { state } = await core.handlers.vault({});
    const web = await serveWeb({ ...common, files: openStaticFiles(join(context.programFolder, 'renderer')), port: uiPort });
    const path = claimLocalAddress(context.profileDirectory);
    const local = await serveLocal({ ...common, path, showUi: () => web.freshLink() });
    const url = web.freshLink();
    context.output.show({ url, port: web.port, socket: path, pid: process.pid, profileDirectory: context.profileDirectory }, [
      `Epochscope runs. Open ${url}`,
      'The link works once; `epochscope ui` prints another. Ctrl+C ends it.',
      ...(state === 'locked' ? ['The profile is locked: unlock it on that page, or with `epochscope unlock`.'] : []),
    ]);
    await whenAborted(context.interrupted);
    await Promise.all([web.close(), local.close()]);
  } finally {
    await core.close();
  }
  return 'ok';
}

async function startCore({ profileDirectory, version, opening }: Context): Promise<LiveCore> {
  const { createCore } = await import('#main/hosts/core.ts');
  const given = opening();
  try {
    return await createCore({ host: 'daemon', profileDirectory, version, autoResume: true, opening: given });
  } finally {
    eraseOpening(given);
  }
}
