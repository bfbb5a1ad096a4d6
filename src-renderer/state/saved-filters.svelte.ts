import { readStored, writeStored } from './stored.ts';

/** Filters of the ladder that someone wants again; kept in the browser's storage, never sent to the core. */
const place = 'filters';
const most = 20;

class SavedFilters {
  items = $state.raw<readonly string[]>(stored() ?? []);

  has(filter: string): boolean {
    return this.items.includes(filter);
  }

  /** Looks what other windows have kept and forgotten meanwhile. */
  refresh(): void {
    this.items = stored() ?? this.items;
  }

  /** Keeps a filter, or forgets it. */
  set(filter: string, on: boolean): void {
    this.refresh();
    const others = this.items.filter((item) => item !== filter);
    this.items = on ? [filter, ...others].slice(0, most) : others;
    writeStored(place, JSON.stringify(this.items));
  }
}

export const savedFilters = new SavedFilters();

/** @returns `null` where nothing is stored, or nothing can be */
function stored(): readonly string[] | null {
  const text = readStored(place);
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string').slice(0, most) : [];
  } catch {
    return []; // not ours
  }
}
