import type { TransportEnds } from '#main/capture/attempt-wire.ts';
import type { End } from '#main/capture/tcp-packets.ts';
import type { Transport } from '#main/transport/transport.ts';

/** Both ends of a transport, as far as it knows them. */
export function endsOf({ localAddress, remoteAddress }: Transport, inbound: boolean): TransportEnds {
  return { local: endAt(localAddress ?? 'unknown:0'), remote: endAt(remoteAddress), outbound: !inbound };
}

/** `HOST:PORT`, with an IPv6 address in brackets. */
function endAt(address: string): End {
  const [, host = address, port = '0'] = /^\[?(.*?)\]?:(\d+)$/.exec(address) ?? [];
  return { host, port: Number(port) };
}
