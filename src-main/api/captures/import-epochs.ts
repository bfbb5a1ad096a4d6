import { alertDescriptions } from '#engine/alert.ts';
import { toHex } from '#engine/bytes.ts';
import { clearFacts, handshakeName } from '#engine/index.ts';
import type { TraceFact } from '#engine/mls-tls/trace.ts';
import { contentTypes } from '#main/capture/record-headers.ts';
import type { TraceRow } from '#main/store/trace-store.ts';
import type { EpochHistoryView, EpochStoryView, LineageView } from '#shared/contract/epochs.ts';
import type { EpochView, ProfileView } from '#shared/views.ts';
import { healedSince, untold } from '../epochs/history.ts';

type Side = 'us' | 'peer';
type Message = Extract<TraceFact, { kind: 'handshake-message' }>;

/** What is seen of a transport from outside. */
export interface TransportEnd {
  readonly attempt: number;
  readonly outbound: boolean;
  readonly end: 'fin' | 'reset' | null;
}

interface Draft {
  /** `null`: the commit was not captured. */
  by: Side | null;
  how: EpochView['how'];
  startedAt: number;
  readonly attempt: number;
  bytesSent: number;
  bytesReceived: number;
  recordsSent: number;
  recordsReceived: number;
  keys: EpochStoryView['keys'];
  crossing: EpochStoryView['crossing'];
  resumption: LineageView | null;
  readonly ends: EpochStoryView['ends'][number][];
}

interface Commit {
  /** The MLSMessage: a resumption may repeat an update of before, whose epoch is in use already. R-ED-RES. */
  readonly mls: string;
  readonly by: Side | null;
  readonly how: EpochView['how'];
  readonly crossing: EpochStoryView['crossing'];
}

/**
 * The epochs of a captured session, as far as what passed tells of them: those that messages in clear lead to, those whose records a key
 * log opened, and those that an opened message names. What nobody outside can know is left untold.
 */
export function historyOf(rows: readonly TraceRow[], transports: readonly TransportEnd[], profile: ProfileView | null = null): EpochHistoryView {
  const witness = new Witness(profile);
  for (const transport of transports) {
    const seen = rows.filter(({ attempt }) => attempt === transport.attempt);
    witness.open(transport);
    for (const row of seen) witness.take(row);
    witness.end(transport, seen.at(-1)?.at ?? 0);
  }
  const epochs = [...witness.epochs].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const last = rows.at(-1)?.at ?? 0;
  const stories = epochs.map(([epoch, { by, how, ...draft }], index): EpochStoryView => {
    const endedAt = epochs[index + 1]?.[1].startedAt ?? last;
    const unseen = how !== 'handshake' && by === null ? ({ unseen: true } as const) : {};
    return { ...untold, epoch: String(epoch), by: by ?? 'founding', how, endedAt, safetyCode: '', ...draft, ...unseen };
  });
  const commits = epochs.flatMap(([, { by, how, startedAt }]) => (by !== null || how === 'handshake' ? [{ by: by ?? 'us', how, startedAt }] : []));
  return { epochs: stories, earlier: 0, healed: healedSince(commits) };
}

class Witness {
  readonly epochs = new Map<bigint, Draft>();
  /** Commits that were seen, by the epoch they lead to. */
  readonly #commits = new Map<bigint, Commit>();
  readonly #profile: ProfileView | null;
  #current: bigint | null = null;
  #outbound = true;
  /** Who asked on this transport to resume; both when they tied. */
  #asked = new Set<Side>();
  #closed = new Set<Side>();

  constructor(profile: ProfileView | null) {
    this.#profile = profile;
  }

  open({ outbound }: TransportEnd): void {
    this.#outbound = outbound;
    this.#asked = new Set();
    this.#closed = new Set();
  }

  take(row: TraceRow): void {
    if (row.kind === 'record') return this.#record(row);
    const { fact, at, attempt } = row;
    if (fact.kind === 'handshake-message') this.#message(fact, at, attempt);
    if (fact.kind === 'alert' && fact.value === alertDescriptions.close_notify && fact.authenticated) this.#closed.add(sideOf(fact.direction));
  }

  end({ attempt, end }: TransportEnd, at: number): void {
    const draft = this.#current === null ? undefined : this.epochs.get(this.#current);
    if (draft === undefined || end === null) return;
    const orderly = this.#closed.size === 2;
    draft.ends.push({ at, attempt, orderly, how: orderly ? 'closed' : end === 'reset' ? 'cut' : 'unseen' });
  }

  #record({ record, at, attempt }: Extract<TraceRow, { kind: 'record' }>): void {
    const { key, epoch, direction, innerType, contentLength } = record;
    if (key !== 'epoch' || epoch === null) return;
    const draft = this.#draft(epoch, at, attempt);
    const bytes = innerType === contentTypes.applicationData ? contentLength : 0;
    draft[direction === 'sent' ? 'recordsSent' : 'recordsReceived'] += 1;
    draft[direction === 'sent' ? 'bytesSent' : 'bytesReceived'] += bytes;
    draft.keys = { ...draft.keys, [direction]: { from: draft.keys[direction]?.from ?? at, until: at } };
  }

  #message({ type, message, direction }: Message, at: number, attempt: number): void {
    const side = sideOf(direction);
    const name = handshakeName(type);
    const { epoch: from, mls } = clearFacts(message);
    // The Welcome leads into epoch 1: the group was made in epoch 0, and its first commit adds the other side. R-HS.
    if (name === 'server_hello') this.#draft(1n, at, attempt);
    if (name === 'epoch_key_update' && from !== null) this.#draft(from, at, attempt);
    if (name === 'resumption_request') this.#asked.add(side);
    if (from === null || mls === null) return;
    if (name === 'connection_update') this.#updated(from + 1n, side, toHex(mls), at, attempt);
    if (name === 'resumption_response') this.#resumed(from, side, at, attempt);
    if (name === 'resumption' && this.#commits.get(from + 1n)?.mls !== toHex(mls)) {
      const draft = this.#begin(from + 1n, { by: side, how: 'resumption', crossing: null, mls: toHex(mls) }, at, attempt);
      draft.resumption = { asked: side, case: null, carriedOver: false, tie: null };
    }
  }

  /** Of two commits in one epoch that of the transport's initiator goes on. R-UPD. */
  #updated(epoch: bigint, side: Side, mls: string, at: number, attempt: number): void {
    const other = this.#commits.get(epoch);
    const crossed = other?.how === 'update' && other.by !== side;
    const by = crossed ? (this.#outbound ? 'us' : 'peer') : side;
    const crossing = crossed ? (by === 'us' ? 'peer-ignored' : 'own-dropped') : null;
    this.#commits.set(epoch, { by, how: 'update', crossing, mls: crossed && by !== side ? other.mls : mls });
    const known = this.epochs.get(epoch);
    if (known !== undefined) Object.assign(known, { by, how: 'update', crossing });
    // There the initiator is in the new epoch as soon as it has sent its update. R-ED.
    else if (this.#profile === 'editor-copy' && (side === 'us') === this.#outbound) this.#draft(epoch, at, attempt);
  }

  /** The request made the epoch that the response was made in. R-RES. */
  #resumed(from: bigint, answered: Side, at: number, attempt: number): void {
    const asked = answered === 'us' ? 'peer' : 'us';
    const tie = this.#asked.size < 2 ? null : asked === 'us' ? 'waited' : 'yielded';
    for (const [epoch, by] of [
      [from, asked],
      [from + 1n, answered],
    ] as const) {
      const draft = this.#begin(epoch, { by, how: 'resumption', crossing: null, mls: '' }, at, attempt);
      draft.resumption = { asked, case: null, carriedOver: false, tie };
    }
  }

  #begin(epoch: bigint, commit: Commit, at: number, attempt: number): Draft {
    this.#commits.set(epoch, commit);
    const { by, how, crossing } = commit;
    return Object.assign(this.#draft(epoch, at, attempt), { by, how, crossing });
  }

  #draft(epoch: bigint, at: number, attempt: number): Draft {
    const { by, how, crossing } = this.#commits.get(epoch) ?? { by: null, how: epoch === 1n ? 'handshake' : 'update', crossing: null };
    const counts = { bytesSent: 0, bytesReceived: 0, recordsSent: 0, recordsReceived: 0 };
    const keys = { sent: null, received: null };
    const draft = this.epochs.get(epoch) ?? { by, how, startedAt: at, attempt, ...counts, keys, crossing, resumption: null, ends: [] };
    this.epochs.set(epoch, draft);
    if (this.#current === null || epoch > this.#current) this.#current = epoch;
    return draft;
  }
}

function sideOf(direction: Message['direction']): Side {
  return direction === 'sent' ? 'us' : 'peer';
}
