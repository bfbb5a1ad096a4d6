import type { Bridge, Params, Reply, RequestName, Result } from '#shared/contract.ts';
import type { CaptureView } from '#shared/contract/captures.ts';
import type { EpochHistoryView, EpochStateView, RecordedGroup } from '#shared/contract/epochs.ts';
import type { FieldView } from '#shared/contract/inspection.ts';
import type { RecordedRow } from '#shared/contract/recordings.ts';
import { bytesText, type FieldText, fieldText } from '#shared/filter/field-text.ts';
import { FilterError } from '#shared/filter/tokens.ts';
import type { EpochView, ErrorView } from '#shared/views.ts';
import type { RecordingFile } from '#shared/recording/recording-file.ts';
import { plain, rowsBefore, searchFile } from './search-file.ts';
import { texts } from './texts.ts';

type Answers = { readonly [M in RequestName]?: (params: Params<M>) => Promise<Reply<Result<M>>> };

const ok = <T>(value: T): Promise<Reply<T>> => Promise.resolve({ ok: true, value });

/** Answers what a core would answer about a connection, from a file. What only the engine knows is asked of the core. */
export function recordingBridge(file: RecordingFile, core: Bridge): Bridge {
  const { head, rows } = file;
  const find = (seq: number): RecordedRow | undefined => rows.find((row) => row.seq === seq);
  const decoded = async (row: RecordedRow | undefined): Promise<Reply<FieldView | null>> => {
    const as = row?.lane === 'record' ? 'records' : 'handshake';
    if (!row?.hex || (row.lane !== 'record' && row.lane !== 'handshake')) return ok(null);
    const answer = await core.request('decodeBytes', { input: row.hex, from: 'text', as });
    return answer.ok ? ok(answer.value.root) : answer;
  };
  const fieldsOf = async (row: RecordedRow): Promise<FieldText> => {
    const fields = await decoded(row);
    return fields.ok && fields.value !== null ? fieldText(fields.value, row.hex ?? '') : bytesText(row.hex ?? '');
  };
  const answers: Answers = {
    transcript: ({ before, limit }) => ok(rowsBefore(rows, before).slice(-limit).map(plain)),
    searchTranscript: async (wanted) => {
      try {
        return ok(await searchFile(rows, wanted, fieldsOf));
      } catch (error) {
        if (error instanceof FilterError) return { ok: false, error: refusal('filter', error.message) };
        throw error;
      }
    },
    transcriptDetail: async ({ seq }) => {
      const row = find(seq);
      if (!row) return { ok: false, error: refusal('row', null) };
      const rules = await core.request('rules', {});
      const known = new Map(rules.ok ? rules.value.map((rule) => [rule.id, rule]) : []);
      return ok({ row: plain(row), hex: row.hex, rules: row.rules.flatMap((id) => known.get(id) ?? []) });
    },
    rowFields: ({ seq }) => decoded(find(seq)),
    epochs: () => ok(head.epochs.map((epoch) => ended(epoch, file))),
    epochHistory: () => ok(historyOf(file)),
    epochState: ({ epoch }) => epochState(file, core, epoch),
    capture: () => ok(head.capture ?? capturedIn(file)),
    messages: () => ok([]),
    app: (params) => core.request('app', params),
    rules: (params) => core.request('rules', params),
    // Only as it is: what a person would find telling in a file from elsewhere nobody here can know.
    exportRecording: ({ safe }) =>
      safe && !head.safe ? Promise.resolve({ ok: false, error: refusal('safe', null) }) : ok({ text: linesOf(file), next: null }),
  };
  return {
    host: core.host,
    request: <M extends RequestName>(name: M, params: Params<M>) => {
      const answer = answers[name] as ((given: Params<M>) => Promise<Reply<Result<M>>>) | undefined; // the answer of that name
      return answer ? answer(params) : Promise.resolve({ ok: false, error: refusal('other', name) });
    },
    subscribe: () => () => undefined,
    onPresence: () => () => undefined,
  };
}

/** An epoch in use when the recording was written ended, for who reads it, with the last row. */
function ended<E extends EpochView>(epoch: E, { rows }: RecordingFile): E {
  return { ...epoch, endedAt: epoch.endedAt ?? rows.at(-1)?.at ?? epoch.startedAt };
}

/** Files of before tell how epochs followed each other, and nothing else. */
function historyOf(file: RecordingFile): EpochHistoryView {
  const { history, epochs } = file.head;
  if (history !== undefined) return { ...history, epochs: history.epochs.map((epoch) => ended(epoch, file)) };
  const untold = { keys: { sent: null, received: null }, automatic: false, crossing: null, resumption: null, ends: [] };
  const healed = { us: null, peer: null, both: null };
  return { epochs: epochs.map((epoch) => ({ ...ended(epoch, file), ...untold })), earlier: 0, healed, untold: true };
}

async function epochState({ head, rows }: RecordingFile, core: Bridge, wanted: string): Promise<Reply<EpochStateView>> {
  const { connection, epochs } = head;
  const at = epochs.findIndex(({ epoch }) => epoch === wanted);
  const epoch = epochs[at];
  if (epoch === undefined) return { ok: false, error: refusal('epoch', null) };
  const [previous, next, afterNext] = [epochs[at - 1] ?? null, epochs[at + 1] ?? null, epochs[at + 2] ?? null];
  const groupOf = (of: EpochView | null): RecordedGroup | null =>
    rows.findLast((row) => of !== null && row.epoch === of.epoch && row.group)?.group ?? null;
  const picture = await core.request('epochPicture', {
    profile: connection.profile,
    suite: connection.suite,
    foundingRole: connection.foundingRole,
    epoch: { how: epoch.how, attempt: epoch.attempt },
    next: next && { how: next.how, attempt: next.attempt },
    afterNext: afterNext && { how: afterNext.how, attempt: afterNext.attempt },
    group: groupOf(epoch),
    before: groupOf(previous),
  });
  if (!picture.ok) return picture;
  return ok({ epoch: wanted, previous: previous?.epoch ?? null, next: next?.epoch ?? null, ...picture.value });
}

/** What a file has of the wire that does not say what there was. */
function capturedIn({ rows }: RecordingFile): CaptureView {
  const lengths = rows.flatMap(({ lane, hex }) => (lane === 'record' && hex !== null ? [hex.length / 2] : []));
  const bytes = lengths.reduce((sum, length) => sum + length, 0);
  return { records: lengths.length, bytes, droppedRecords: 0, droppedBytes: 0, droppedRows: 0, keys: 0 };
}

function linesOf({ head, rows, whole }: RecordingFile): string {
  const lines: readonly object[] = [head, ...rows, ...(whole ? [{ end: rows.at(-1)?.seq ?? 0 }] : [])];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** No code of the core's catalogue: it was never asked. */
function refusal(why: keyof Omit<typeof texts.fileRefuses, 'next'>, detail: string | null): ErrorView {
  const { next, [why]: title } = texts.fileRefuses;
  return { code: 'RECORDING_FILE', title, next, rule: null, alert: null, detail };
}
