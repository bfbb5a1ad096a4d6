import type { english } from './key-words.ts';
import type { Translated } from './language.ts';

/** What stands on the keys of a German keyboard. */
export const german: Translated<typeof english> = { Ctrl: 'Strg', Home: 'Pos1', End: 'Ende', PgUp: 'Bild ↑', PgDn: 'Bild ↓' };
