import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SteppedClock } from '../../../test/support/stepped-clock.ts';
import { ToyKeychain } from '../../../test/support/toy-keychain.ts';
import { JumpingClock, vaultLife } from '../../../test/support/vault-life.ts';

const passphrase = 'correct horse';
const protect = { passphrase, keychain: false, plain: false };

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'epochscope-life-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: { readonly code?: string; readonly view?: { readonly code: string } }) => error.view?.code ?? error.code,
  );

describe('a new profile', () => {
  test('is new until somebody chooses, and only then has keys', async () => {
    const { life, handlers, ran } = vaultLife(directory, new JumpingClock());
    expect(await handlers.vault({})).toMatchObject({ state: 'new', protections: [], ways: [], running: false });
    expect(() => life.open).toThrow(expect.objectContaining({ view: expect.objectContaining({ code: 'LOCKED' }) }));
    expect(await handlers.protect(protect)).toMatchObject({ state: 'open', protections: ['passphrase'], openedBy: 'passphrase' });
    expect(ran).toMatchObject({ opened: 1, closed: 0 });
    expect(await codeOf(handlers.protect(protect))).toBe('ALREADY_PROTECTED');
  });

  test.each([
    [{ passphrase: null, keychain: false, plain: false }, 'IPC_BAD_ARGS'],
    [{ passphrase, keychain: false, plain: true }, 'IPC_BAD_ARGS'],
    [{ passphrase: null, keychain: true, plain: true }, 'IPC_BAD_ARGS'],
    [{ passphrase: 'short', keychain: false, plain: false }, 'PASSPHRASE_TOO_SHORT'],
    [{ passphrase: 'x'.repeat(1025), keychain: false, plain: false }, 'PASSPHRASE_TOO_LONG'],
    [{ passphrase: null, keychain: true, plain: false }, 'KEYRING_UNAVAILABLE'],
  ])('%j is refused, and it stays new', async (wanted, code) => {
    const { handlers } = vaultLife(directory, new JumpingClock());
    expect(await codeOf(handlers.protect(wanted))).toBe(code);
    expect(await handlers.vault({})).toMatchObject({ state: 'new' });
  });
});

describe('locking', () => {
  test('the window covers what runs; to stop ends it; the passphrase brings both back', async () => {
    const { life, handlers, ran } = vaultLife(directory, new JumpingClock());
    await handlers.protect(protect);
    expect(await handlers.lock({ strength: 'window' })).toMatchObject({ state: 'locked', running: true, ways: ['passphrase'] });
    expect(() => life.open).toThrow();
    expect(ran).toMatchObject({ opened: 1, closed: 0 });
    expect(await handlers.unlock({ by: 'passphrase', passphrase })).toMatchObject({ state: 'open' });
    expect(ran).toMatchObject({ opened: 1, closed: 0 });
    expect(await handlers.lock({ strength: 'stop' })).toMatchObject({ state: 'locked', running: false });
    expect(ran).toMatchObject({ opened: 1, closed: 1 });
    expect(await handlers.unlock({ by: 'passphrase', passphrase })).toMatchObject({ state: 'open' });
    expect(ran).toMatchObject({ opened: 2, closed: 1 });
  });

  test('from covered to stopped is possible without unlocking', async () => {
    const { handlers, ran } = vaultLife(directory, new JumpingClock());
    await handlers.protect(protect);
    await handlers.lock({ strength: 'window' });
    expect(await handlers.lock({ strength: 'stop' })).toMatchObject({ state: 'locked', running: false });
    expect(ran).toMatchObject({ opened: 1, closed: 1 });
  });

  test('means nothing without protection, and is refused', async () => {
    const { handlers } = vaultLife(directory, new JumpingClock());
    await handlers.protect({ passphrase: null, keychain: false, plain: true });
    expect(await codeOf(handlers.lock({ strength: 'window' }))).toBe('NOTHING_TO_ASK');
    expect(await codeOf(handlers.setAutoLock({ minutes: 5, strength: 'window' }))).toBe('NOTHING_TO_ASK');
  });

  test('asks for the passphrase even where the keychain would open it, and for the keychain where that is all', async () => {
    const keychain = new ToyKeychain();
    const { handlers } = vaultLife(directory, new JumpingClock(), keychain);
    await handlers.protect({ passphrase: null, keychain: true, plain: false });
    expect(await handlers.lock({ strength: 'window' })).toMatchObject({ ways: ['keychain'] });
    expect(await handlers.unlock({ by: 'keychain' })).toMatchObject({ state: 'open' });
    await handlers.changePassphrase({ current: null, next: passphrase });
    expect(await handlers.lock({ strength: 'stop' })).toMatchObject({ ways: ['passphrase'] });
    expect(await codeOf(handlers.unlock({ by: 'keychain' }))).toBe('UNLOCK_FAILED');
    expect(await handlers.unlock({ by: 'passphrase', passphrase })).toMatchObject({ state: 'open' });
  });
});

describe('the automatic lock', () => {
  /** Lets promises settle while the clock stands. */
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  test.each(['window', 'stop'] as const)('locks (%s) after so many minutes without a request, counted from the last one', async (strength) => {
    const clock = new SteppedClock();
    const { life, handlers, ran } = vaultLife(directory, clock);
    await handlers.protect(protect);
    await handlers.setAutoLock({ minutes: 5, strength });
    clock.advance(4 * 60_000);
    life.used();
    clock.advance(4 * 60_000);
    await settled();
    expect(life.isOpen).toBe(true);
    clock.advance(60_001);
    await settled();
    expect(await handlers.vault({})).toMatchObject({
      state: 'locked',
      running: strength === 'window',
      autoLock: { minutes: strength === 'window' ? 5 : null },
    });
    expect(ran.closed).toBe(strength === 'stop' ? 1 : 0);
    expect(clock.waiting).toBe(0);
  });

  test('never locks unless asked to, and can be taken back', async () => {
    const clock = new SteppedClock();
    const { life, handlers } = vaultLife(directory, clock);
    await handlers.protect(protect);
    expect(clock.waiting).toBe(0);
    await handlers.setAutoLock({ minutes: 1, strength: 'window' });
    await handlers.setAutoLock({ minutes: null, strength: 'window' });
    clock.advance(86_400_000);
    await settled();
    expect(life.isOpen).toBe(true);
  });
});

describe('changing the protection', () => {
  test('the passphrase needs the one before, unless a recovery kit opened the profile', async () => {
    const { handlers } = vaultLife(directory, new JumpingClock());
    await handlers.protect(protect);
    expect(await codeOf(handlers.changePassphrase({ current: 'wrong', next: 'battery staple' }))).toBe('UNLOCK_FAILED');
    expect(await codeOf(handlers.changePassphrase({ current: null, next: 'battery staple' }))).toBe('UNLOCK_FAILED');
    const { kit, mark } = await handlers.makeRecoveryKit({});
    expect(mark).toMatch(/^[0-9a-f]{8}$/);
    await handlers.lock({ strength: 'stop' });
    expect(await handlers.unlock({ by: 'recovery', kit })).toMatchObject({ state: 'open', openedBy: 'recovery' });
    await handlers.changePassphrase({ current: null, next: 'battery staple' });
    await handlers.lock({ strength: 'stop' });
    expect(await codeOf(handlers.unlock({ by: 'passphrase', passphrase }))).toBe('UNLOCK_FAILED');
    expect(await handlers.unlock({ by: 'passphrase', passphrase: 'battery staple' })).toMatchObject({ state: 'open' });
  });

  test('a new kit ends the one before; a kit with typing errors names the groups', async () => {
    const { handlers } = vaultLife(directory, new JumpingClock());
    await handlers.protect(protect);
    const first = await handlers.makeRecoveryKit({});
    const second = await handlers.makeRecoveryKit({});
    await handlers.lock({ strength: 'stop' });
    expect(await codeOf(handlers.unlock({ by: 'recovery', kit: first.kit }))).toBe('UNLOCK_FAILED');
    const typo = second.kit.split(' ').with(2, '00000').with(9, 'AAAAA').join(' ');
    await expect(handlers.unlock({ by: 'recovery', kit: typo })).rejects.toMatchObject({
      view: { code: 'RECOVERY_KIT_TYPO', detail: 'look again at groups 3, 10' },
    });
    expect(await handlers.unlock({ by: 'recovery', kit: second.kit })).toMatchObject({ state: 'open' });
  });

  test('a passphrase protects what lay there plainly, and the last protection stays', async () => {
    const { handlers } = vaultLife(directory, new JumpingClock());
    await handlers.protect({ passphrase: null, keychain: false, plain: true });
    expect(await handlers.changePassphrase({ current: null, next: passphrase })).toMatchObject({ protections: ['passphrase'] });
    expect(await codeOf(handlers.removeProtection({ kind: 'passphrase' }))).toBe('LAST_PROTECTION');
    await handlers.makeRecoveryKit({});
    expect(await handlers.removeProtection({ kind: 'recovery' })).toMatchObject({ protections: ['passphrase'] });
  });

  test('needs an open profile', async () => {
    const { handlers } = vaultLife(directory, new JumpingClock());
    await handlers.protect(protect);
    await handlers.lock({ strength: 'window' });
    for (const work of [
      () => handlers.changePassphrase({ current: passphrase, next: 'battery staple' }),
      () => handlers.makeRecoveryKit({}),
      () => handlers.useKeychain({}),
      () => handlers.removeProtection({ kind: 'passphrase' }),
      () => handlers.setAutoLock({ minutes: 1, strength: 'window' }),
    ])
      expect(await codeOf(work())).toBe('LOCKED');
  });
});

test('a profile that cannot be opened stays locked, and can be tried again', async () => {
  const first = vaultLife(directory, new JumpingClock());
  await first.handlers.protect(protect);
  const { handlers, life } = vaultLife(directory, new JumpingClock());
  expect(await handlers.vault({})).toMatchObject({ state: 'locked', running: false });
  await handlers.unlock({ by: 'passphrase', passphrase });
  expect(life.isOpen).toBe(true);
});

test('every change leaves an entry, and an unlock says how many tried in vain before it', async () => {
  const { handlers, entries } = vaultLife(directory, new JumpingClock());
  await handlers.protect(protect);
  await handlers.lock({ strength: 'window' });
  for (const guess of ['one', 'two']) await codeOf(handlers.unlock({ by: 'passphrase', passphrase: guess }));
  await handlers.unlock({ by: 'passphrase', passphrase });
  await handlers.makeRecoveryKit({});
  await handlers.removeProtection({ kind: 'recovery' });
  await handlers.setAutoLock({ minutes: 5, strength: 'stop' });
  await handlers.lock({ strength: 'stop' });
  expect(entries.map(({ action, detail }) => [action, detail])).toEqual([
    ['protection-changed', { changed: 'passphrase', kinds: 'passphrase' }],
    ['profile-locked', { strength: 'window' }],
    ['profile-unlocked', { by: 'passphrase', failures: 2 }],
    ['protection-changed', { changed: 'recovery', kinds: 'passphrase, recovery' }],
    ['protection-changed', { changed: 'recovery', kinds: 'passphrase' }],
    ['auto-lock-changed', { minutes: 5, strength: 'stop' }],
    ['profile-locked', { strength: 'stop' }],
  ]);
});

test('what waits while the core closes opens nothing any more', async () => {
  const { life, handlers, ran } = vaultLife(directory, new JumpingClock());
  await handlers.protect(protect);
  await handlers.lock({ strength: 'stop' });
  const closing = life.close();
  expect(await codeOf(handlers.unlock({ by: 'passphrase', passphrase }))).toBe('CORE_GONE');
  await closing;
  expect(ran).toMatchObject({ opened: 1, closed: 1 });
});
