import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the checkout. `import.meta.dirname` needs a newer Node than the oldest that may start us. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export const at = (...parts) => join(root, ...parts);

/** Entry script of an installed package. */
export const packageFile = (name, file) => at('node_modules', name, file);

/** What the bootstrap remembers; a fresh install wipes it together with what it was about. */
export const remembered = (name) => at('node_modules', '.cache', 'epochscope', name);

export const windows = process.platform === 'win32';
