import { HostError } from '#main/hosts/host-error.ts';
import type { SessionRequests, SessionTopics } from '#shared/contract/sessions.ts';
import type { HandlersOf } from '#shared/contract.ts';
import type { CoreParts } from '../core-parts.ts';
import type { SessionKey } from '../publisher.ts';
import { locateSession, sessionCount, sessionPage } from './pages.ts';
import { sessionDetailView, sessionView, sessionViewId } from './views.ts';

/** Sessions that are stored, and what can be done to them. */
export function sessionHandlers(parts: CoreParts): HandlersOf<SessionRequests> {
  const { connections } = parts;
  const forget = (viewId: string): boolean => {
    const found = locateSession(parts, viewId);
    if (found !== null) connections.sessionEnds.forget(found.realm, found.row.id);
    return found !== null;
  };
  return {
    sessions: async (params) => sessionPage(parts, params),
    session: async ({ sessionId }) => detail(parts, sessionId),
    forgetSession: async ({ sessionId }) => {
      if (!forget(sessionId)) throw new HostError('UNKNOWN_SESSION');
      return null;
    },
    forgetSessions: async ({ sessionIds }) => ({ forgotten: sessionIds.filter(forget).length }),
    suspectSession: async ({ sessionId }) => {
      const found = locateSession(parts, sessionId);
      if (found === null) throw new HostError('UNKNOWN_SESSION');
      connections.sessionEnds.suspect(found.realm, found.row.id);
      return detail(parts, sessionId);
    },
  };
}

/** What is told of sessions that changed. */
export function sessionsChange(parts: CoreParts, keys: readonly SessionKey[], all: boolean): SessionTopics['sessionsChanged'] {
  const named = keys.map(([owner, id]) => {
    const realm = [...parts.realms].find((one) => one.id === owner.id);
    const row = realm?.store.sessions.find(id) ?? null;
    const view = realm === undefined || row === null ? null : sessionView(realm, row, parts.connections);
    return { viewId: sessionViewId(owner, id), view };
  });
  return {
    total: sessionCount(parts),
    changed: named.flatMap(({ view }) => view ?? []),
    removed: named.flatMap(({ viewId, view }) => (view === null ? [viewId] : [])),
    all,
  };
}

function detail(parts: CoreParts, viewId: string) {
  const found = locateSession(parts, viewId);
  if (found === null) throw new HostError('UNKNOWN_SESSION');
  return sessionDetailView(found.realm, found.row, parts.connections);
}
