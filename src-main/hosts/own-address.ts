import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { isLoopback } from '#shared/loopback.ts';

const everywhere: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/**
 * Whether dialling HOST:PORT reaches one of our own open ports. Both ends of a session cannot live in one store, so that such a
 * connection is refused before it is made. A name that is not `localhost` is not looked up: those fail in the handshake.
 *
 * @param bound addresses really bound, `HOST:PORT`
 */
export function leadsToOurselves(host: string, port: number, bound: readonly string[]): boolean {
  return bound.some((address) => {
    const [, bracketed, plain, ourPort] = /^(?:\[(.+)\]|(.+)):(\d+)$/.exec(address) ?? [];
    return Number(ourPort) === port && sameHost(host.toLowerCase(), bracketed ?? plain ?? '');
  });
}

function sameHost(dialled: string, bound: string): boolean {
  if (dialled === 'localhost') return isLoopback(bound) || everywhere.has(bound);
  if (isIP(dialled) === 0) return false;
  if (dialled === bound) return true;
  return everywhere.has(bound) && (isLoopback(dialled) || isOwnInterface(dialled));
}

function isOwnInterface(address: string): boolean {
  return Object.values(networkInterfaces()).some((some) => some?.some((one) => one.address === address) ?? false);
}
