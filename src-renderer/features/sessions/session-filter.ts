import type { SessionParams } from '#shared/contract/sessions.ts';

/** What the page of sessions asks for, besides the part of the list. */
export type SessionFilter = Omit<SessionParams, 'after' | 'limit'>;

export type ToggleName = 'live' | 'pending' | 'unconfirmed' | 'suspect' | 'quarantined' | 'idle' | 'large';

/** A filter that is switched on and off. Those of one group exclude each other. */
export interface Toggle {
  readonly name: ToggleName;
  readonly group: string;
  /** @param now milliseconds since 1970 */
  readonly set: (now: number) => SessionFilter;
}

/** Named in the words of the toggle, too. */
const idleDays = 90;
const dayMs = 86_400_000;

export const toggles: readonly Toggle[] = [
  { name: 'live', group: 'live', set: () => ({ live: true }) },
  { name: 'pending', group: 'pending', set: () => ({ pending: 'any' }) },
  { name: 'unconfirmed', group: 'standing', set: () => ({ standing: 'unconfirmed' }) },
  { name: 'suspect', group: 'standing', set: () => ({ standing: 'suspect' }) },
  { name: 'quarantined', group: 'standing', set: () => ({ standing: 'quarantined' }) },
  { name: 'idle', group: 'age', set: (now) => ({ usedBefore: now - idleDays * dayMs }) },
  { name: 'large', group: 'size', set: () => ({ sizeAtLeast: 16_384 }) },
];

/** The toggles that are on after this one was pressed. */
export function toggled(on: readonly string[], pressed: Toggle): readonly string[] {
  if (on.includes(pressed.name)) return on.filter((name) => name !== pressed.name);
  const others = toggles.filter(({ name, group }) => on.includes(name) && group !== pressed.group);
  return [...others.map(({ name }) => name), pressed.name];
}

/** What a search, the toggles and the choices ask for together. */
export function filterOf(search: string, on: readonly string[], choices: SessionFilter, now: number): SessionFilter {
  const set = toggles.filter(({ name }) => on.includes(name)).map((toggle) => toggle.set(now));
  return Object.assign({}, choices, ...set, search.trim() === '' ? {} : { search: search.trim() });
}

/** Whether everything would be shown. */
export function isEmpty({ order: _order, reversed: _reversed, ...filter }: SessionFilter): boolean {
  return Object.values(filter).every((value) => value === undefined);
}
