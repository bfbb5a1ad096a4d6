import type Sqlite from 'better-sqlite3';
import { lookTerms } from '../look-terms.ts';

/**
 * keys.db: pins are found by what their names look like. Never edited once released; whoever changes what looks alike adds a
 * migration that writes the terms again.
 */
export function keys0010(sqlite: Sqlite.Database): void {
  const pins = sqlite
    .prepare<[], { readonly number: number; readonly label: string; readonly name: string | null; readonly terms: string }>(
      'SELECT number, label, name, terms FROM pins',
    )
    .all();
  const add = sqlite.prepare('INSERT OR IGNORE INTO pin_terms (term, number) VALUES (?, ?)');
  const set = sqlite.prepare('UPDATE pins SET terms = ? WHERE number = ?');
  for (const { number, label, name, terms } of pins) {
    const added = lookTerms([label, name]);
    for (const term of added.split(' ')) if (term !== '') add.run(term, number);
    set.run([terms, added].filter((part) => part !== '').join(' '), number);
  }
}
