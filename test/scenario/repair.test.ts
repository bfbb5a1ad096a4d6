import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ApiError } from '#main/api/core.ts';
import { runCommand } from '../support/run-program.ts';
import { Station } from './cores.ts';

/** A profile with identities and a session, whose database has lost pages. */
async function damagedProfile(): Promise<string> {
  const rob = await Station.open('Rob');
  const ida = await Station.open('Ida');
  const { port } = await rob.listen({ trust: 'first-use' });
  const { id } = await ida.connect(port, { trust: 'first-use' });
  await ida.until(id, ({ state }) => state === 'open');
  await ida.core.handlers.close({ connectionId: id });
  for (let index = 0; index < 30; index++) await ida.core.handlers.createIdentity({ name: `Ida ${index}` });
  await ida.close();
  await rob.close();
  const path = join(ida.directory, 'keys.db');
  const bytes = readFileSync(path);
  // The last of the pages that hold private keys: those before it stay.
  const at = bytes.lastIndexOf('ML-DSA-87') === -1 ? bytes.lastIndexOf('Ed25519') : bytes.lastIndexOf('ML-DSA-87');
  const page = at - (at % 4096);
  writeFileSync(path, bytes.fill(0, page, page + 4096));
  return ida.directory;
}

async function refusalOf(work: Promise<unknown>): Promise<string> {
  const error = await work.catch((cause: unknown) => cause);
  return error instanceof ApiError ? error.view.code : String(error);
}

test('[bad:ST-006] a damaged profile is listed and refuses to be written, until it is repaired and in use again', async () => {
  const directory = await damagedProfile();
  const files = readdirSync(directory).sort();
  const reading = await Station.open('Ida', { directory });
  const { handlers } = reading.core;
  const damage = await handlers.damage({});
  expect(damage).toMatchObject({ keySlots: 'sound', sessions: { kept: 1, lost: 0 } });
  expect(await handlers.notices({})).toMatchObject([{ level: 'danger', title: 'The profile is damaged' }]);
  const listed = await handlers.identities({});
  expect(listed.length).toBeGreaterThan(10);
  expect(await refusalOf(handlers.createIdentity({ name: 'New' }))).toBe('STORE_READ_ONLY');
  expect(await handlers.repair({ dryRun: true })).toMatchObject({ done: false, kept: [] });
  expect(readdirSync(directory).sort()).toEqual(expect.arrayContaining(files));
  const { done, kept } = await handlers.repair({ dryRun: false });
  expect(done).toBe(true);
  expect(readdirSync(directory)).toEqual(expect.arrayContaining([...kept]));
  expect(await handlers.damage({})).toBeNull();
  const everything = { before: null, limit: 5, actions: null, subjectKind: null, from: null, to: null, text: null };
  expect((await handlers.audit(everything)).map(({ action }) => action)).toContain('profile-repaired');
  expect((await handlers.identities({})).map(({ name }) => name)).toEqual(listed.map(({ name }) => name));
  await handlers.createIdentity({ name: 'New' });
  expect(await refusalOf(handlers.repair({ dryRun: false }))).toBe('NOTHING_TO_REPAIR');
});

test('the command line says what repair would do, does it, and finds nothing more to do', async () => {
  const directory = await damagedProfile();
  const environment = { EPOCHSCOPE_PROFILE_DIR: directory };
  const dry = await runCommand(['repair', '--dry-run'], environment);
  expect(dry, dry.error).toMatchObject({ code: 0 });
  expect(dry.out).toContain('Sessions: 1 would be kept');
  expect(dry.out).toContain('Nothing was changed.');
  const done = await runCommand(['repair', '--json'], environment);
  expect(JSON.parse(done.out)).toMatchObject({ done: true, damage: { sessions: { kept: 1 } } });
  expect((await runCommand(['repair'], environment)).out).toContain('The profile is sound.');
});
