import type { Page } from '@playwright/test';

/** What happens to the requests of a page on their way. */
export interface Fault {
  /** `loading`: they never arrive. `failed`: each is refused. */
  now: 'loading' | 'failed' | null;
}

/** Stands between a page and its core. */
export async function faultyWay(page: Page): Promise<Fault> {
  const fault: Fault = { now: null };
  await page.routeWebSocket(/\/rpc$/, (way) => {
    const core = way.connectToServer();
    way.onMessage((message) => {
      if (fault.now === null) core.send(message);
      if (fault.now === 'failed') way.send(JSON.stringify({ id: idOf(message), ok: false, error: refusal }));
    });
  });
  return fault;
}

const refusal = {
  code: 'STORE_UNREADABLE',
  title: 'The store cannot be read',
  next: 'Look at the free space and the permissions of the profile folder, then try again.',
  rule: null,
  alert: null,
  detail: 'disk I/O error',
};

function idOf(message: string | Buffer): number {
  const { id } = JSON.parse(message.toString()) as { id: number }; // the page's own frames: src-renderer/web-bridge.ts
  return id;
}
