import type { Session } from '#engine/two-party/session.ts';
import { StoreError } from './store-error.ts';

/** KeyPackage references remembered against replay. R-KP: "LRU 10000". */
export const replayCacheSize = 10_000;

/** Strangers remembered. Our own limit. */
export const knockingSize = 256;

/** How far a stored session is. */
export interface StoredStep extends Pick<Session, 'generation' | 'standing'> {
  readonly forgotten: boolean;
}

/**
 * A save continues what is stored, or starts a session. R-PERSIST, "a monotonic generation".
 *
 * @throws {StoreError} `GENERATION_CONFLICT`, `NOT_FOUND`
 */
export function checkSuccessor(session: Session, stored: StoredStep | null): void {
  if (stored?.forgotten || (stored === null && session.generation > 1n)) {
    throw new StoreError('NOT_FOUND', ['session-forgotten', session.id]);
  }
  if (stored?.standing === 'suspect') {
    throw new StoreError('NOT_FOUND', ['session-suspect', session.id]);
  }
  if (stored !== null && session.generation !== stored.generation + 1n) {
    throw new StoreError(
      'GENERATION_CONFLICT',
      `session ${session.id} is stored at step ${stored.generation}; step ${session.generation} does not follow it`,
    );
  }
}

export function keyPackageReplayed(): StoreError {
  return new StoreError('KEY_PACKAGE_REPLAYED', ['key-package-seen']);
}

export function restored(id: string): StoreError {
  return new StoreError('SESSION_RESTORED', ['session-restored', id]);
}

export function rolledBack(id: string): StoreError {
  return new StoreError(
    'ROLLBACK_DETECTED',
    `session ${id} is older than its key slots: the profile was restored from an earlier copy. It is never used again; connect anew to replace it`,
  );
}
