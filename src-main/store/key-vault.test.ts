import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bytes, toHex } from '#engine/bytes.ts';
import { type Fault, faultyFiles } from '../../test/storage/faulty-files.ts';
import { ToyKeychain } from '../../test/support/toy-keychain.ts';
import { type FileOperations, nodeFileOperations } from './file-operations.ts';
import { decodeEnvelope, encodeEnvelope, envelopePageSize } from './key-envelope.ts';
import type { KeySealer } from './key-sealer.ts';
import { KeyVault, type Opening } from './key-vault.ts';
import { passphraseBytes } from './passphrase-seal.ts';

let directory = '';
let path = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'epochscope-vault-'));
  path = join(directory, 'data.key');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const cost = { logN: 4, r: 1, p: 1 };
const passphrase = (text: string): Opening => ({ kind: 'passphrase', passphrase: passphraseBytes(text) });
const kit: Opening = { kind: 'recovery', key: new Uint8Array(32).fill(7) };

function vault(sealer: KeySealer | null = null, files: FileOperations = nodeFileOperations): KeyVault {
  return new KeyVault({ path, sealer, cost, files });
}

/** Whether the file has these bytes anywhere. */
const fileHolds = (bytes: Bytes | undefined): boolean => bytes !== undefined && readFileSync(path).includes(Buffer.from(bytes));
const hexOf = async (key: Promise<{ export(): Uint8Array }>): Promise<string> => toHex((await key).export());
const outcome = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: { code: string }) => error.code,
  );

describe('a data key in an envelope', () => {
  test('is had by each of its protections, and by nothing else', async () => {
    const keychain = new ToyKeychain();
    const key = await hexOf(vault(keychain).create([passphrase('correct horse'), { kind: 'keychain' }, kit]));
    expect(vault(keychain).kinds()).toEqual(['passphrase', 'keychain', 'recovery']);
    for (const opening of [passphrase('correct horse'), { kind: 'keychain' } as const, kit]) {
      expect(await hexOf(vault(keychain).unlock(opening))).toBe(key);
    }
    for (const opening of [passphrase('wrong'), { kind: 'plain' } as const, { kind: 'recovery', key: new Uint8Array(32) } as const]) {
      expect(await outcome(vault(keychain).unlock(opening))).toBe('UNLOCK_FAILED');
    }
  });

  test('is in a file of mode 0600 and one size for ever', async () => {
    const key = await vault().create([{ kind: 'plain' }]);
    const sizes = new Set([statSync(path).size]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await vault().protect(key, passphrase('one'), ['plain']);
    sizes.add(statSync(path).size);
    await vault().protect(key, kit);
    sizes.add(statSync(path).size);
    expect([...sizes]).toEqual([2 * envelopePageSize]);
  });

  test('[bad:ST-013] a changed passphrase leaves no byte of the old wrapping, a removed one none of its own', async () => {
    const key = await vault().create([passphrase('old'), kit]);
    const before = decodeEnvelope(readFileSync(path).subarray(0, envelopePageSize));
    const [old, recovery] = before?.wrappings ?? [];
    await vault().protect(key, passphrase('new'));
    expect(fileHolds(old?.content)).toBe(false);
    expect(fileHolds(recovery?.content)).toBe(true);
    vault().remove('recovery');
    expect(fileHolds(recovery?.content)).toBe(false);
    expect(await outcome(vault().unlock(passphrase('old')))).toBe('UNLOCK_FAILED');
    expect(await outcome(vault().unlock(passphrase('new')))).toBe('done');
  });

  test('the last protection stays', async () => {
    await vault().create([passphrase('only')]);
    expect(() => vault().remove('passphrase')).toThrow(expect.objectContaining({ code: 'LAST_PROTECTION' }));
    vault().remove('recovery');
    expect(vault().kinds()).toEqual(['passphrase']);
  });

  test('a wrapping moved to another file, or called another kind, does not open', async () => {
    await vault().create([passphrase('same'), kit]);
    const [mine, mineKit] = decodeEnvelope(readFileSync(path).subarray(0, envelopePageSize))?.wrappings ?? [];
    rmSync(path);
    await vault().create([passphrase('same')]);
    const theirs = decodeEnvelope(readFileSync(path).subarray(0, envelopePageSize));
    if (!theirs || !mine || !mineKit) throw new Error('the envelope was not written');
    for (const wrappings of [[mine], [{ kind: 'recovery', content: mineKit.content } as const]]) {
      const page = encodeEnvelope({ ...theirs, generation: 9n, wrappings });
      writeFileSync(path, Buffer.concat([page, page]));
      expect(await outcome(vault().unlock(passphrase('same')))).toBe('UNLOCK_FAILED');
      expect(await outcome(vault().unlock(kit))).toBe('UNLOCK_FAILED');
    }
  });
});

describe('a file of version 1', () => {
  const key = new Uint8Array(32).fill(9);
  beforeEach(() => writeFileSync(path, Buffer.concat([Buffer.from('EPSKEY\0\x01', 'latin1'), key])));

  test('opens as plain, and is protected in place', async () => {
    expect(vault().kinds()).toEqual(['plain']);
    const opened = await vault().unlock({ kind: 'plain' });
    expect(toHex(opened.export())).toBe(toHex(key));
    await vault().protect(opened, passphrase('now'), ['plain']);
    expect(vault().kinds()).toEqual(['passphrase']);
    expect(fileHolds(key)).toBe(false);
    expect(await hexOf(vault().unlock(passphrase('now')))).toBe(toHex(key));
    expect(await outcome(vault().unlock({ kind: 'plain' }))).toBe('UNLOCK_FAILED');
  });
});

describe.each<Fault>(['not-done', 'half-done', 'done'])('a crash at any file call (%s)', (fault) => {
  test.each(['version 1', 'version 2'])(
    'leaves the old state or the new one (%s), and the next unlock removes what is left of the old one',
    async (version) => {
      for (let fatal = 1; ; fatal++) {
        rmSync(path, { force: true });
        if (version === 'version 1') writeFileSync(path, Buffer.concat([Buffer.from('EPSKEY\0\x01', 'latin1'), new Uint8Array(32).fill(9)]));
        else await vault().create([{ kind: 'plain' }]);
        const key = await vault().unlock({ kind: 'plain' });
        const files = faultyFiles(fatal, fault);
        const changed = await outcome(vault(null, files).protect(key, passphrase('new'), ['plain']));
        const kinds = vault().kinds();
        expect([['plain'], ['passphrase']]).toContainEqual(kinds);
        if (changed === 'done') expect(kinds).toEqual(['passphrase']);
        const opening = kinds[0] === 'plain' ? ({ kind: 'plain' } as const) : passphrase('new');
        expect(toHex((await vault().unlock(opening)).export())).toBe(toHex(key.export()));
        if (kinds[0] === 'passphrase') expect(fileHolds(key.export())).toBe(false);
        if (changed === 'done' && files.calls() < fatal) break;
      }
    },
  );
});

describe('damage', () => {
  test('of one page is mended by the other; of both it is said, and the file is left as it is', async () => {
    await vault().create([passphrase('right')]);
    const whole = readFileSync(path);
    for (let at = 0; at < envelopePageSize; at += 101) {
      for (const offset of [at, at + envelopePageSize]) {
        const damaged = Buffer.from(whole);
        damaged[offset] = (damaged[offset] ?? 0) ^ 1;
        writeFileSync(path, damaged);
        expect(vault().kinds()).toEqual(['passphrase']);
      }
      const damaged = Buffer.from(whole);
      for (const offset of [at, at + envelopePageSize]) damaged[offset] = (damaged[offset] ?? 0) ^ 1;
      writeFileSync(path, damaged);
      expect(() => vault().kinds()).toThrow(expect.objectContaining({ code: 'STORE_DAMAGED' }));
      expect(readFileSync(path).equals(damaged)).toBe(true);
    }
  });

  test.each([0, 1, 8, 39, 41, 100, envelopePageSize - 1])('a file of %i bytes is damaged', (length) => {
    writeFileSync(path, Buffer.alloc(length, 'EPSKEY\0\x01'));
    expect(() => vault().kinds()).toThrow(expect.objectContaining({ code: 'STORE_DAMAGED' }));
  });

  test('a missing file is said', () => {
    expect(vault().exists()).toBe(false);
    expect(() => vault().kinds()).toThrow(expect.objectContaining({ code: 'DATA_KEY_MISSING' }));
  });
});

describe('the keychain', () => {
  test('[bad:ST-020] that is none, or basic_text, protects nothing', async () => {
    const keychain = new ToyKeychain();
    for (const availability of ['none', 'basic_text'] as const) {
      keychain.availability = availability;
      expect(await outcome(vault(keychain).create([{ kind: 'keychain' }]))).toBe('KEYRING_UNAVAILABLE');
      expect(vault(keychain).exists()).toBe(false);
    }
    expect(await outcome(vault(null).create([{ kind: 'keychain' }]))).toBe('KEYRING_UNAVAILABLE');
  });

  test('[bad:ST-021] that changed is said, nothing is touched, and the passphrase still opens', async () => {
    const keychain = new ToyKeychain();
    await vault(keychain).create([passphrase('way out'), { kind: 'keychain' }]);
    const before = readFileSync(path);
    const changes: readonly Partial<KeySealer & ToyKeychain>[] = [
      { accepts: [] },
      { availability: 'none' },
      { availability: 'basic_text' },
      { unseal: async () => ({ secret: new Uint8Array(32), again: false }) },
      { unseal: async () => ({ secret: new Uint8Array(7), again: false }) },
    ];
    for (const change of changes) {
      const changed = Object.assign(new ToyKeychain(), change);
      expect(await outcome(vault(changed).unlock({ kind: 'keychain' }))).toBe('KEYRING_CHANGED');
    }
    expect(await outcome(vault(null).unlock({ kind: 'keychain' }))).toBe('KEYRING_CHANGED');
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(await outcome(vault(keychain).unlock(passphrase('way out')))).toBe('done');
  });

  test('that has a new key of its own gets the secret sealed again', async () => {
    const keychain = new ToyKeychain();
    const key = await hexOf(vault(keychain).create([{ kind: 'keychain' }]));
    Object.assign(keychain, { key: 2, accepts: [1, 2] });
    expect(await hexOf(vault(keychain).unlock({ kind: 'keychain' }))).toBe(key);
    keychain.accepts = [2];
    expect(await hexOf(vault(keychain).unlock({ kind: 'keychain' }))).toBe(key);
  });

  test('that cannot seal again opens all the same', async () => {
    const keychain = new ToyKeychain();
    const key = await hexOf(vault(keychain).create([{ kind: 'keychain' }]));
    Object.assign(keychain, { key: 2, seal: () => Promise.reject(new Error('the keychain is closed')) });
    expect(await hexOf(vault(keychain).unlock({ kind: 'keychain' }))).toBe(key);
  });
});
