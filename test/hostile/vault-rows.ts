import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';
import { createCore } from '#main/hosts/core.ts';
import { decodeEnvelope, encodeEnvelope, envelopePageSize } from '#main/store/key-envelope.ts';
import type { KeySealer } from '#main/store/key-sealer.ts';
import { testPassphrase, testProtection } from '../support/protection.ts';
import { runCommand, startCommand } from '../support/run-program.ts';
import { ToyKeychain } from '../support/toy-keychain.ts';
import { JumpingClock, vaultLife } from '../support/vault-life.ts';
import type { Trial } from './trial.ts';

/** Rows about keys at rest and the lock of a profile. The catalogue's PROFILE_IN_USE is our STORE_LOCKED, its STORE_CORRUPT our STORE_DAMAGED. */
export const vaultRows: Readonly<Record<string, (trial: Trial) => Promise<void>>> = {
  'ST-010': secondInstance,
  'ST-011': staleLock,
  'ST-016': swap,
  'ST-020': noKeychain,
  'ST-021': anotherKeychain,
  'ST-022': wrongPassphrases,
  'ST-023': absurdParameters,
};

const repository = resolve(import.meta.dirname, '../..');
const common = { host: 'daemon', version: '0.0.0', autoResume: false } as const;

async function inFolder(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'epochscope-vault-'));
  try {
    await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: { readonly code?: string; readonly view?: { readonly code: string } }) => error.view?.code ?? error.code,
  );

async function secondInstance(trial: Trial): Promise<void> {
  await inFolder(async (directory) => {
    const first = await createCore({ ...common, ...testProtection, host: 'desktop', profileDirectory: directory });
    await first.handlers.createIdentity({ name: 'Ada' });
    const before = contentsOf(directory);
    await trial.check(async () => {
      expect(await codeOf(createCore({ ...common, ...testProtection, profileDirectory: directory }))).toBe('STORE_LOCKED');
    });
    await trial.check(async () => {
      const { code, error } = await runCommand(['daemon'], { EPOCHSCOPE_PROFILE_DIR: directory });
      expect([code, error]).toEqual([6, expect.stringContaining('Another program uses this profile directory')]);
    });
    expect(contentsOf(directory)).toEqual(before);
    // The lock holds in every state of the profile: locked, too.
    await trial.check(async () => {
      await first.handlers.lock({ strength: 'stop' });
      expect(await codeOf(createCore({ ...common, ...testProtection, profileDirectory: directory }))).toBe('STORE_LOCKED');
    });
    await first.close();
  });
}

async function staleLock(trial: Trial): Promise<void> {
  await inFolder(async (directory) => {
    const killed = startCommand(['daemon'], { EPOCHSCOPE_PROFILE_DIR: directory });
    await killed.printed('http://');
    killed.child.kill('SIGKILL');
    await killed.ended;
    const starts = async (): Promise<void> => {
      const core = await createCore({ ...common, ...testProtection, profileDirectory: directory });
      expect(await core.handlers.vault({})).toMatchObject({ state: 'open' });
      await core.close();
    };
    await trial.check(starts);
    // The number of the dead process went to one that lives: ours.
    await trial.check(async () => {
      writeFileSync(join(directory, 'profile.owner'), `${JSON.stringify({ pid: process.pid, program: 'daemon', since: 0 })}\n`);
      await starts();
    });
  });
}

/** What cannot be helped is written down, and what can is switched off. */
async function swap(trial: Trial): Promise<void> {
  await trial.check(() => expect(readFileSync(join(repository, 'SECURITY.md'), 'utf8')).toMatch(/swap/));
  await trial.check(() => {
    const sources = readdirSync(join(repository, 'src-main'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const uploading = sources.filter((name) => /crashReporter/.test(readFileSync(join(repository, 'src-main', name), 'utf8')));
    expect(uploading).toEqual([]);
  });
  // test/hosts/private-memory.test.ts runs it.
  await trial.check(() => expect(readFileSync(join(repository, 'scripts/run.mjs'), 'utf8')).toContain('withoutCoreDumps'));
}

async function noKeychain(trial: Trial): Promise<void> {
  for (const availability of ['basic_text', 'none'] as const) {
    const keychain: KeySealer = Object.assign(new ToyKeychain(), { availability });
    await inFolder(async (directory) => {
      const core = await createCore({ ...common, host: 'desktop', profileDirectory: directory, keychain });
      await trial.check(async () => {
        expect(await core.handlers.vault({})).toMatchObject({ state: 'new', keychain: { availability } });
        expect(await codeOf(core.handlers.createIdentity({ name: 'Ada' }))).toBe('LOCKED');
        expect(await codeOf(core.handlers.protect({ passphrase: null, keychain: true, plain: false }))).toBe('KEYRING_UNAVAILABLE');
        expect(readdirSync(directory)).not.toContain('data.key');
      });
      await trial.check(async () => {
        await core.handlers.protect({ passphrase: null, keychain: false, plain: true });
        expect(await core.handlers.app({})).toMatchObject({ keysAtRest: 'plain', warnings: [expect.stringContaining('not protected')] });
      });
      await core.close();
    });
  }
}

async function anotherKeychain(trial: Trial): Promise<void> {
  await inFolder(async (directory) => {
    const desktop = { ...common, host: 'desktop', profileDirectory: directory } as const;
    const first = await createCore({ ...desktop, ...testProtection, opening: null, keychain: new ToyKeychain() });
    await first.handlers.protect({ passphrase: testPassphrase, keychain: true, plain: false });
    await first.handlers.createIdentity({ name: 'Ada' });
    await first.close();
    const before = contentsOf(directory);
    const core = await createCore({ ...desktop, keychain: Object.assign(new ToyKeychain(), { key: 2, accepts: [2] }) });
    await trial.check(async () => {
      expect(await core.handlers.vault({})).toMatchObject({
        state: 'locked',
        ways: ['passphrase', 'keychain'],
        trouble: { code: 'KEYRING_CHANGED' },
      });
      expect(await codeOf(core.handlers.unlock({ by: 'keychain' }))).toBe('KEYRING_CHANGED');
      expect(contentsOf(directory)).toEqual(before);
    });
    // The way out: the passphrase, and then the keychain of today.
    await trial.check(async () => {
      await core.handlers.unlock({ by: 'passphrase', passphrase: testPassphrase });
      expect(await core.handlers.identities({})).toMatchObject([{ name: 'Ada' }]);
      await core.handlers.useKeychain({});
    });
    await core.close();
    await trial.check(async () => {
      const again = await createCore({ ...desktop, keychain: Object.assign(new ToyKeychain(), { key: 2, accepts: [2] }) });
      expect(await again.handlers.vault({})).toMatchObject({ state: 'open', openedBy: 'keychain' });
      await again.close();
    });
  });
}

async function wrongPassphrases(trial: Trial): Promise<void> {
  await inFolder(async (directory) => {
    const clock = new JumpingClock();
    const { handlers } = vaultLife(directory, clock);
    await handlers.protect({ passphrase: testPassphrase, keychain: false, plain: false });
    await handlers.lock({ strength: 'stop' });
    const before = contentsOf(directory);
    const wrong = (passphrase: string) => codeOf(handlers.unlock({ by: 'passphrase', passphrase }));
    const takes = async (attempts: number, work: () => Promise<unknown>): Promise<void> => {
      const begun = clock.now().monotonic;
      await work();
      expect(clock.now().monotonic - begun).toBeGreaterThanOrEqual(200 * attempts);
    };
    for (const passphrase of ['', 'x'.repeat(1024), 'x'.repeat(1025), 'x'.repeat(1_048_000)]) {
      await trial.check(() => takes(1, async () => expect(await wrong(passphrase)).toBe('UNLOCK_FAILED')));
    }
    for (let attempt = 0; attempt < 1000; attempt++) {
      await trial.check(() => takes(1, async () => expect(await wrong(`guess ${attempt}`)).toBe('UNLOCK_FAILED')));
    }
    // Whoever guesses many at once waits as long: one attempt after the other.
    await trial.check(() =>
      takes(20, async () => {
        const outcomes = await Promise.all(Array.from({ length: 20 }, (_, guess) => wrong(`guess ${guess}`)));
        expect(new Set(outcomes)).toEqual(new Set(['UNLOCK_FAILED']));
      }),
    );
    expect(contentsOf(directory)).toEqual(before);
    expect(await handlers.unlock({ by: 'passphrase', passphrase: testPassphrase })).toMatchObject({ state: 'open' });
  });
}

async function absurdParameters(trial: Trial): Promise<void> {
  await inFolder(async (directory) => {
    const path = join(directory, 'data.key');
    const { handlers } = vaultLife(directory, new JumpingClock());
    await handlers.protect({ passphrase: testPassphrase, keychain: false, plain: false });
    await handlers.lock({ strength: 'stop' });
    copyFileSync(path, `${path}.whole`);
    const envelope = decodeEnvelope(readFileSync(path).subarray(0, envelopePageSize));
    const [wrapping] = envelope?.wrappings ?? [];
    if (!envelope || !wrapping) throw new Error('no passphrase was stored');
    // Places in the seal: 1 = log2 of the work factor, 2 = block size, 3 = passes, 4 = bytes of salt.
    for (const [at, value] of [
      [1, 40],
      [1, 64],
      [1, 255],
      [1, 0],
      [2, 255],
      [2, 0],
      [3, 255],
      [3, 0],
      [4, 0],
      [4, 255],
      [0, 9],
    ] as const) {
      const content = wrapping.content.slice();
      if (at === 2 && value === 255) content[1] = 20;
      content[at] = value;
      const page = encodeEnvelope({ ...envelope, wrappings: [{ ...wrapping, content }] });
      writeFileSync(path, Buffer.concat([page, page]));
      const before = readFileSync(path);
      await trial.check(async () => {
        expect(await codeOf(handlers.unlock({ by: 'passphrase', passphrase: testPassphrase }))).toBe('STORE_DAMAGED');
        expect(readFileSync(path).equals(before)).toBe(true);
      });
    }
    copyFileSync(`${path}.whole`, path);
    expect(await handlers.unlock({ by: 'passphrase', passphrase: testPassphrase })).toMatchObject({ state: 'open' });
  });
}

/** Of everything whose change would matter: keys, and what they seal. */
function contentsOf(directory: string): { readonly [name: string]: string } {
  const names = readdirSync(directory).filter((name) => /^(data\.key|keys\.db)$/.test(name));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(directory, name)).toString('base64')]));
}
