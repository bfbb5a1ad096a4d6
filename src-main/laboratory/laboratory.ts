import { toHex } from '#engine/bytes.ts';
import { findSuite } from '#engine/crypto/suites.ts';
import type { Randomness } from '#engine/crypto/provider.ts';
import { HostError } from '#main/hosts/host-error.ts';
import { freshId } from '#main/hosts/randomness.ts';
import type { LaboratoryParams } from '#shared/contract/laboratory.ts';
import type { RowWords } from './ledger.ts';
import type { Surroundings } from './person.ts';
import { Run } from './run.ts';
import { decodeRunFile } from './run-file.ts';

/** Runs that are kept: the oldest goes when another one begins. */
const runLimit = 4;

export interface LaboratoryOptions extends Surroundings {
  readonly words: RowWords;
  readonly wall: () => number;
  readonly randomness: Randomness;
}

/** The runs of one core. */
export class Laboratory {
  readonly #options: LaboratoryOptions;
  #runs: readonly Run[] = [];

  constructor(options: LaboratoryOptions) {
    this.#options = options;
  }

  /** Newest first. */
  get runs(): readonly Run[] {
    return this.#runs;
  }

  /** @throws {HostError} `UNKNOWN_RUN` */
  require(id: string): Run {
    const run = this.#runs.find((candidate) => candidate.id === id);
    if (run === undefined) throw new HostError('UNKNOWN_RUN');
    return run;
  }

  /** A run whose first step waits. @throws {HostError} `UNKNOWN_SUITE`, `UNKNOWN_CHOICE` */
  async start({ profiles, seed, ...start }: LaboratoryParams): Promise<Run> {
    if (findSuite(start.suite) === undefined) throw new HostError('UNKNOWN_SUITE', { detail: ['cipher-suite', start.suite] });
    const { randomness, wall, announcements } = this.#options;
    const run = new Run({
      ...this.#options,
      id: freshId(),
      start: { ...start, seed: seed ?? toHex(randomness.bytes(6)) },
      profiles: [...new Set(profiles)],
      startedAt: wall(),
      changed: () => announcements.list('laboratoryChanged'),
    });
    const old = this.#runs.slice(runLimit - 1);
    this.#runs = [run, ...this.#runs.slice(0, runLimit - 1)];
    await Promise.all(old.map((gone) => gone.remove()));
    await run.ready;
    this.#announce();
    return run;
  }

  /** Plays what a file says to its end and compares. @throws {HostError} `RUN_FILE`, `RUN_FILE_VERSION`, and as {@link start} */
  async replay(text: string): Promise<Run> {
    const file = decodeRunFile(text);
    const { runs, format: _, version: __, ...start } = file;
    const run = await this.start({ ...start, profiles: runs.map(({ profile }) => profile) });
    await run.play();
    if (run.view.parts.every(({ digest }) => digest !== null)) run.judge(file);
    this.#announce();
    return run;
  }

  async remove(id: string): Promise<void> {
    const run = this.require(id);
    this.#runs = this.#runs.filter((candidate) => candidate !== run);
    await run.remove();
    this.#announce();
  }

  async close(): Promise<void> {
    const runs = this.#runs;
    this.#runs = [];
    await Promise.all(runs.map((run) => run.remove()));
  }

  #announce(): void {
    this.#options.announcements.list('laboratoryChanged');
  }
}
