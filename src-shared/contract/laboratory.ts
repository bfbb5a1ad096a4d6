import type { Said } from '../words/said.ts';
import type { ErrorView, ProfileView, TranscriptRow } from '../views.ts';

/** Scenarios that run for real between two parties in this program, and faults on the way between them. */
export interface LaboratoryRequests {
  laboratoryScenarios(params: Record<string, never>): readonly ScenarioView[];
  laboratoryRuns(params: Record<string, never>): readonly LaboratoryRunView[];
  /** Begins a run, paused before its first step. The oldest runs beyond a handful go. */
  laboratoryStart(params: LaboratoryParams): LaboratoryRunView;
  /** Takes the next step in every profile of the run. */
  laboratoryStep(params: { readonly runId: string }): LaboratoryRunView;
  /** Goes on to the end. Resolves when it is reached or the run is paused or stopped. */
  laboratoryContinue(params: { readonly runId: string }): LaboratoryRunView;
  /** Pauses before the next step. */
  laboratoryPause(params: { readonly runId: string }): LaboratoryRunView;
  /** Ends both parties without a word. What was recorded stays until the run is removed. */
  laboratoryStop(params: { readonly runId: string }): LaboratoryRunView;
  laboratoryRemove(params: { readonly runId: string }): null;
  laboratoryRows(params: {
    readonly runId: string;
    readonly profile: ProfileView;
    readonly after: number;
    readonly limit: number;
  }): readonly LaboratoryRow[];
  /** Where two profiles of a run part: rows of one that the other does not have. */
  laboratoryDifferences(params: { readonly runId: string; readonly left: ProfileView; readonly right: ProfileView }): readonly LaboratoryDifference[];
  /** A run as text, for a file. */
  laboratoryFile(params: { readonly runId: string }): { readonly name: string; readonly text: string };
  /** Runs what a file says, to the end, and compares. */
  laboratoryReplay(params: { readonly text: string }): LaboratoryRunView;
  /** The faults on the way of a connection of the demo pair, or of one whose peer is on this machine. */
  faults(params: { readonly connectionId: string }): FaultsView;
  /** Where we dial they apply from the next transport on, else at once; no rules: it is straight again. */
  setFaults(params: { readonly connectionId: string; readonly rules: readonly FaultRuleView[] }): FaultsView;
}

export const laboratoryChannels: { readonly [M in keyof LaboratoryRequests]: `core:${M}` } = {
  laboratoryScenarios: 'core:laboratoryScenarios',
  laboratoryRuns: 'core:laboratoryRuns',
  laboratoryStart: 'core:laboratoryStart',
  laboratoryStep: 'core:laboratoryStep',
  laboratoryContinue: 'core:laboratoryContinue',
  laboratoryPause: 'core:laboratoryPause',
  laboratoryStop: 'core:laboratoryStop',
  laboratoryRemove: 'core:laboratoryRemove',
  laboratoryRows: 'core:laboratoryRows',
  laboratoryDifferences: 'core:laboratoryDifferences',
  laboratoryFile: 'core:laboratoryFile',
  laboratoryReplay: 'core:laboratoryReplay',
  faults: 'core:faults',
  setFaults: 'core:setFaults',
};

export interface LaboratoryTopics {
  /** All runs; a handful, without their rows. */
  readonly laboratoryChanged: readonly LaboratoryRunView[];
}

export const laboratoryTopicChannels: { readonly [T in keyof LaboratoryTopics]: `face:${T}` } = { laboratoryChanged: 'face:laboratoryChanged' };

export const scenarioIds = [
  'normal-life',
  'crossing-updates',
  'lost-epoch-key-update',
  'cut-anywhere',
  'simultaneous-resumption',
  'replayed-first-flight',
  'changed-credential',
  'expired-key-package',
  'truncation',
] as const;
export type ScenarioId = (typeof scenarioIds)[number];

export interface ScenarioView {
  readonly id: ScenarioId;
  /** What can be chosen; the first one unless something else is. Empty when there is nothing to choose. */
  readonly choices: readonly string[];
  /** Rules it shows. */
  readonly rules: readonly { readonly id: string; readonly text: string }[];
}

export interface LaboratoryParams {
  readonly scenario: ScenarioId;
  readonly choice: string | null;
  readonly profiles: readonly ProfileView[];
  readonly suite: number;
  /** At most 64 letters; the same seed gives the same run. `null`: one is drawn. */
  readonly seed: string | null;
  readonly faults: readonly FaultRuleView[];
}

export type LaboratoryParty = 'alice' | 'bob' | 'attacker' | 'network';

/** Something that happens in a run: one click of the step button. */
export interface LaboratoryStepView {
  readonly number: number;
  readonly kind: 'act' | 'wire' | 'attack' | 'time';
  readonly actor: LaboratoryParty;
  /** What is done or sent: a name that is put into words, or a message's own. */
  readonly what: string;
  /** Which transport of the run, from 1; `null` when it is about none. */
  readonly link: number | null;
  /** Bytes on the wire; `null` when none move. */
  readonly length: number | null;
  /** What the fault plan did to it. */
  readonly fault: FaultActionView['kind'] | null;
}

/** Something the scenario promises, and whether it came true. */
export interface LaboratoryCheckView {
  readonly id: string;
  readonly rule: string | null;
  readonly ok: boolean;
  readonly found: string;
  /** The same by code: `words/found.ts`. */
  readonly said?: Said;
}

export interface LaboratoryPartView {
  readonly profile: ProfileView;
  /** `paused`: a step waits. `reached`: it ended as promised. `missed`: otherwise. */
  readonly state: 'paused' | 'running' | 'reached' | 'missed' | 'stopped' | 'failed';
  readonly steps: readonly LaboratoryStepView[];
  /** What the next step does. */
  readonly next: LaboratoryStepView | null;
  readonly rows: number;
  readonly checks: readonly LaboratoryCheckView[];
  /** Connections for the inspector; `null` until there is one. */
  readonly aliceId: string | null;
  readonly bobId: string | null;
  /** SHA-256 over the rows, hex; `null` before the end. */
  readonly digest: string | null;
  /** SHA-256 over the bytes on the wire, hex; `null` before the end, and where a suite's signatures cannot be seeded. */
  readonly wireDigest: string | null;
  /** Why it failed by itself; `null` unless it did. */
  readonly error: ErrorView | null;
  /** How it compares with the file it was replayed from; `null` when it was not. */
  readonly verdict: LaboratoryVerdict | null;
}

/** `row`: number of the first row that differs, from 1; `null` when only the bytes on the wire do. */
export type LaboratoryVerdict = { readonly same: true } | { readonly same: false; readonly row: number | null };

export interface LaboratoryRunView {
  readonly id: string;
  readonly scenario: ScenarioId;
  readonly choice: string | null;
  readonly suite: number;
  readonly seed: string;
  readonly faults: readonly FaultRuleView[];
  readonly startedAt: number;
  readonly parts: readonly LaboratoryPartView[];
}

/** A row of the ladder of one side, at its place among those of both. */
export interface LaboratoryRow {
  readonly number: number;
  /** The step that brought it about; 0 = what was made ready before. */
  readonly step: number;
  readonly side: 'alice' | 'bob';
  /** Which connection of that side, counted from 1. */
  readonly connection: number;
  readonly row: TranscriptRow;
}

export interface LaboratoryDifference {
  readonly profile: ProfileView;
  readonly row: LaboratoryRow;
}

export type FaultActionView =
  | { readonly kind: 'delay'; readonly milliseconds: number }
  | { readonly kind: 'drop' }
  | { readonly kind: 'cut' }
  /** `at`: byte of the record, from the end when negative. */
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  /** Held back until so many later records of its direction have passed it. */
  | { readonly kind: 'hold'; readonly after: number }
  /** Passed on, and once more after so many later ones. */
  | { readonly kind: 'replay'; readonly after: number };

export interface FaultRuleView {
  /** Whose records: those of the end that opened the transport, or of the one that accepted it. */
  readonly from: 'dialler' | 'listener' | 'both';
  /** Which transport, counted from 1; `null` = any. */
  readonly link: number | null;
  /** Which record of that direction, counted from 1; `null` = any. */
  readonly record: number | null;
  /** How often it applies; `null` = always. */
  readonly times: number | null;
  readonly action: FaultActionView;
}

export interface FaultsView {
  readonly rules: readonly FaultRuleView[];
  /** How often each has applied. */
  readonly applied: readonly number[];
  /** Where what leads to the peer is relayed, `HOST:PORT`, and how many connections pass there now; `null`: nowhere. */
  readonly relay: { readonly address: string; readonly passing: number } | null;
  /** Our port that the peer dials from this machine: everything that comes there from this machine meets them. `null`: the peer never did. */
  readonly port: number | null;
}
