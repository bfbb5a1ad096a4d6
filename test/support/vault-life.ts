import { join } from 'node:path';
import { vaultHandlers } from '#main/api/vault/handlers.ts';
import { LifeCycle, type Running } from '#main/api/vault/life-cycle.ts';
import type { Clock } from '#main/hosts/clock.ts';
import { systemRandomness } from '#main/hosts/randomness.ts';
import type { NewAuditEntry } from '#main/store/audit/entry.ts';
import type { KeySealer } from '#main/store/key-sealer.ts';
import { KeyVault } from '#main/store/key-vault.ts';
import type { Json } from '#main/store/store.ts';
import { testProtection } from './protection.ts';

/** A clock that jumps to whatever is due next, so that nothing waits and every delay can be read. */
export class JumpingClock implements Clock {
  #monotonic = 0;

  now() {
    return { wall: 1_800_000_000_000 + this.#monotonic, monotonic: this.#monotonic };
  }

  at(at: number, call: () => void): () => void {
    let cancelled = false;
    queueMicrotask(() => {
      if (cancelled) return;
      this.#monotonic = Math.max(this.#monotonic, at);
      call();
    });
    return () => {
      cancelled = true;
    };
  }
}

/** The lock of a profile with its requests, and in place of a core a note of how often one was opened and closed. */
export function vaultLife(directory: string, clock: Clock, sealer: KeySealer | null = null) {
  const vault = new KeyVault({ path: join(directory, 'data.key'), sealer, cost: testProtection.passphraseCost ?? { logN: 4, r: 1, p: 1 } });
  const settings = new Map<string, Json>();
  const entries: NewAuditEntry[] = [];
  const ran = { opened: 0, closed: 0 };
  const open = (): Running => {
    ran.opened += 1;
    return {
      settings: { read: (name) => settings.get(name), write: (name, value) => void settings.set(name, value) },
      audit: { append: (entry) => void entries.push(entry) },
      close: async () => {
        ran.closed += 1;
      },
    };
  };
  const life = new LifeCycle({ vault, clock, open, changed: () => undefined });
  const handlers = vaultHandlers({ life, vault, randomBytes: (length) => systemRandomness.bytes(length), now: () => clock.now().wall });
  return { life, handlers, ran, entries };
}
