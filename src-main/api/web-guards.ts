import type { IncomingMessage } from 'node:http';

/** Why a request is turned away before anything of it is looked at. */
export interface Refusal {
  readonly status: number;
  /** One line for whoever reads the answer; never a secret. */
  readonly words: string;
}

/** Our limits of one HTTP request. */
export const httpLimits = {
  /** Characters of the request target. */
  target: 2048,
  /** Bytes of all header lines; Node answers 431 beyond. */
  headers: 16_384,
  /** Milliseconds for the header lines, and for the whole request; Node answers 408 beyond. */
  headersTime: 10_000,
  requestTime: 15_000,
} as const;

/** The only names this host has. Any other `Host` is a DNS rebinding attempt or a proxy: SECURITY-PLAN T6. */
export function hostsOf(port: number): readonly string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
}

/**
 * Checks that hold for every request and every upgrade: it must be meant for us, and must not come from another site's page.
 *
 * @returns `null` when it may pass
 */
export function guard(request: IncomingMessage, port: number): Refusal | null {
  if (!isForUs(request, port)) return { status: 421, words: 'This host is not served here.' };
  if (!isFromOurs(request, port)) return { status: 403, words: 'Requests from other sites are refused.' };
  if ((request.url?.length ?? 0) > httpLimits.target) return { status: 414, words: 'The address is too long.' };
  return null;
}

/** No request of ours has a body. */
export function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) !== 0;
}

function isForUs(request: IncomingMessage, port: number): boolean {
  const [host, ...others] = request.headersDistinct['host'] ?? [];
  // A target with scheme and host would overrule `Host`, RFC 9112 §3.2.2.
  return host !== undefined && others.length === 0 && hostsOf(port).includes(host) && request.url?.startsWith('/') === true;
}

/** Programs that are no browser send neither header; what they may do is decided by their token. */
function isFromOurs(request: IncomingMessage, port: number): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return request.headers.origin === undefined || isOurOrigin(request, port);
}

/** Whether a page of this very host asks. */
export function isOurOrigin(request: IncomingMessage, port: number): boolean {
  const [origin, ...others] = request.headersDistinct['origin'] ?? [];
  // The page's own name must be the one it talks to: `localhost` and `127.0.0.1` are different origins.
  return others.length === 0 && origin === `http://${request.headers.host}` && hostsOf(port).includes(request.headers.host ?? '');
}
