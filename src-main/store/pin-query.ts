import { fullFingerprint } from '#main/trust/fingerprint.ts';
import { type Page, type PageRequest, pageOf } from './paging.ts';
import { digitTerms, joinedTerms } from './digit-terms.ts';
import { lookTerms } from './look-terms.ts';
import { isFound, searchTerms, searchWords } from './search-words.ts';
import { asciiLower } from './session-query.ts';
import type { Pin } from './pin-table.ts';

export const pinOrders = ['created', 'name', 'seen'] as const;
export type PinOrder = (typeof pinOrders)[number];

/** Which pins; what is absent does not matter. */
export interface PinFilter {
  /** Words that begin a word of the label, of the name, of the fingerprint or of the address. */
  readonly search?: string;
  readonly kind?: Pin['kind'];
  readonly fixed?: boolean;
  /** Bound to an address, or good anywhere. */
  readonly anywhere?: boolean;
  /** The beginning of its id. */
  readonly idPrefix?: string;
}

export interface PinQuery extends PageRequest<PinOrder> {
  readonly filter: PinFilter;
}

/** Latest first, names from A to Z. */
export function isPinDescending({ order, reversed }: Pick<PinQuery, 'order' | 'reversed'>): boolean {
  return (order !== 'name') !== reversed;
}

/** What a peer is called: by itself, if it was seen, and by us. */
export function pinNames({ label, name }: Pick<Pin, 'label' | 'name'>): readonly string[] {
  return name === null ? [label] : [name, label];
}

/** What a pin is found by. */
export function pinTerms(pin: Pick<Pin, 'label' | 'name' | 'address' | 'scheme' | 'publicKey'>): string {
  const fingerprint = fullFingerprint(pin);
  const words = searchTerms([pin.label, pin.name, fingerprint, pin.address]);
  return joinedTerms(words, lookTerms(pinNames(pin)), digitTerms(fingerprint));
}

/** The same as the database does, over rows in memory. */
export function queryPins(rows: readonly Pin[], query: PinQuery): Page<Pin> {
  const matching = rows.filter((row) => fits(row, query.filter));
  return pageOf(matching, (row) => orderKey(row, query.order), isPinDescending(query), query);
}

function orderKey(pin: Pin, order: PinOrder): number | string {
  if (order === 'name') return asciiLower(pin.name ?? pin.label);
  return order === 'created' ? pin.createdAt : (pin.lastSeenAt ?? 0);
}

function fits(pin: Pin, { search, kind, fixed, anywhere, idPrefix }: PinFilter): boolean {
  const tests = [
    search === undefined || isFound(pinTerms(pin), searchWords(search)),
    kind === undefined || pin.kind === kind,
    fixed === undefined || pin.fixed === fixed,
    anywhere === undefined || (pin.address === null) === anywhere,
    idPrefix === undefined || pin.id.startsWith(idPrefix),
  ];
  return tests.every(Boolean);
}
