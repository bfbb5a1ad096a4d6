/** One call that matters for security, or something a page did. */
export interface Entry {
  readonly what: string;
  readonly detail: unknown;
}

export const log: Entry[] = [];

export function note(what: string, detail: unknown = null): void {
  log.push({ what, detail });
}

/** With `STAND_IN_KEEP_PASSED`, what the window was given: every reply and every pushed message, bytes in it as hexadecimal. */
export function notePassed(channel: string, value: unknown): void {
  if (process.env['STAND_IN_KEEP_PASSED'] !== '1') return;
  const text = JSON.stringify(value, (_key, part: unknown) => (part instanceof Uint8Array ? Buffer.from(part).toString('hex') : part));
  note('passed', `${channel} ${text}`);
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
