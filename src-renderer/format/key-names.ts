import { language } from './language.ts';

/** What stands on the keys of a German keyboard. */
const german: Readonly<Record<string, string>> = { Ctrl: 'Strg', Home: 'Pos1', End: 'Ende', PgUp: 'Bild ↑', PgDn: 'Bild ↓' };

/** A key as people find it on their keyboard. */
export function keyName(name: string): string {
  return language === 'de' ? (german[name] ?? name) : name;
}
