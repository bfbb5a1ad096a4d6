import type { Server } from 'node:http';
import { faceError } from '#shared/face-errors.ts';
import { ApiError } from './core.ts';

/** Attempts to find a port that is free on both addresses. */
const portAttempts = 20;

export interface BoundServers {
  readonly port: number;
  /** One per address; a machine without IPv6 has one. */
  readonly servers: readonly Server[];
}

/**
 * Binds the same port of 127.0.0.1 and ::1, and of nothing else. Both, so that nobody else can answer for `localhost`.
 *
 * @param port 0 takes a free one
 * @throws {ApiError} `UI_PORT_IN_USE` when a given port is taken on either address: we never fall back, or a link could go to a stranger
 */
export async function bindLoopback(create: () => Server, port: number): Promise<BoundServers> {
  for (let attempt = 1; ; attempt += 1) {
    const four = create();
    const six = create();
    try {
      const bound = await listen(four, '127.0.0.1', port);
      const both = await listen(six, '::1', bound).then(() => true, isWithoutIpv6);
      return { port: bound, servers: both ? [four, six] : [four] };
    } catch (error) {
      await closeServer(four);
      if (codeOf(error) !== 'EADDRINUSE') throw error;
      if (port !== 0 || attempt === portAttempts) throw new ApiError(faceError('UI_PORT_IN_USE', `port ${port}`));
    }
  }
}

function isWithoutIpv6(error: unknown): false {
  if (codeOf(error) === 'EADDRNOTAVAIL' || codeOf(error) === 'EAFNOSUPPORT') return false;
  throw error;
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, ipv6Only: true }, () => {
      const address = server.address();
      resolve(address === null || typeof address === 'string' ? port : address.port);
    });
  });
}

export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}
