import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES, createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { type SessionGrant, pageProtocolPrefix, rpcProtocol } from '#shared/frames.ts';
import { bindLoopback, closeServer } from './loopback-servers.ts';
import { type StaticFiles, hardeningHeaders } from './static-files.ts';
import { type Refusal, guard, hasBody, httpLimits, isOurOrigin } from './web-guards.ts';
import { WebSessions } from './web-sessions.ts';
import { type WebSocketOptions, serveWebSocket, socketLimits } from './web-socket.ts';

export interface WebCarrierOptions extends WebSocketOptions {
  readonly files: StaticFiles;
  /** 0 takes a free one. */
  readonly port: number;
}

export interface WebCarrier {
  readonly port: number;
  /** A link that admits one browser, once; its token is in the fragment, which browsers send nowhere. */
  freshLink(): string;
  close(): Promise<void>;
}

/** Pages that may be connected at once. */
const pageLimit = 32;

/**
 * Serves the user interface and its WebSocket on 127.0.0.1 and ::1.
 *
 * @throws {ApiError} `UI_PORT_IN_USE` when the given port is taken on either address
 */
export async function serveWeb(options: WebCarrierOptions): Promise<WebCarrier> {
  const sessions = new WebSessions(options.now);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: socketLimits.message,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(rpcProtocol) ? rpcProtocol : false),
  });
  const host: WebHost = { ...options, sessions, sockets, port: 0 };
  const bound = await bindLoopback(() => serverFor(host), options.port);
  host.port = bound.port;
  return {
    port: bound.port,
    freshLink: () => `http://127.0.0.1:${bound.port}/#token=${sessions.issue()}`,
    async close() {
      for (const client of sockets.clients) client.terminate();
      await Promise.all(bound.servers.map(closeServer));
    },
  };
}

interface WebHost extends WebSocketOptions {
  readonly files: StaticFiles;
  readonly sessions: WebSessions;
  readonly sockets: WebSocketServer;
  /** Known once it is bound, before any request comes. */
  port: number;
}

function serverFor(host: WebHost): Server {
  const server = createServer({
    requireHostHeader: false, // the guard answers a missing one
    maxHeaderSize: httpLimits.headers,
    headersTimeout: httpLimits.headersTime,
    requestTimeout: httpLimits.requestTime,
    connectionsCheckingInterval: 1000,
  });
  server.on('request', (request, response) => {
    serve(host, request, response).catch((error: unknown) => {
      host.report('web request', error);
      response.destroy();
    });
  });
  server.on('upgrade', (request, socket, head) => upgrade(host, request, socket, head));
  return server;
}

async function serve(host: WebHost, request: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const [name, value] of Object.entries(hardeningHeaders)) response.setHeader(name, value);
  const [pathname = '/'] = (request.url ?? '/').split('?', 1);
  const methods = pathname === '/session' ? ['GET', 'POST'] : ['GET', 'HEAD'];
  const early = guard(request, host.port) ?? unservable(request, methods);
  if (early !== null) response.setHeader('Connection', 'close');
  if (early?.status === 405) response.setHeader('Allow', methods.join(', '));
  const refusal = early ?? (await (pathname === '/session' ? session(host, request, response) : sendFile(host, pathname, response)));
  if (refusal === null) return;
  response.statusCode = refusal.status;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(`${refusal.words}\n`);
}

function unservable(request: IncomingMessage, methods: readonly string[]): Refusal | null {
  if (!methods.includes(request.method ?? '')) return { status: 405, words: 'This method is not served here.' };
  return hasBody(request) ? { status: 413, words: 'No request may have a body.' } : null;
}

async function sendFile(host: WebHost, pathname: string, response: ServerResponse): Promise<Refusal | null> {
  const file = await host.files.file(pathname);
  if (file === null) return { status: 404, words: 'There is no such file. Is the user interface built?' };
  response.setHeader('Content-Type', file.contentType);
  response.end(file.body);
  return null;
}

/** `POST` trades a one-time token for a cookie and a page secret; `GET` tells whether this page is admitted. */
function session(host: WebHost, request: IncomingMessage, response: ServerResponse): Refusal | null {
  if (request.method === 'POST') return openSession(host, request, response);
  const page = /^Page ([\w-]{43})$/.exec(request.headers.authorization ?? '')?.[1] ?? null;
  if (!host.sessions.admits(cookieOf(host, request), page)) return { status: 401, words: 'A fresh link is needed.' };
  response.statusCode = 204;
  response.end();
  return null;
}

/** Only a page of ours can open a session, and the browser must say so. */
function openSession(host: WebHost, request: IncomingMessage, response: ServerResponse): Refusal | null {
  if (!isOurOrigin(request, host.port)) return { status: 403, words: 'Only the page itself may open a session.' };
  const redeemed = host.sessions.redeem(request.headers.authorization);
  if (redeemed.kind === 'wrong') return { status: 401, words: 'This link was used or has ended.' };
  if (redeemed.kind === 'too many wrong') return { status: 429, words: 'Too many wrong tokens.' };
  const grant: SessionGrant = { page: redeemed.page };
  response.setHeader('Set-Cookie', `${cookieName(host)}=${redeemed.cookie}; HttpOnly; SameSite=Strict; Path=/`);
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(grant));
  return null;
}

function upgrade(host: WebHost, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  socket.on('error', () => undefined); // a browser that went away
  const refusal = guard(request, host.port) ?? upgradeRefusal(host, request);
  if (refusal === null)
    host.sockets.handleUpgrade(request, socket, head, (webSocket) => serveWebSocket(webSocket, host.sessions.nameOf(cookieOf(host, request)), host));
  else socket.end(`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function upgradeRefusal(host: WebHost, request: IncomingMessage): Refusal | null {
  if (request.method !== 'GET') return { status: 405, words: '' };
  if (request.url !== '/rpc') return { status: 404, words: '' };
  if (host.sockets.clients.size >= pageLimit) return { status: 503, words: '' };
  // A program that is no browser has no Origin, and needs a fresh token.
  const admitted =
    request.headers.origin === undefined
      ? host.sessions.redeem(request.headers.authorization).kind === 'admitted'
      : host.sessions.admits(cookieOf(host, request), pageSecretOf(request));
  return admitted ? null : { status: 401, words: '' };
}

function pageSecretOf(request: IncomingMessage): string | null {
  const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
  return protocols.find((protocol) => protocol.startsWith(pageProtocolPrefix))?.slice(pageProtocolPrefix.length) ?? null;
}

/** Cookies know no ports: the name tells apart the cores of one machine. */
function cookieName(host: WebHost): string {
  return `epochscope-${host.port}`;
}

function cookieOf(host: WebHost, request: IncomingMessage): string | null {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${cookieName(host)}=`))?.slice(cookieName(host).length + 1) ?? null;
}
