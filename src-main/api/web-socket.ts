import type { WebSocket } from 'ws';
import { requestFrameOf } from '#shared/frames.ts';
import type { Core } from './core.ts';
import { type ReportInternal, openRequestGate } from './rpc.ts';

/** Our limits of one WebSocket, bytes. */
export const socketLimits = {
  /** One message from the page. */
  message: 1_048_576,
  /** What waits for a page that does not read; then it is closed with 1013. */
  backlog: 8_388_608,
} as const;

/** Close codes, RFC 6455 §7.4.1 and IANA. 1002, 1007 and 1009 come from the library. */
const closeCodes = { binary: 1003, notARequest: 1008, tooSlow: 1013 } as const;

export interface WebSocketOptions {
  readonly core: Core;
  readonly now: () => number;
  readonly report: ReportInternal;
}

/**
 * Serves one page: its requests are answered and every topic is sent to it, until either side closes.
 *
 * @param client tells apart the browsers of this core, for the audit log
 */
export function serveWebSocket(socket: WebSocket, client: string | null, options: WebSocketOptions): void {
  const gate = openRequestGate({ handlers: options.core.handlers, actor: { kind: 'browser', client }, now: options.now, report: options.report });
  const stop = options.core.subscribe((topic, value) => send(socket, { topic, value }));
  socket.on('close', stop);
  socket.on('error', () => undefined); // the library closes with the code that fits
  socket.on('ping', () => shedWhenSlow(socket)); // the library answers each one
  socket.on('message', (data, isBinary) => {
    const frame = isBinary ? null : requestFrameOf(parsed(String(data)));
    if (frame === null) socket.close(isBinary ? closeCodes.binary : closeCodes.notARequest);
    else void gate.request(frame.request, frame.params).then((reply) => send(socket, { id: frame.id, ...reply }));
  });
}

function send(socket: WebSocket, frame: object): void {
  if (socket.readyState !== socket.OPEN || shedWhenSlow(socket)) return;
  socket.send(JSON.stringify(frame));
}

function shedWhenSlow(socket: WebSocket): boolean {
  if (socket.bufferedAmount <= socketLimits.backlog) return false;
  socket.close(closeCodes.tooSlow, 'the page does not read');
  return true;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
