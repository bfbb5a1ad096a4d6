import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Our limits of the web host's sessions. */
export const sessionLimits = {
  /** Milliseconds until a link that nobody opened stops working. */
  link: 3_600_000,
  /** Milliseconds a browser stays admitted. */
  session: 43_200_000,
  /** Links and sessions kept; the oldest give way. */
  count: 64,
  /** Wrong tokens per minute that are answered 401; further ones are answered 429. */
  wrongPerMinute: 10,
} as const;

export type Redeemed =
  /** `cookie` goes into the cookie, `page` to the page. */
  { readonly kind: 'admitted'; readonly cookie: string; readonly page: string } | { readonly kind: 'wrong' } | { readonly kind: 'too many wrong' };

/** One-time links and the browsers that used one. In memory only: they end with the process. Holds hashes, no secrets. */
export class WebSessions {
  readonly #now: () => number;
  /** Hash of the token → when it ends. */
  readonly #links = new Map<string, number>();
  /** Hash of the cookie → hash of the page secret. */
  readonly #sessions = new Map<string, { readonly page: string; readonly ends: number }>();
  #wrong: readonly number[] = [];

  /** @param now milliseconds of a clock that never goes back */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** @returns a token of 256 bits that admits one browser, once */
  issue(): string {
    const token = secret();
    keep(this.#links, hashOf(token), this.#now() + sessionLimits.link);
    return token;
  }

  /**
   * Trades a token. A right one is honoured even while wrong ones are being refused, so that guessing locks nobody out.
   *
   * @param authorization the header as it came
   */
  redeem(authorization: string | undefined): Redeemed {
    const token = /^Bearer ([\w-]{43})$/.exec(authorization ?? '')?.[1];
    const key = token === undefined ? '' : hashOf(token);
    const ends = this.#links.get(key);
    this.#links.delete(key);
    if (ends === undefined || ends < this.#now()) return this.#refuse();
    const cookie = secret();
    const page = secret();
    keep(this.#sessions, hashOf(cookie), { page: hashOf(page), ends: this.#now() + sessionLimits.session });
    return { kind: 'admitted', cookie, page };
  }

  /** Whether cookie and page secret belong to one admitted browser. */
  admits(cookie: string | null, page: string | null): boolean {
    const session = cookie === null ? undefined : this.#sessions.get(hashOf(cookie));
    if (session === undefined || page === null || session.ends < this.#now()) return false;
    return timingSafeEqual(Buffer.from(session.page), Buffer.from(hashOf(page)));
  }

  /** A name of an admitted browser that tells nothing of its cookie; `null` for one without. */
  nameOf(cookie: string | null): string | null {
    const key = cookie === null ? '' : hashOf(cookie);
    return this.#sessions.has(key) ? key.slice(0, 8) : null;
  }

  #refuse(): Redeemed {
    const since = this.#now() - 60_000;
    this.#wrong = [...this.#wrong.filter((at) => at > since), this.#now()].slice(-sessionLimits.wrongPerMinute - 1);
    return { kind: this.#wrong.length > sessionLimits.wrongPerMinute ? 'too many wrong' : 'wrong' };
  }
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

function hashOf(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}

function keep<V>(map: Map<string, V>, key: string, value: V): void {
  map.set(key, value);
  for (const oldest of map.keys()) if (map.size > sessionLimits.count) map.delete(oldest);
}
