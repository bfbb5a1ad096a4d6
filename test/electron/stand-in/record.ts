/** One call that matters for security, or something a page did. */
export interface Entry {
  readonly what: string;
  readonly detail: unknown;
}

export const log: Entry[] = [];

export function note(what: string, detail: unknown = null): void {
  log.push({ what, detail });
}

/** Throws for whatever is not modelled, so that a new call of Electron in the product is added here on purpose. */
export function strict<T extends object>(name: string, model: T): T {
  return new Proxy(model, {
    get(target, key) {
      if (key in target || typeof key === 'symbol' || key === 'then') return Reflect.get(target, key);
      throw new Error(`the stand-in does not model electron.${name}.${key}`);
    },
  });
}
