import type { Direction, KeyUse, TraceFact } from '../two-party/facts.ts';

export type { Direction, KeyUse, TraceFact } from '../two-party/facts.ts';

/** Where a connection writes its trace. Called synchronously; must not throw. */
export interface TraceSink {
  /**
   * One record. Numbers only, so that the hot path allocates nothing.
   *
   * @param outerType content type on the wire, 20 to 23
   * @param innerType content type inside protection, 0 when plaintext or not known
   * @param length bytes on the wire, header included
   * @param contentLength bytes of content after unpadding
   * @param epoch -1 when the record is not under an epoch key (exact below 2^53)
   * @param sequence sequence number, -1 when plaintext (exact below 2^53)
   */
  record(
    direction: Direction,
    outerType: number,
    innerType: number,
    length: number,
    contentLength: number,
    key: KeyUse,
    epoch: number,
    sequence: number,
  ): void;
  fact(fact: TraceFact): void;
}

export const noTrace: TraceSink = { record: () => undefined, fact: () => undefined };
