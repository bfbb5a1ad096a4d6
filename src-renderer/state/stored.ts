const prefix = 'epochscope.';

/** @returns what this browser remembers under a name; `null` for nothing, and where storage is closed to this page */
export function readStored(name: string): string | null {
  try {
    return localStorage.getItem(prefix + name);
  } catch {
    return null;
  }
}

/** Not being able to remember something is no reason to fail: it then lasts as long as the window. */
export function writeStored(name: string, value: string): void {
  try {
    localStorage.setItem(prefix + name, value);
  } catch {
    // as above
  }
}
