/** Our limits of one request's parameters. Catalogue IP-004. */
export const plainLimits = {
  /** Characters of all strings and keys, plus 8 for each other value. */
  size: 1_048_576,
  /** Objects and lists inside one another. A cycle ends here too. */
  depth: 16,
} as const;

export type PlainVerdict = 'plain' | 'too big' | 'not plain data' | 'a key that is not allowed';

const forbiddenKeys: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/**
 * Whether a value that came from a face is plain data within {@link plainLimits}: null, booleans, finite numbers, strings, lists and
 * objects without a class. Structured clone, which Electron uses, lets dates, maps, bigints and cycles through; nothing here does.
 */
export function judgePlain(value: unknown): PlainVerdict {
  try {
    return judge(value);
  } catch {
    return 'not plain data'; // a getter or a proxy, which threw
  }
}

function judge(value: unknown): PlainVerdict {
  const waiting: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }];
  let size = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value: current, depth } = next;
    if (current === null || typeof current !== 'object') {
      if (!isPlainLeaf(current)) return 'not plain data';
      size += typeof current === 'string' ? current.length : 8;
    } else {
      if (depth >= plainLimits.depth) return 'too big';
      if (!isPlainContainer(current)) return 'not plain data';
      if (Array.isArray(current) && current.length * 8 > plainLimits.size) return 'too big'; // before its keys are listed
      const keys = Object.keys(current);
      if (Reflect.ownKeys(current).length > keys.length + (Array.isArray(current) ? 1 : 0)) return 'not plain data';
      size += keys.length * 8;
      if (size > plainLimits.size) return 'too big';
      for (const key of keys) {
        if (forbiddenKeys.includes(key)) return 'a key that is not allowed';
        if (!Array.isArray(current)) size += key.length;
        waiting.push({ value: Reflect.get(current, key), depth: depth + 1 });
      }
    }
    if (size > plainLimits.size) return 'too big';
  }
  return 'plain';
}

function isPlainLeaf(value: unknown): boolean {
  return value === null || typeof value === 'boolean' || typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
}

function isPlainContainer(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
