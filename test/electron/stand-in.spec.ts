import { expect, test } from '@playwright/test';
import { type RequestName, requestChannels, topicChannels } from '#shared/contract.ts';
import { runCommand } from '../support/run-program.ts';
import { type Desktop, startDesktop } from './desktop.ts';
import { confinedPageJourney, demoPairJourney } from './journeys.ts';

// The BUILT main process and preload script in a real Chromium, with a stand-in for the `electron` module.
test.describe.configure({ mode: 'serial' });

let desktop: Desktop;

test.beforeAll(async () => {
  desktop = await startDesktop();
});

test.afterAll(async () => {
  expect(await desktop.quit()).toBe(0);
});

test('security switches are on before the window opens', async () => {
  expect(await desktop.recorded('app.enableSandbox')).toHaveLength(1);
  expect(await desktop.recorded('app.requestSingleInstanceLock')).toHaveLength(1);
  const [preferences] = await desktop.recorded('BrowserWindow.webPreferences');
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
    navigateOnDragDrop: false,
  });
  expect(Reflect.get(Object(preferences), 'preload')).toMatch(/out[/\\]preload[/\\]preload\.cjs$/);
  expect(await desktop.recorded('webRequest.onBeforeRequest')).toHaveLength(1);
});

test('our scheme has an origin and none of the privileges that weaken it', async () => {
  const [schemes] = await desktop.recorded('protocol.registerSchemesAsPrivileged');
  expect(schemes).toEqual([{ scheme: 'epochscope-app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }]);
  expect(await desktop.recorded('app.setAsDefaultProtocolClient')).toEqual([]); // from a checkout it would register Electron itself
});

test('[bad:IP-017] every permission is denied, but for copying from our own page', async () => {
  for (const what of ['permission.request', 'permission.check']) {
    const granted = (await desktop.recorded(what)).filter((detail) => Array.isArray(detail) && detail[2] === true);
    expect(granted).toEqual([['clipboard-sanitized-write', 'epochscope-app://ui/', true]]);
  }
  expect(await desktop.recorded('permission.device')).toEqual([false]);
});

test('the page opens on our files under our policy', async () => {
  await expect(desktop.page).toHaveTitle(/Epochscope/);
  const answer = await desktop.page.evaluate(async () => {
    const response = await fetch('/');
    return [response.headers.get('content-security-policy'), response.headers.get('x-content-type-options')];
  });
  expect(answer[0]).toContain("default-src 'none'; script-src 'self'");
  expect(answer[1]).toBe('nosniff');
  expect(await desktop.recorded('pageerror')).toEqual([]);
  expect(await desktop.recorded('console')).toEqual([]);
});

test('every request of the contract has a channel that answers, and refuses what is not well formed', async () => {
  for (const channel of Object.values(requestChannels)) {
    const reply = await desktop.invokeAs('our page', channel, { unexpected: true });
    expect([channel, reply]).toEqual([channel, { ok: false, error: expect.objectContaining({ code: 'IPC_BAD_ARGS' }) }]);
  }
  expect(await desktop.invokeAs('our page', requestChannels.identities, {})).toEqual({ ok: true, value: [] });
});

test('[bad:IP-006] whoever is not the page of our window is refused on every channel', async () => {
  for (const channel of Object.values(requestChannels)) {
    for (const sender of ['another site in our window', 'sub-frame of our page', 'destroyed frame', 'other contents'] as const) {
      const reply = await desktop.invokeAs(sender, channel, {});
      expect([sender, channel, reply]).toEqual([sender, channel, { ok: false, error: expect.objectContaining({ code: 'IPC_BAD_SENDER' }) }]);
    }
  }
});

test('[bad:IP-005] names that are not of the contract reach no channel', async () => {
  const replies = await desktop.page.evaluate(async () => {
    const wrong: unknown[] = ['closE', '__proto__', 'constructor', '', 7, null];
    return Promise.all(wrong.map((name) => Reflect.apply(bridge.request, bridge, [name, {}])));
  });
  for (const reply of replies) expect(reply).toMatchObject({ ok: false, error: { code: 'IPC_NO_CHANNEL' } });
  await expect(desktop.invokeAs('our page', 'core:closE', {})).rejects.toThrow('No handler');
  expect(await desktop.page.evaluate(() => typeof Reflect.apply(bridge.subscribe, bridge, ['__proto__', () => null]))).toBe('function');
});

test('[bad:IP-001] what cannot be copied is a refusal, not an exception', async () => {
  const reply = await desktop.page.evaluate(() => Reflect.apply(bridge.request, bridge, ['createIdentity', { name: () => 1 }]));
  expect(reply).toMatchObject({ ok: false, error: { code: 'IPC_BAD_ARGS' } });
});

test('requests and topics: a demo pair starts, updates and carries data', async () => {
  await demoPairJourney(desktop.page);
  expect(Object.keys(topicChannels)).toContain('connectionsChanged');
});

test('the command line reaches the core of the desktop app', async () => {
  const { code, out } = await runCommand(['identity', 'list', '--json', '--profile-dir', desktop.profile]);
  expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({ name: 'Ada' })]);
  expect((await runCommand(['ui', '--profile-dir', desktop.profile])).out).toBe('The window is in front.\n');
  expect(await desktop.recorded('window.focus')).not.toEqual([]);
});

test('the menu has accelerators and reaches the page', async () => {
  const [labels] = await desktop.recorded('Menu.setApplicationMenu');
  expect(labels).toEqual(expect.arrayContaining(['Connect… CmdOrCtrl+N', 'Listen… CmdOrCtrl+L', 'Update keys CmdOrCtrl+U']));
  await desktop.page.evaluate(() => {
    const chosen: string[] = [];
    Reflect.set(globalThis, 'chosen', chosen);
    bridge.onMenu?.((command) => chosen.push(command));
  });
  await desktop.chooseMenu('Listen…');
  await expect.poll(() => desktop.page.evaluate(() => Reflect.get(globalThis, 'chosen'))).toEqual(['listen']);
  await expect(desktop.page.getByRole('dialog')).toBeVisible();
  await desktop.page.keyboard.press('Escape');
});

test('[bad:IP-015] [bad:IP-016] the page stays where it is, and only links to the specifications leave the app', async () => {
  await confinedPageJourney(desktop.page);
  const urls = [
    'https://www.rfc-editor.org/rfc/rfc9420',
    'https://www.rfc-editor.org.evil.test/',
    'http://www.rfc-editor.org/',
    'javascript:alert(1)',
    'file:///etc/passwd',
    '//evil.test',
    'smb://x',
    'ms-msdt:/id PCWDiagnostic',
    'data:text/html,x',
    'https://www.rfc-editor.org@evil.test/',
    'https://user@www.rfc-editor.org/',
  ];
  for (const url of urls) await desktop.page.evaluate((target) => globalThis.open(target), url);
  await expect.poll(() => desktop.recorded('window.open')).toHaveLength(urls.length + 1);
  for (const detail of await desktop.recorded('window.open')) expect(detail).toEqual([expect.any(String), 'deny']);
  expect(await desktop.recorded('shell.openExternal')).toEqual(['https://www.rfc-editor.org/rfc/rfc9420']);
  expect(await desktop.recorded('navigation.prevented')).toContain('https://evil.test/');
});

test('[bad:RN-007] a page that was taken over gets no key, and loosens no trust, without a dialog that it cannot answer', async () => {
  const stranger = await startDesktop();
  const made = await stranger.invokeAs('our page', requestChannels.createIdentity, { name: 'Mallory' });
  const [{ contactCard: card }] = Reflect.get(Object(made), 'value').keys;
  expect(await stranger.quit()).toBe(0);
  const identities = await desktop.invokeAs('our page', requestChannels.identities, {});
  const [{ id: identityId }] = Reflect.get(Object(identities), 'value');
  const refused = { ok: false, error: expect.objectContaining({ code: 'NOT_CONFIRMED' }) };
  const before = await stateOfTrust();
  const attempts: readonly (readonly [RequestName, unknown])[] = [
    ['addPin', { card, fixed: false }],
    ['exportPrivateKey', { identityId, scheme: 'Ed25519', form: 'pkcs8', passphrase: 'mine now' }],
    ['exportPrivateKey', { identityId, scheme: 'Ed25519', form: 'plain', passphrase: null }],
    ['makeRecoveryKit', {}],
    ['removeProtection', { kind: 'keychain' }],
    ['setPolicy', { id: 'base', name: 'anyone', steps: [{ kind: 'unchecked' }] }],
    ['addAnchor', { label: 'mine', file: 'AAAA' }],
    ['addTrustEntry', { list: 'allowed', effect: 'allow', kind: 'name', value: 'Mallory', note: '' }],
  ];
  const asked = (await desktop.recorded('dialog.showMessageBox')).length;
  for (const [name, params] of attempts) {
    const reply = await desktop.page.evaluate(([what, given]) => Reflect.apply(bridge.request, bridge, [what, given]), [name, params] as const);
    expect([name, reply]).toEqual([name, refused]);
  }
  expect(await desktop.recorded('dialog.showMessageBox')).toHaveLength(asked + attempts.length);
  expect(await stateOfTrust()).toEqual(before);
});

/** What a page that was taken over would like to change. */
async function stateOfTrust(): Promise<unknown> {
  const names = ['pins', 'policies', 'anchors', 'trustEntries', 'vault'] as const;
  return Promise.all(names.map((name) => desktop.invokeAs('our page', requestChannels[name], {})));
}

test('a contact link asks first: declined, it pins nothing', async () => {
  await desktop.startAgain(['epochscope', 'epochscope:contact?v=1&name=Mallory%E2%80%AE&key=AAAA']);
  await expect.poll(() => desktop.recorded('dialog.showMessageBox')).toContain('Trust the key of “Mallory ”?');
  expect(await desktop.invokeAs('our page', requestChannels.pins, {})).toMatchObject({ ok: true, value: { rows: [] } });
});

test('an installed app has no developer tools; a contact link that is accepted pins the key', async () => {
  const installed = await startDesktop({ STAND_IN_PACKAGED: '1', STAND_IN_ANSWER: '0' });
  const [preferences] = await installed.recorded('BrowserWindow.webPreferences');
  expect(preferences).toMatchObject({ sandbox: true, devTools: false });
  const [labels] = await installed.recorded('Menu.setApplicationMenu');
  expect(labels).not.toContain('toggleDevTools');
  expect(await installed.recorded('app.setAsDefaultProtocolClient')).toEqual(['epochscope']);
  const identities = await desktop.invokeAs('our page', requestChannels.identities, {});
  const card = String(Reflect.get(Object(identities), 'value')[0].keys[0].contactCard);
  await installed.startAgain(['epochscope', card]);
  await expect
    .poll(() => installed.invokeAs('our page', requestChannels.pins, {}))
    .toMatchObject({ ok: true, value: { rows: [{ name: 'Ada', kind: 'explicit', fixed: false }] } });
  expect(await installed.quit()).toBe(0);
});

test('[bad:IP-014] a window that closes while its requests run harms nothing', async () => {
  const closing = await startDesktop();
  await closing.page.evaluate(() => void bridge.request('startDemo', {}));
  await closing.page.close();
  const asked = (): Promise<unknown> => closing.invokeAs('our page', requestChannels.connections, {});
  await expect.poll(asked).toEqual({ ok: false, error: expect.objectContaining({ code: 'IPC_BAD_SENDER' }) });
  expect(await closing.quit()).toBe(0);
});
