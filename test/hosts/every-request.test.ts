import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { viewOfError } from '#main/api/error-views.ts';
import { parseParams } from '#main/api/parse.ts';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';
import { createCore, type LiveCore, thisMachine } from '#main/hosts/core.ts';
import type { RequestName } from '#shared/contract.ts';
import { Needles } from '../faults/needles.ts';
import { requests } from '../fuzz/api-specimens.ts';
import { testProtection } from '../support/protection.ts';

// One core with an identity, a session and a recording, and every request there is.

const folder = mkdtempSync(join(tmpdir(), 'epochscope-requests-'));
const needles = new Needles();
let core: LiveCore;
/** Values that lead somewhere, by the name of the parameter. */
let real: Readonly<Record<string, unknown>>;

/**
 * What only the owner of the keys is given, who was asked: a key under a passphrase, a kit to open the profile with, and the key
 * schedule of a laboratory connection, which guards nothing.
 */
const asked: ReadonlySet<string> = new Set(['exportPrivateKey', 'makeRecoveryKit', 'epochSecrets']);
/** What takes the core away from the requests behind it. */
const last: readonly RequestName[] = ['removeConnection', 'forgetSession', 'forgetSessions', 'destroyIdentity', 'protect', 'lock', 'unlock'];
const names = [...Object.keys(requests).filter((name) => !last.some((one) => one === name)), ...last] as readonly RequestName[]; // the keys of the table

beforeAll(async () => {
  const erase = (bytes: Uint8Array): void => {
    needles.add(bytes);
    bytes.fill(0);
  };
  const machine = thisMachine(nodeCryptoProvider({ erase }));
  core = await createCore(
    { ...testProtection, host: 'daemon', profileDirectory: join(folder, 'profile'), version: '0.0.0', autoResume: false },
    machine,
  );
  const { handlers } = core;
  const identity = await handlers.createIdentity({ name: 'Ida' });
  const { initiatorId } = await handlers.startDemo({});
  await handlers.update({ connectionId: initiatorId });
  const [session] = (await handlers.sessions({})).rows;
  real = { connectionId: initiatorId, identityId: identity.id, sessionId: session?.id ?? 's-1', epoch: '2', seq: 3 };
});

afterAll(async () => {
  await core.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a face would be told. */
async function answer(name: RequestName, params: unknown): Promise<string> {
  try {
    const checked = parseParams(name, params);
    const handler = core.handlers[name] as (given: unknown) => Promise<unknown>; // the parameters of that name
    return JSON.stringify((await handler(checked)) ?? null);
  } catch (error) {
    return JSON.stringify(viewOfError(error));
  }
}

test('[bad:IP-007] no request writes or reads where a page says: every text of every request as a path', { timeout: 120_000 }, async () => {
  const outside = join(folder, 'outside');
  writeFileSync(outside, 'what was there before');
  symlinkSync(outside, join(folder, 'link'));
  const before = readdirSync(folder);
  const paths = [
    '../../../etc/cron.d/x',
    '../x',
    join(folder, 'new'),
    outside,
    join(folder, 'link'),
    'C:\\..\\x',
    '\\\\host\\share\\x',
    'CON',
    'NUL',
    'x\0y',
  ];
  for (const name of names.filter((one) => !last.includes(one))) {
    const specimen: Readonly<Record<string, unknown>> = { ...requests[name] };
    for (const [key, value] of Object.entries(specimen)) {
      if (typeof value !== 'string') continue;
      for (const path of paths) expect(await answer(name, { ...specimen, [key]: path }), `${name}.${key}`).not.toContain('what was there before');
    }
    // A path beside what a request takes is refused as any unknown key.
    expect(await answer(name, { ...specimen, path: paths[0] }), name).toContain('IPC_BAD_ARGS');
  }
  expect(readdirSync(folder)).toEqual(before);
});

test('[bad:IP-010] no answer to any request holds a secret', { timeout: 120_000 }, async () => {
  const said: (readonly [string, Buffer])[] = [];
  for (const name of names) {
    const specimen: Readonly<Record<string, unknown>> = { ...requests[name] };
    const placed = Object.fromEntries(Object.entries(specimen).map(([key, value]) => [key, Object.hasOwn(real, key) ? real[key] : value]));
    const told = await answer(name, placed);
    if (!asked.has(name)) said.push([name, Buffer.from(told)]);
  }
  await core.close();
  // Those that show most were answered, not refused.
  for (const name of ['transcript', 'transcriptDetail', 'rowFields', 'epochState', 'session', 'identityDetail', 'exportRecording', 'sessions']) {
    expect(said.find(([one]) => one === name)?.[1].toString(), name).not.toMatch(/^\{"code":/);
  }
  expect(said.map(([name]) => name).toSorted()).toEqual(names.filter((name) => !asked.has(name)).toSorted());
  // People compare the safety code of an epoch, its authenticator: it is shown whole.
  for (const [, told] of said)
    for (const [, shown = ''] of told.toString().matchAll(/"safetyCode":\{"digits":"[\d ]+","hex":"([0-9a-f]+)"/g))
      needles.except(Buffer.from(shown, 'hex'));
  expect(needles.count).toBeGreaterThan(50);
  expect(needles.findIn(said)).toEqual([]);
});
