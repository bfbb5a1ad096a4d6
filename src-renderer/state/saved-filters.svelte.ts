import { readStored, writeStored } from './stored.ts';

/** Filters of the ladder that someone wants again; kept in the browser's storage, never sent to the core. */
const place = 'filters';
const most = 20;

class SavedFilters {
  items = $state.raw<readonly string[]>(stored());

  has(filter: string): boolean {
    return this.items.includes(filter);
  }

  toggle(filter: string): void {
    this.items = this.has(filter) ? this.items.filter((item) => item !== filter) : [filter, ...this.items].slice(0, most);
    writeStored(place, JSON.stringify(this.items));
  }
}

export const savedFilters = new SavedFilters();

function stored(): readonly string[] {
  try {
    const value: unknown = JSON.parse(readStored(place) ?? '[]');
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string').slice(0, most) : [];
  } catch {
    return []; // not ours
  }
}
