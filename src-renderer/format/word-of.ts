/** What a table says for a key; what is not in it, whatever it is called, stays as it is. */
export function wordOf(table: { readonly [key: string]: string }, key: string): string {
  return Object.hasOwn(table, key) ? (table[key] ?? key) : key;
}
