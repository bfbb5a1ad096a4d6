import { HostError } from '#main/hosts/host-error.ts';
import type { ProfileName } from '#engine/two-party/roles.ts';
import type { LaboratoryRunView } from '#shared/contract/laboratory.ts';
import type { RowWords } from './ledger.ts';
import type { Surroundings } from './person.ts';
import { Performance } from './performance.ts';
import { compare, encodeRunFile, type RunFile, type RunOutcome, type RunStart } from './run-file.ts';
import { scenarios } from './scenarios/index.ts';

export interface RunOptions extends Surroundings {
  readonly id: string;
  readonly start: RunStart;
  readonly profiles: readonly ProfileName[];
  readonly startedAt: number;
  readonly words: RowWords;
  readonly wall: () => number;
  readonly changed: () => void;
}

/** One scenario, in one profile or in several side by side, step for step. */
export class Run {
  readonly id: string;
  readonly #options: RunOptions;
  /** With the variant that is played, also where none was chosen. */
  readonly #start: RunStart;
  readonly #parts: readonly Performance[];

  /** @throws {HostError} `UNKNOWN_CHOICE` */
  constructor(options: RunOptions) {
    this.id = options.id;
    this.#options = options;
    const { start, profiles } = options;
    const scenario = scenarios[start.scenario];
    const choice = start.choice ?? scenario.choices[0] ?? '';
    if (choice !== '' && !scenario.choices.includes(choice)) throw new HostError('UNKNOWN_CHOICE', { detail: choice });
    this.#start = { ...start, choice: choice === '' ? null : choice };
    this.#parts = profiles.map((profile) => new Performance({ ...options, ...start, scenario, choice, profile }));
  }

  get ready(): Promise<unknown> {
    return Promise.all(this.#parts.map(({ ready }) => ready));
  }

  get ended(): boolean {
    return this.#parts.every(({ ended }) => ended);
  }

  get view(): LaboratoryRunView {
    const { id, startedAt } = this.#options;
    return { id, ...this.#start, startedAt, parts: this.#parts.map(({ view }) => view) };
  }

  /** @throws {HostError} `UNKNOWN_RUN_PROFILE` */
  part(profile: ProfileName): Performance {
    const part = this.#parts.find((candidate) => candidate.profile === profile);
    if (part === undefined) throw new HostError('UNKNOWN_RUN_PROFILE', { detail: profile });
    return part;
  }

  async step(): Promise<void> {
    await Promise.all(this.#parts.map((part) => part.step()));
  }

  async play(): Promise<void> {
    await Promise.all(this.#parts.map((part) => part.play()));
  }

  pause(): void {
    for (const part of this.#parts) part.pause();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#parts.map((part) => part.stop()));
  }

  async remove(): Promise<void> {
    await Promise.all(this.#parts.map((part) => part.remove()));
  }

  /** @throws {HostError} `RUN_NOT_OVER` */
  get file(): { readonly name: string; readonly text: string } {
    const start = this.#start;
    const text = encodeRunFile(start, this.#parts.map(outcomeOf));
    return { name: `${start.scenario}-${start.seed.replaceAll(/[^\w-]/g, '_')}.json`, text };
  }

  /** Says of every part whether it went as the file has it. */
  judge(file: RunFile): void {
    for (const expected of file.runs) {
      const part = this.part(expected.profile);
      part.judge(compare(expected, outcomeOf(part)));
    }
  }
}

function outcomeOf(part: Performance): RunOutcome {
  const { profile, digest, wireDigest } = part.view;
  if (digest === null) throw new HostError('RUN_NOT_OVER');
  return { profile, digest, wireDigest, rows: [...part.prints] };
}
