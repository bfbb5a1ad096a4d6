import type { ProfileName } from '#engine/two-party/roles.ts';
import type { LaboratoryPartView, LaboratoryRow, LaboratoryVerdict } from '#shared/contract/laboratory.ts';
import type { FaultRule } from './faults/plan.ts';
import { Gate, Stopped } from './gate.ts';
import { Ledger, type RowWords } from './ledger.ts';
import type { Surroundings } from './person.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { digestOf, seeding } from './prints.ts';
import { Stage } from './stage.ts';

export interface PerformanceOptions extends Surroundings {
  readonly scenario: Scenario;
  readonly choice: string;
  readonly profile: ProfileName;
  readonly suite: number;
  readonly seed: string;
  readonly faults: readonly FaultRule[];
  readonly words: RowWords;
  readonly wall: () => number;
  /** Called whenever its view is another one. */
  readonly changed: () => void;
}

/** One scenario in one profile, from the first step to its end. */
export class Performance {
  readonly profile: ProfileName;
  readonly #options: PerformanceOptions;
  readonly #gate = new Gate();
  readonly #ledger: Ledger;
  readonly #stage: Stage;
  readonly #over: Promise<void>;
  #end: 'none' | 'played' | 'stopped' | 'failed' = 'none';
  #failure: unknown = null;
  #verdict: LaboratoryVerdict | null = null;

  /** The first step waits. */
  readonly ready: Promise<void>;

  constructor(options: PerformanceOptions) {
    this.#options = options;
    this.ready = this.#gate.arrived();
    this.profile = options.profile;
    const { words, connections, changed, suite, wall } = options;
    this.#ledger = new Ledger(words, ({ realm }) => connections.ofRealm(realm), changed, seeding(suite) !== 'rows', wall);
    this.#stage = new Stage({ ...options, gate: this.#gate, ledger: this.#ledger });
    this.#over = this.#play();
  }

  get rows(): readonly LaboratoryRow[] {
    return this.#ledger.rows;
  }

  get prints(): readonly string[] {
    return this.#ledger.prints;
  }

  get ended(): boolean {
    return this.#end !== 'none';
  }

  /** Lets one step happen. Resolves when the next one waits. */
  async step(): Promise<void> {
    if (!this.ended) await this.#gate.step();
  }

  /** Lets everything happen. Resolves at the end, or when it is paused. */
  async play(): Promise<void> {
    if (this.ended) return;
    const arrived = this.#gate.arrived();
    this.#gate.open();
    await arrived;
  }

  pause(): void {
    this.#gate.pause();
  }

  async stop(): Promise<void> {
    this.#gate.stop();
    this.#stage.abandon();
    await this.#over;
  }

  /** Nothing of it is left, neither connections nor rows. */
  async remove(): Promise<void> {
    await this.stop();
    await this.#stage.remove();
  }

  /** How it compares with what a file says. */
  judge(verdict: LaboratoryVerdict): void {
    this.#verdict = verdict;
    this.#options.changed();
  }

  get view(): LaboratoryPartView {
    const { steps, next, rows, prints, checks } = this.#ledger;
    const played = this.#end === 'played';
    return {
      profile: this.profile,
      state: this.#state,
      steps,
      next: this.ended ? null : next,
      rows: rows.length,
      checks,
      aliceId: this.#stage.alice.connection?.id ?? null,
      bobId: this.#stage.bob.connection?.id ?? null,
      digest: played ? digestOf(prints) : null,
      wireDigest: played && seeding(this.#options.suite) === 'bytes' ? this.#ledger.wireDigest : null,
      error: this.#failure === null ? null : this.#options.words.error(this.#failure),
      verdict: this.#verdict,
    };
  }

  get #state(): LaboratoryPartView['state'] {
    if (this.#end === 'none') return this.#gate.paused ? 'paused' : 'running';
    if (this.#end !== 'played') return this.#end;
    return this.#ledger.checks.every(({ ok }) => ok) ? 'reached' : 'missed';
  }

  async #play(): Promise<void> {
    const { scenario, choice, changed } = this.#options;
    try {
      await this.#stage.prepare();
      await scenario.play(this.#stage, choice);
      this.#end = 'played';
    } catch (error) {
      this.#end = error instanceof Stopped ? 'stopped' : 'failed';
      if (this.#end === 'failed') this.#failure = error;
    }
    await this.#stage.leave();
    this.#gate.finish();
    changed();
  }
}
