import { fillProfile } from '../../support/bulk-store.ts';
import { sampleAbout, samplePending, sampleSession } from '../../storage/sample-session.ts';
import { sampleCodec } from '../../storage/profiles-on-disk.ts';

const dayMs = 86_400_000;

/** How many of them there are. */
export const manySessions = 3_000;

/** A profile with {@link manySessions} sessions and a pin for every tenth of them. */
export function fillWithSessions(folder: string): void {
  const now = Date.now();
  fillProfile(
    folder,
    sampleCodec,
    (bytes) => bytes.fill(0),
    manySessions,
    ({ sessions, pins }, index) => {
      const name = index % 1_000 === 7 ? `Zebra ${index}` : `Peer ${String(index).padStart(4, '0')}`;
      const session = sampleSession(name, 1n, {
        standing: index % 500 === 3 ? 'suspect' : 'confirmed',
        createdAt: now - 200 * dayMs,
        pending: index === 11 ? samplePending(name, 1n) : null,
      });
      sessions.save(
        session,
        {
          ...sampleAbout,
          connectionId: null,
          peerName: name,
          peerFingerprint: 'ABCD EFGH IJKL',
          address: `10.0.${index >> 8}.${index & 255}:7443`,
          lastUsedAt: now - index * 120_000,
          credential: index % 3 === 0 ? 'first-use' : 'pinned',
        },
        null,
      );
      if (index % 10 !== 0) return;
      const publicKey = new Uint8Array(32).map((_, at) => (at < 4 ? index >> (8 * at) : at));
      pins.add({ label: name, kind: 'explicit', address: null, scheme: 0x0807, publicKey, name, fixed: index === 0 }, now);
    },
  );
}
