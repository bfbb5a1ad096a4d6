import type { ProfileName } from '#engine/two-party/roles.ts';
import { digitTerms, joinedTerms } from './digit-terms.ts';
import type { Page, PageRequest } from './paging.ts';
import { pageOf } from './paging.ts';
import { isFound, searchTerms, searchWords } from './search-words.ts';
import type { SessionRow } from './store.ts';

/** What was last found out about the peer's credential. `unknown`: nobody noted it. */
export const credentialStates = ['pinned', 'first-use', 'certificate', 'listed', 'unchecked', 'changed', 'expired', 'revoked', 'unknown'] as const;
export type CredentialState = (typeof credentialStates)[number];

export const sessionOrders = ['used', 'created', 'epoch', 'peer'] as const;
export type SessionOrder = (typeof sessionOrders)[number];

/** Which sessions; what is absent does not matter. */
export interface SessionFilter {
  /** Words that begin a word of the peer's name, of its fingerprint, of the address or of the ids. */
  readonly search?: string;
  readonly standing?: SessionRow['standing'];
  readonly quarantined?: boolean;
  /** `none`: nothing is under way; `any`: something is. */
  readonly pending?: NonNullable<SessionRow['pending']> | 'none' | 'any';
  readonly profile?: ProfileName;
  readonly suite?: number;
  readonly credential?: CredentialState;
  /** Leaves out those whose peer's credential was found expired. */
  readonly hideExpired?: boolean;
  readonly peerFingerprint?: string;
  readonly connectionId?: string;
  /** The beginning of its id or of its connection's. */
  readonly idPrefix?: string;
  /** Not used since: milliseconds since 1970. */
  readonly usedBefore?: number;
  readonly createdBefore?: number;
  /** Stored bytes. */
  readonly sizeAtLeast?: number;
  readonly only?: readonly string[];
  readonly except?: readonly string[];
}

export interface SessionQuery extends PageRequest<SessionOrder> {
  readonly filter: SessionFilter;
}

/** The first page of everything: last used first. */
export const latestSessions: SessionQuery = { filter: {}, order: 'used', reversed: false, after: null, limit: 50 };

/** Newest and highest first, names from A to Z. */
export function isDescending({ order, reversed }: Pick<SessionQuery, 'order' | 'reversed'>): boolean {
  return (order !== 'peer') !== reversed;
}

/** What a session is found by. */
export function sessionTerms(row: Pick<SessionRow, 'id' | 'peerName' | 'peerFingerprint' | 'address' | 'connectionId'>): string {
  const words = searchTerms([row.peerName, row.peerFingerprint, row.address, row.id, row.connectionId]);
  return joinedTerms(words, digitTerms(row.peerFingerprint));
}

/** The same as the database does, over rows in memory. */
export function querySessions(rows: readonly SessionRow[], query: SessionQuery): Page<SessionRow> {
  const matching = rows.filter((row) => fits(row, query.filter));
  return pageOf(matching, (row) => orderKey(row, query.order), isDescending(query), query);
}

export function orderKey(row: SessionRow, order: SessionOrder): number | string {
  switch (order) {
    case 'used':
      return row.lastUsedAt;
    case 'created':
      return row.createdAt;
    case 'epoch':
      return String(row.epoch).padStart(20, '0');
    case 'peer':
      return asciiLower(row.peerName);
    default:
      return order satisfies never;
  }
}

/** As SQLite's `lower`. */
export function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function fits(row: SessionRow, filter: SessionFilter): boolean {
  const { search, standing, quarantined, pending, profile, suite, credential, hideExpired, peerFingerprint, connectionId, idPrefix } = filter;
  const { usedBefore, createdBefore, sizeAtLeast, only, except } = filter;
  const tests = [
    search === undefined || isFound(sessionTerms(row), searchWords(search)),
    standing === undefined || row.standing === standing,
    quarantined === undefined || (row.quarantine !== null) === quarantined,
    pending === undefined || (pending === 'any' ? row.pending !== null : (row.pending ?? 'none') === pending),
    profile === undefined || row.profile === profile,
    suite === undefined || row.suite === suite,
    credential === undefined || row.credential === credential,
    hideExpired !== true || row.credential !== 'expired',
    peerFingerprint === undefined || row.peerFingerprint === peerFingerprint,
    connectionId === undefined || row.connectionId === connectionId,
    idPrefix === undefined || row.id.startsWith(idPrefix) || row.connectionId?.startsWith(idPrefix) === true,
    usedBefore === undefined || row.lastUsedAt < usedBefore,
    createdBefore === undefined || row.createdAt < createdBefore,
    sizeAtLeast === undefined || row.size >= sizeAtLeast,
    only === undefined || only.includes(row.id),
    except === undefined || !except.includes(row.id),
  ];
  return tests.every(Boolean);
}
