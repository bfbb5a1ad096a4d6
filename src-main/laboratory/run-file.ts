import * as v from 'valibot';
import { HostError } from '#main/hosts/host-error.ts';
import { type FaultRuleView, type LaboratoryVerdict, scenarioIds } from '#shared/contract/laboratory.ts';
import { digestOf, printLength } from './prints.ts';

/** Longest file that is read, characters. */
export const runFileLimit = 1_048_576;

/** Rows of one profile at most. */
const rowLimit = 20_000;

const format = 'epochscope-laboratory-run';

const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000));

/** What may become of a record. */
export const faultAction = v.variant('kind', [
  v.strictObject({ kind: v.literal('delay'), milliseconds: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(600_000)) }),
  v.strictObject({ kind: v.literal('drop') }),
  v.strictObject({ kind: v.literal('cut') }),
  v.strictObject({
    kind: v.literal('flip'),
    at: v.pipe(v.number(), v.integer(), v.minValue(-100_000), v.maxValue(100_000)),
    bit: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(7)),
  }),
  v.strictObject({ kind: v.literal('hold'), after: count }),
  v.strictObject({ kind: v.literal('replay'), after: count }),
]);

export const faultRules = v.pipe(
  v.array(
    v.strictObject({
      from: v.picklist(['dialler', 'listener', 'both']),
      link: v.nullable(count),
      record: v.nullable(count),
      times: v.nullable(count),
      action: faultAction,
    }),
  ),
  v.maxLength(32),
);

export const seed = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
export const scenario = v.picklist(scenarioIds);
export const choice = v.nullable(v.pipe(v.string(), v.maxLength(64)));

const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const runFile = v.strictObject({
  format: v.literal(format),
  version: v.literal(1),
  scenario,
  choice,
  suite: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff)),
  seed,
  faults: faultRules,
  runs: v.pipe(
    v.array(
      v.strictObject({
        profile: v.picklist(['draft-00', 'editor-copy', 'draft-00-literal']),
        digest,
        wireDigest: v.nullable(digest),
        rows: v.pipe(v.array(v.pipe(v.string(), v.length(printLength), v.regex(/^[0-9a-f]*$/))), v.maxLength(rowLimit)),
      }),
    ),
    v.minLength(1),
    v.maxLength(3),
    v.check((runs) => new Set(runs.map(({ profile }) => profile)).size === runs.length, 'a profile occurs twice'),
    v.check((runs) => runs.every((run) => digestOf(run.rows) === run.digest), 'a digest does not fit its rows'),
  ),
});

/** A run that can be played again: what it was started with, and prints of what happened. */
export type RunFile = v.InferOutput<typeof runFile>;
export type RunOutcome = RunFile['runs'][number];

export interface RunStart {
  readonly scenario: RunFile['scenario'];
  readonly choice: string | null;
  readonly suite: number;
  readonly seed: string;
  readonly faults: readonly FaultRuleView[];
}

export function encodeRunFile(start: RunStart, runs: readonly RunOutcome[]): string {
  return `${JSON.stringify({ format, version: 1, ...start, runs }, null, 1)}\n`;
}

/** @throws {HostError} `RUN_FILE_VERSION` for a file of a later version, `RUN_FILE` for whatever else is no run */
export function decodeRunFile(text: string): RunFile {
  if (text.length > runFileLimit) throw new HostError('RUN_FILE', { detail: ['run-too-long', runFileLimit] });
  const json = parsed(text);
  const result = v.safeParse(runFile, json);
  if (result.success) return result.output;
  const later = v.safeParse(v.looseObject({ format: v.literal(format), version: v.pipe(v.number(), v.integer(), v.minValue(2)) }), json);
  if (later.success) throw new HostError('RUN_FILE_VERSION', { detail: ['run-version', later.output.version] });
  const [issue] = result.issues;
  throw new HostError('RUN_FILE', { detail: v.getDotPath(issue) ?? issue.type });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HostError('RUN_FILE', { detail: ['not-json'] });
  }
}

/** Whether a run went as the file says. */
export function compare(expected: RunOutcome, found: Omit<RunOutcome, 'profile'>): LaboratoryVerdict {
  const length = Math.max(expected.rows.length, found.rows.length);
  for (let at = 0; at < length; at++) if (expected.rows[at] !== found.rows[at]) return { same: false, row: at + 1 };
  const sameBytes = expected.wireDigest === null || found.wireDigest === null || expected.wireDigest === found.wireDigest;
  return sameBytes ? { same: true } : { same: false, row: null };
}
