import type { OnBeforeRequestListenerDetails, Session } from 'electron';
import { expect, test } from 'vitest';
import { guardSession } from './guards.ts';

type Filter = (details: Pick<OnBeforeRequestListenerDetails, 'url'>, answer: (verdict: { readonly cancel?: boolean }) => void) => void;

/** What the guard lets through, asked as Electron asks. */
function guarded(): (url: string) => boolean {
  let filter: Filter = () => undefined;
  const nothing = (): void => undefined;
  const session = {
    setPermissionRequestHandler: nothing,
    setPermissionCheckHandler: nothing,
    setDevicePermissionHandler: nothing,
    webRequest: {
      onBeforeRequest: (given: Filter) => {
        filter = given;
      },
    },
  };
  guardSession(session as unknown as Session, { origins: ['epochscope-app://ui'], openExternal: nothing }); // the part that it uses
  return (url) => {
    let passed = false;
    filter({ url }, ({ cancel }) => {
      passed = cancel !== true;
    });
    return passed;
  };
}

test.each([
  ['epochscope-app://ui/index.html', true],
  ['blob:epochscope-app://ui/0d5e8f9c-27e5-4c5d-9f0e-6a2b1c3d4e5f', true],
  ['blob:https://evil.test/0d5e8f9c-27e5-4c5d-9f0e-6a2b1c3d4e5f', false],
  ['blob:blob:epochscope-app://ui/1', false],
  ['epochscope-app://other/index.html', false],
  ['https://www.rfc-editor.org/', false],
  ['file:///etc/passwd', false],
  ['data:text/html,x', false],
  ['blob:', false],
])('a request for %s passes: %s', (url, passes) => {
  expect(guarded()(url)).toBe(passes);
});
