import type { SafeStorage } from 'electron';
import type { Bytes } from '#engine/bytes.ts';
import type { KeySealer, SealerAvailability } from '../store/key-sealer.ts';

type Storage = Pick<SafeStorage, 'decryptStringAsync' | 'encryptStringAsync' | 'getSelectedStorageBackend' | 'isAsyncEncryptionAvailable'>;

/** What Electron calls the keychains that are none: one with a fixed password, and one it has not looked for yet. */
const worthless: readonly string[] = ['basic_text', 'unknown'];

/**
 * The keychain of the operating system through Electron: Keychain, DPAPI, libsecret or KWallet. Its synchronous calls can block the
 * whole app behind a dialog of the system; only the asynchronous ones are used.
 */
export function electronKeySealer(storage: Storage, platform: NodeJS.Platform = process.platform): KeySealer {
  return {
    async available() {
      const works = await storage.isAsyncEncryptionAvailable();
      const backend = backendOf(storage, platform);
      return { availability: availabilityOf(works, backend), backend };
    },
    // Electron takes text alone; base64 of 32 random bytes says nothing for long, but cannot be overwritten afterwards.
    seal: async (secret) => plain(await storage.encryptStringAsync(Buffer.from(secret).toString('base64'))),
    async unseal(blob) {
      const { result, shouldReEncrypt } = await storage.decryptStringAsync(Buffer.from(blob));
      return { secret: plain(Buffer.from(result, 'base64')), again: shouldReEncrypt };
    },
  };
}

function backendOf(storage: Storage, platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'Keychain';
  return platform === 'win32' ? 'DPAPI' : storage.getSelectedStorageBackend();
}

function availabilityOf(works: boolean, backend: string): SealerAvailability {
  if (backend === 'basic_text') return 'basic_text';
  return works && !worthless.includes(backend) ? 'real' : 'none';
}

/** Memory of its own: Node keeps small buffers in a pool that others read. */
function plain(buffer: Buffer): Bytes {
  const bytes = new Uint8Array(buffer);
  buffer.fill(0);
  return bytes;
}
