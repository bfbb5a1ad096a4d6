import type { EpochHistoryView } from '#shared/contract/epochs.ts';
import type { RecordedRow } from '#shared/contract/recordings.ts';
import type { ConnectionView, EpochView, ErrorView } from '#shared/views.ts';

/** What tells who was connected: texts as they are read, and byte strings as lower-case hex. */
export interface Telltales {
  readonly texts: readonly string[];
  readonly hex: readonly string[];
}

/** Shorter texts are not looked for: they occur by chance. The fields that hold them are emptied all the same. */
const shortest = 3;

const nobody = { full: '', short: '' };

/**
 * The connection without names, addresses, keys, and without anything by which two recordings could be told to be of one peer. Field by
 * field: one that is new does not compile until somebody says what becomes of it.
 */
export function safeConnection(connection: ConnectionView): ConnectionView {
  const { peer, error } = connection;
  return {
    id: 'recording',
    label: '',
    state: connection.state,
    engineState: connection.engineState,
    direction: connection.direction,
    role: connection.role,
    foundingRole: connection.foundingRole,
    identityId: '',
    listenerId: null,
    address: '',
    peer: peer && { ...peer, name: 'peer', fingerprint: nobody },
    own: null,
    peerChangedAt: connection.peerChangedAt,
    trust: connection.trust,
    policyName: null,
    insecure: connection.insecure,
    profile: connection.profile,
    suite: connection.suite,
    marked: connection.marked,
    sessionId: null,
    epoch: connection.epoch,
    safetyCode: null,
    attempt: connection.attempt,
    updating: connection.updating,
    writable: connection.writable,
    autoResume: connection.autoResume,
    nextRetryAt: connection.nextRetryAt,
    bytesSent: connection.bytesSent,
    bytesReceived: connection.bytesReceived,
    updates: connection.updates,
    openedAt: connection.openedAt,
    lastActivityAt: connection.lastActivityAt,
    error: error && safeError(error),
    obstacle: null,
    obstacleCode: null,
    laboratory: connection.laboratory,
    demoPeerId: null,
    faults: connection.faults ?? null,
  };
}

/** Its title and its way out are of the catalogue; details may name somebody. */
function safeError({ code, title, next, rule, alert }: ErrorView): ErrorView {
  return { code, title, next, rule, alert, detail: null };
}

/** Safety codes are of the session, and equal on both sides. */
export function safeEpoch<E extends EpochView>(epoch: E): E {
  return { ...epoch, safetyCode: '' };
}

export function safeHistory(history: EpochHistoryView): EpochHistoryView {
  return { ...history, epochs: history.epochs.map(safeEpoch) };
}

/** Rows whose bytes are an identity by what they are: a KeyPackage, and the key a leaf came to show. */
const telling: ReadonlySet<string> = new Set(['client_hello', 'our identity changed', 'the peer’s identity changed']);

/**
 * The group of an epoch names both. A row whose bytes hold something telling loses its bytes; its words are ours and hold nothing, unless a scan says otherwise. Records as
 * they were on the wire are left out: whoever saw the network would know the connection again.
 */
export function safeRow({ group: _, ...row }: RecordedRow, telltales: Telltales): RecordedRow {
  const left = row.lane === 'record' || telling.has(row.title) || (row.hex !== null && holdsHex(row.hex, telltales.hex));
  const bytes = left ? null : row.hex;
  const { said, ...others } = row;
  const words = told(row.summary, telltales) ? { summary: '(left out)' } : { summary: row.summary, ...(said === undefined ? {} : { said }) };
  return { ...others, ...words, hex: bytes, hasBytes: bytes !== null };
}

/** Whether a line still holds something telling in any text that is not one of a closed list: the proof before it leaves. */
export function betrays(line: unknown, telltales: Telltales): boolean {
  if (typeof line === 'string') return told(line, telltales) || holdsHex(line, telltales.hex);
  if (typeof line !== 'object' || line === null) return false;
  return Object.entries(line).some(([name, value]) => !closed.has(name) && betrays(value, telltales));
}

/** Fields whose values are words of ours: an identity called “alert” is not betrayed by an alert. */
const closed: ReadonlySet<string> = new Set([
  'format',
  'lane',
  'direction',
  'title',
  'key',
  'rules',
  'state',
  'engineState',
  'role',
  'foundingRole',
  'trust',
  'profile',
  'accepted',
  'by',
  'how',
  'code',
  'next',
]);

export function telltalesOf(texts: readonly string[], keys: readonly string[]): Telltales {
  const known = [...new Set(texts.filter((text) => text.length >= shortest))];
  const encoded = known.map((text) => Buffer.from(text, 'utf8').toString('hex'));
  return { texts: known, hex: [...new Set([...keys, ...encoded])] };
}

function told(text: string, { texts }: Telltales): boolean {
  return texts.some((telltale) => text.includes(telltale));
}

/** Byte strings begin at whole bytes; a match at an odd digit is another one. */
function holdsHex(text: string, needles: readonly string[]): boolean {
  return needles.some((needle) => {
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
      const start = hexStart(text, at);
      if ((at - start) % 2 === 0) return true;
    }
    return false;
  });
}

function hexStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && /[0-9a-f]/.test(text[start - 1] ?? '')) start -= 1;
  return start;
}
