/** Anything that can be compared: a name, perhaps a value, perhaps parts. */
export interface Thing {
  readonly name: string;
  readonly value: string | null;
  readonly parts: readonly Thing[];
  /** What it stands beside, when that is not what has the same name. */
  readonly key?: string;
}

export const leaf = (name: string, value: string | null): Thing => ({ name, value, parts: [] });

/** Plain data as a thing: fields by name, elements by place. What is absent is a field without value. */
export function thingOf(name: string, data: unknown): Thing {
  if (Array.isArray(data)) return { name, value: null, parts: data.map((item, index) => thingOf(`[${index}]`, item)) };
  if (typeof data === 'object' && data !== null) {
    return { name, value: null, parts: Object.entries(data).map(([key, value]) => thingOf(key, value)) };
  }
  return leaf(name, data === null || data === undefined ? null : String(data));
}
