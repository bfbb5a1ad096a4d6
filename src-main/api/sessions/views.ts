import type { Connections } from '#main/hosts/connections.ts';
import { HostError } from '#main/hosts/host-error.ts';
import type { LogicalConnection } from '#main/hosts/logical-connection.ts';
import type { Realm } from '#main/hosts/realm.ts';
import { rowObstacle } from '#main/hosts/resume-obstacle.ts';
import type { SessionRow } from '#main/store/store.ts';
import { shortOfFull } from '#main/trust/fingerprint.ts';
import type { SessionDetailView, SessionView } from '#shared/contract/sessions.ts';
import type { PeerView } from '#shared/views.ts';
import { obstacleView, peerView } from '../views.ts';

/** The id a session has in lists: both ends of a demo pair hold one session, each in a realm of its own. */
export function sessionViewId(realm: Pick<Realm, 'id' | 'ephemeral'>, sessionId: string): string {
  return realm.ephemeral ? `${sessionId.slice(0, 32)}~${realm.id.slice(0, 8)}` : sessionId;
}

/** One line of the list: of a connection that is not in memory it says what the row says, so that a page reads no other table. */
export function sessionView(realm: Realm, row: SessionRow, connections: Connections): SessionView {
  return viewOf(realm, row, connections.inMemory(realm, row.id));
}

function viewOf(realm: Realm, row: SessionRow, connection: LogicalConnection | null): SessionView {
  return {
    id: sessionViewId(realm, row.id),
    connectionId: connection?.id ?? row.connectionId ?? '',
    peer: sessionPeer(row, connection),
    address: row.address,
    profile: row.profile,
    suite: row.suite,
    epoch: String(row.epoch),
    standing: row.quarantine === null ? row.standing : 'quarantined',
    foundingRole: row.foundingRole,
    live: connection?.live ?? false,
    insecure: row.insecure,
    credential: row.credential,
    pending: row.pending ?? 'none',
    createdAt: row.createdAt,
    lastUsedAt: row.lastUsedAt,
    size: row.size,
    ...obstacleView(obstacleOf(realm, row, connection)),
  };
}

export function sessionDetailView(realm: Realm, row: SessionRow, connections: Connections): SessionDetailView {
  const connection = connections.peek(realm, row);
  return {
    ...viewOf(realm, row, connection),
    identityId: row.identityId,
    identityName: realm.store.identities.find(row.identityId)?.name ?? null,
    direction: row.direction,
    marked: row.marked,
    generation: String(row.generation),
    connection:
      connection === null
        ? null
        : {
            label: connection.label,
            attempts: connection.facts.attempts,
            updates: { ours: connection.facts.updatesByUs, theirs: connection.facts.updatesByPeer },
          },
  };
}

/** A state that a refusal left says nothing of how it was accepted before. */
const acceptedBy: { readonly [C in SessionRow['credential']]: PeerView['accepted'] } = {
  pinned: 'pinned',
  'first-use': 'first use',
  certificate: 'certificate',
  listed: 'listed',
  unchecked: 'any (insecure)',
  changed: 'not yet',
  expired: 'not yet',
  revoked: 'not yet',
  unknown: 'not yet',
};

function sessionPeer(row: SessionRow, connection: LogicalConnection | null): PeerView {
  const peer = connection?.facts.peer ?? null;
  if (peer !== null) return peerView(peer);
  const fingerprint = { full: row.peerFingerprint, short: shortOfFull(row.peerFingerprint) };
  return { name: row.peerName, fingerprint, accepted: row.insecure ? 'any (insecure)' : acceptedBy[row.credential] };
}

function obstacleOf({ store }: Realm, row: SessionRow, connection: LogicalConnection | null): HostError | null {
  return rowObstacle(row, store.sessions) ?? connectionObstacle(row, connection);
}

/** What is in the way of a session that can be resumed as such. */
function connectionObstacle(row: SessionRow, connection: LogicalConnection | null): HostError | null {
  if (row.connectionId === null && connection === null) return new HostError('CONNECTION_REMOVED');
  if (connection === null) return row.direction === 'inbound' ? new HostError('CANNOT_DIAL') : null;
  if (connection.live) return connection.obstacle;
  return connection.settings.dial === null ? new HostError('CANNOT_DIAL') : null;
}
