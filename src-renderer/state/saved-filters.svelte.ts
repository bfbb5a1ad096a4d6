/** Filters of the ladder that someone wants again; kept in the browser's storage, never sent to the core. */
const place = 'epochscope.filters';
const most = 20;

class SavedFilters {
  items = $state.raw<readonly string[]>(stored());

  has(filter: string): boolean {
    return this.items.includes(filter);
  }

  toggle(filter: string): void {
    this.items = this.has(filter) ? this.items.filter((item) => item !== filter) : [filter, ...this.items].slice(0, most);
    try {
      localStorage.setItem(place, JSON.stringify(this.items));
    } catch {
      // storage may be closed to this page; they then last as long as the window
    }
  }
}

export const savedFilters = new SavedFilters();

function stored(): readonly string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(place) ?? '[]');
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string').slice(0, most) : [];
  } catch {
    return [];
  }
}
