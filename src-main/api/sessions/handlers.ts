import { HostError } from '#main/hosts/host-error.ts';
import type { SessionRequests } from '#shared/contract/sessions.ts';
import type { HandlersOf } from '#shared/contract.ts';
import type { SessionView } from '#shared/views.ts';
import type { CoreParts } from '../core-parts.ts';
import { sessionView } from '../views.ts';

/** Sessions that are stored, and forgetting them. */
export function sessionHandlers(parts: CoreParts): HandlersOf<SessionRequests> {
  return {
    sessions: async () => allSessions(parts),
    forgetSession: async ({ sessionId }) => {
      forgetSession(parts, sessionId);
      return null;
    },
  };
}

/** Sessions of every realm. */
export function allSessions({ realms, connections }: CoreParts): readonly SessionView[] {
  return [...realms].flatMap((realm) => realm.store.sessions.list().map((row) => sessionView(realm, row, connections)));
}

function forgetSession({ realms, connections }: CoreParts, viewId: string): void {
  for (const realm of realms) {
    for (const row of realm.store.sessions.list()) {
      if (sessionView(realm, row, connections).id === viewId) return connections.forgetSession(realm, row.id);
    }
  }
  throw new HostError('UNKNOWN_SESSION');
}
