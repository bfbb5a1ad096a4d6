import { afterEach, expect, test, vi } from 'vitest';
import { openBridge } from './bridge.ts';

afterEach(() => vi.unstubAllGlobals());

test('what a page keeps as a proxy reaches the channels of the desktop app, which copy', async () => {
  const request = async (name: string, params: unknown) => ({ ok: true, value: [name, structuredClone(params)] });
  vi.stubGlobal('window', { bridge: { host: 'desktop', request } });
  const params = new Proxy({ profile: 'draft-00' as const }, {});
  expect(() => structuredClone(params)).toThrow();
  const bridge = await openBridge();
  expect(bridge.host).toBe('desktop');
  expect(await bridge.request('startDemo', params)).toEqual({ ok: true, value: ['startDemo', { profile: 'draft-00' }] });
});
