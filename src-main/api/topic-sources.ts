import type { CoreParts } from './core-parts.ts';
import { Publisher } from './publisher.ts';
import { sessionsChange } from './sessions/handlers.ts';
import { connectionView, epochView, identityView, knockView, listenerView } from './views.ts';

/** Tells those who look at a core what changed; each value is read from its parts when a batch leaves. */
export function publisherOf(parts: CoreParts): Publisher {
  const { realm, connections, listeners } = parts;
  const { store, traces, notices } = realm;
  return new Publisher(realm.clock, {
    identitiesChanged: () => realm.identities.list().map(identityView),
    listenersChanged: () => [...listeners.values()].map(listenerView),
    knocksChanged: () => store.knocking.list().map(knockView),
    pinsChanged: () => ({ total: store.pins.count() }),
    sessions: (keys, all) => sessionsChange(parts, keys, all),
    noticesChanged: () => notices.list(),
    auditChanged: () => store.audit.head().sequence,
    jobsChanged: () => parts.jobs.list(),
    laboratoryChanged: () => parts.laboratory.runs.map(({ view }) => view),
    connection: (id) => {
      const connection = connections.find(id);
      return connection === null || connection.hidden ? null : connectionView(connection);
    },
    epochs: (connectionId) => traces.epochs(connectionId).map(epochView),
  });
}
