import type { Bytes } from '#engine/bytes.ts';
import { bodyLength, headerLength } from './record-headers.ts';
import type { StreamRun, StreamSide } from './tcp-streams.ts';

/** A record in a captured stream. */
export interface StreamRecord {
  readonly offset: number;
  /** Header included; a view. */
  readonly bytes: Bytes;
  /** When its last byte was there. */
  readonly at: number;
  /** The packet that brought it. */
  readonly packet: number;
}

export interface SideRecords {
  readonly records: readonly StreamRecord[];
  /** Bytes that belong to no record: behind a gap, incomplete, or of another protocol. */
  readonly unread: number;
}

/** The longest record anybody may send. RFC 8446 §5.2. */
const mostBody = 2 ** 14 + 256;

/** Cuts one direction into records. Behind a gap it goes on where bytes look like the header of one. */
export function recordsOf({ runs }: StreamSide): SideRecords {
  const records: StreamRecord[] = [];
  let unread = 0;
  for (const run of runs) {
    let at = 0;
    let mark = 0;
    while (run.bytes.length - at >= headerLength && isHeader(run.bytes, at)) {
      const end = at + headerLength + bodyLength(run.bytes.subarray(at));
      if (end > run.bytes.length) break;
      while (run.offset + end > (run.marks[mark]?.end ?? Number.POSITIVE_INFINITY)) mark += 1;
      records.push(recordAt(run, at, end, mark));
      at = end;
    }
    unread += run.bytes.length - at;
  }
  return { records, unread };
}

function recordAt(run: StreamRun, start: number, end: number, mark: number): StreamRecord {
  const { at = 0, packet = 0 } = run.marks[mark] ?? {};
  return { offset: run.offset + start, bytes: run.bytes.subarray(start, end), at, packet };
}

/** A content type of TLS, version 3.x, a length that may be. */
function isHeader(bytes: Bytes, at: number): boolean {
  const [type = 0, major = 0] = [bytes[at], bytes[at + 1]];
  return type >= 20 && type <= 24 && major === 3 && bodyLength(bytes.subarray(at)) <= mostBody;
}
