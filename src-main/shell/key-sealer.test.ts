import { expect, test } from 'vitest';
import { electronKeySealer } from './key-sealer.ts';

type Backend = 'basic_text' | 'gnome_libsecret' | 'unknown';

/** Electron's storage as its documentation describes it. */
function storage(backend: Backend, works: boolean, shouldReEncrypt = false) {
  return {
    isAsyncEncryptionAvailable: async () => works,
    getSelectedStorageBackend: () => backend,
    encryptStringAsync: async (text: string) => Buffer.from(`v10${text}`),
    decryptStringAsync: async (blob: Buffer) => ({ result: blob.toString().slice(3), shouldReEncrypt }),
  };
}

test.each<[Backend, boolean, NodeJS.Platform, object]>([
  ['gnome_libsecret', true, 'linux', { availability: 'real', backend: 'gnome_libsecret' }],
  ['gnome_libsecret', false, 'linux', { availability: 'none', backend: 'gnome_libsecret' }],
  ['basic_text', true, 'linux', { availability: 'basic_text', backend: 'basic_text' }],
  ['unknown', true, 'linux', { availability: 'none', backend: 'unknown' }],
  ['unknown', true, 'darwin', { availability: 'real', backend: 'Keychain' }],
  ['unknown', true, 'win32', { availability: 'real', backend: 'DPAPI' }],
  ['unknown', false, 'darwin', { availability: 'none', backend: 'Keychain' }],
])('[bad:ST-020] %s, working %s, on %s', async (backend, works, platform, expected) => {
  expect(await electronKeySealer(storage(backend, works), platform).available()).toEqual(expected);
});

test('any bytes come back, and a key of the keychain that has changed is told', async () => {
  const secret = Uint8Array.from({ length: 32 }, (_, index) => (index * 91) & 255);
  for (const again of [false, true]) {
    const sealer = electronKeySealer(storage('gnome_libsecret', true, again), 'linux');
    expect(await sealer.unseal(await sealer.seal(secret))).toEqual({ secret, again });
  }
});
