import { german } from './key-words.de.ts';
import { spoken } from './language.ts';

export const english = { Ctrl: 'Ctrl', Home: 'Home', End: 'End', PgUp: 'PgUp', PgDn: 'PgDn' } as const;

const texts: Readonly<Record<string, string>> = spoken(english, german);

/** A key as people find it on their keyboard. */
export function keyName(name: string): string {
  return texts[name] ?? name;
}
