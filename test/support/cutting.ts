import { concat } from '#engine/bytes.ts';
import type { Pair } from './pair.ts';
import type { End } from './world.ts';

/** How a transport ends at one side: in order after the bytes that passed, or without a word. */
export type Ending = 'fin' | 'reset';

/** Which end's bytes are counted. */
export type Side = 'initiator' | 'responder';

/** Lets `left` more bytes of `from` pass, then ends the transport. */
export function cutAfter(from: End, left: number, how: Ending): void {
  let rest = left;
  from.onTransmit = (bytes) => {
    const passed = bytes.slice(0, Math.max(0, rest));
    rest -= bytes.length;
    const { peer } = from;
    if (rest < 0 && peer !== null && !peer.transportClosed) {
      if (how === 'fin') peer.fin();
      else peer.transportClosed = true;
    }
    return passed.length === 0 ? [] : [passed];
  };
}

/** Cuts the next transport of the pair `at` bytes into what `side` sends over it. */
export function cutNext(pair: Pair, side: Side, at: number, how: Ending): void {
  pair.beforeLink = (initiator, responder) => {
    pair.beforeLink = null;
    cutAfter(side === 'initiator' ? initiator : responder, at, how);
  };
}

/** Bytes that left so far. */
export function bytesSent(end: End): number {
  return concat(...end.sent).length;
}
