import type { Realm } from '#main/hosts/realm.ts';
import { comparePlaces, type Page, type Place } from '#main/store/paging.ts';
import { isDescending, orderKey, type SessionFilter, type SessionQuery } from '#main/store/session-query.ts';
import type { SessionRow } from '#main/store/store.ts';
import type { PageView } from '#shared/contract/lists.ts';
import type { SessionParams, SessionView } from '#shared/contract/sessions.ts';
import type { CoreParts } from '../core-parts.ts';
import { present } from '../present.ts';
import { sessionView, sessionViewId } from './views.ts';

const defaultLimit = 50;

interface Placed {
  readonly place: Place;
  readonly realm: Realm;
  readonly row: SessionRow;
}

/** One page over the sessions of all realms: the stored ones by index, and the few of demonstrations, which live in memory. */
export function sessionPage(parts: CoreParts, params: SessionParams): PageView<SessionView> {
  const query = queryOf(params);
  const descending = isDescending(query);
  const pages = [...parts.realms].map((realm) => realmPage(parts, realm, query, params.live, descending));
  const placed = pages.flatMap(({ rows }) => rows).sort((a, b) => comparePlaces(a.place, b.place, descending));
  const shown = placed.slice(0, query.limit);
  const more = placed.length > shown.length || pages.some(({ more }) => more);
  return {
    rows: shown.map(({ realm, row }) => sessionView(realm, row, parts.connections)),
    next: more ? (shown.at(-1)?.place ?? null) : null,
    total: { count: pages.reduce((sum, { total }) => sum + total.count, 0), more: pages.some(({ total }) => total.more) },
  };
}

export function sessionCount({ realms }: CoreParts): number {
  return [...realms].reduce((sum, { store }) => sum + store.sessions.count(), 0);
}

/** A realm's session by the id that lists give it. */
export function locateSession({ realms }: CoreParts, viewId: string): { readonly realm: Realm; readonly row: SessionRow } | null {
  for (const realm of realms) {
    const row = realm.ephemeral
      ? realm.store.sessions.list().find(({ id }) => sessionViewId(realm, id) === viewId)
      : realm.store.sessions.find(viewId);
    if (row) return { realm, row };
  }
  return null;
}

interface RealmPage extends Pick<Page<never>, 'total'> {
  readonly rows: readonly Placed[];
  readonly more: boolean;
}

function realmPage({ connections }: CoreParts, realm: Realm, query: SessionQuery, live: boolean | undefined, descending: boolean): RealmPage {
  const ids = connections.liveSessions(realm);
  const filter: SessionFilter = { ...query.filter, ...(live === undefined ? {} : live ? { only: ids } : { except: ids }) };
  // ids of demonstrations are not those of their sessions, so that a place means nothing to their stores
  const part = realm.ephemeral ? { after: null, limit: Number.MAX_SAFE_INTEGER } : {};
  const page = realm.store.sessions.page({ ...query, filter, ...part });
  const placed = page.rows.map((row) => ({ realm, row, place: { key: orderKey(row, query.order), id: sessionViewId(realm, row.id) } }));
  const { after } = query;
  return {
    rows: after === null ? placed : placed.filter(({ place }) => comparePlaces(place, after, descending) > 0),
    more: page.next !== null,
    total: page.total,
  };
}

function queryOf(params: SessionParams): SessionQuery {
  const { search, standing, pending, profile, suite, credential, hideExpired, usedBefore, createdBefore, sizeAtLeast, peer, id } = params;
  const quarantined = standing === 'quarantined';
  const filter = present<SessionFilter>({
    search,
    ...(standing === undefined ? {} : quarantined ? { quarantined } : { standing, quarantined }),
    pending,
    profile,
    suite,
    credential,
    hideExpired,
    usedBefore,
    createdBefore,
    sizeAtLeast,
    peerFingerprint: peer,
    idPrefix: id,
  });
  const { order = 'used', reversed = false, after = null, limit = defaultLimit } = params;
  return { filter, order, reversed, after, limit };
}
