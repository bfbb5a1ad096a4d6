import type {
  LaboratoryDifference,
  LaboratoryParams,
  LaboratoryRequests,
  LaboratoryRow,
  LaboratoryRunView,
  ScenarioView,
} from '#shared/contract/laboratory.ts';
import type { Bridge, Params, Result } from '#shared/contract.ts';
import type { ErrorView, ProfileView } from '#shared/views.ts';

/** Rows fetched at once. */
const pageSize = 500;

/** What is asked of the core, and of which run. */
interface Doing {
  readonly what: 'start' | 'step' | 'run' | 'stop' | 'replay';
  readonly runId: string | null;
}

/** The runs of the laboratory, and the rows of the one that is on the page. */
export class LaboratoryState {
  scenarios = $state.raw<readonly ScenarioView[]>([]);
  runs = $state.raw<readonly LaboratoryRunView[]>([]);
  /** `failed`: the scenarios are not known. */
  phase = $state<'loading' | 'ready' | 'failed'>('loading');
  error = $state.raw<ErrorView | null>(null);
  #doing = $state.raw<readonly Doing[]>([]);
  rows = $state.raw<{ readonly [P in ProfileView]?: readonly LaboratoryRow[] }>({});
  /** The run that was begun from this page last. */
  prepared = $state<string | null>(null);
  differences = $state.raw<readonly LaboratoryDifference[]>([]);
  readonly #bridge: Bridge;
  #chosen = $state<string | null>(null);
  #rowsOf: string | null = null;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** The run on the page: the newest unless another one was chosen. */
  get run(): LaboratoryRunView | null {
    return this.runs.find(({ id }) => id === this.#chosen) ?? this.runs[0] ?? null;
  }

  /** Whether this window waits for that, with the run it is about: none yet for one that begins. */
  waitsFor(what: Doing['what'], runId: string | null = null): boolean {
    return this.#doing.some((one) => one.what === what && one.runId === runId);
  }

  /** Whether a run goes on by itself, whoever set it going. */
  goesOn({ id: runId, parts }: LaboratoryRunView): boolean {
    return this.waitsFor('run', runId) || (!this.waitsFor('step', runId) && parts.some(({ state }) => state === 'running'));
  }

  /** Loads, and again whenever something happens. @returns what ends it */
  follow(): () => void {
    void this.load();
    return this.#bridge.subscribe('laboratoryChanged', (runs) => {
      this.runs = runs;
      void this.#loadRows();
    });
  }

  choose(runId: string): void {
    this.#chosen = runId;
    void this.#loadRows();
  }

  async start(params: LaboratoryParams): Promise<void> {
    const run = await this.#do('start', 'laboratoryStart', params);
    if (run === null) return;
    this.prepared = run.id;
    this.choose(run.id);
  }

  /** The same run once more. */
  async restart({ id: runId, scenario, choice, suite, seed, faults, parts }: LaboratoryRunView): Promise<void> {
    await this.#bridge.request('laboratoryRemove', { runId });
    await this.start({ scenario, choice, suite, seed, faults, profiles: parts.map(({ profile }) => profile) });
  }

  async step({ id: runId }: LaboratoryRunView): Promise<void> {
    await this.#do('step', 'laboratoryStep', { runId });
  }

  async play({ id: runId }: LaboratoryRunView): Promise<void> {
    await this.#do('run', 'laboratoryContinue', { runId });
  }

  async pause({ id: runId }: LaboratoryRunView): Promise<void> {
    await this.#bridge.request('laboratoryPause', { runId });
  }

  async stop({ id: runId }: LaboratoryRunView): Promise<void> {
    await this.#do('stop', 'laboratoryStop', { runId });
  }

  async file({ id: runId }: LaboratoryRunView): Promise<{ readonly name: string; readonly text: string } | null> {
    const reply = await this.#bridge.request('laboratoryFile', { runId });
    this.error = reply.ok ? null : reply.error;
    return reply.ok ? reply.value : null;
  }

  async replay(text: string): Promise<void> {
    const run = await this.#do('replay', 'laboratoryReplay', { text });
    if (run === null) return;
    this.prepared = run.id;
    this.choose(run.id);
  }

  /** Refused before the core was asked. */
  refuse(error: ErrorView): void {
    this.error = error;
  }

  async compare(left: ProfileView, right: ProfileView): Promise<void> {
    const { run } = this;
    if (run === null) return;
    const reply = await this.#bridge.request('laboratoryDifferences', { runId: run.id, left, right });
    if (this.run?.id === run.id) this.differences = reply.ok ? reply.value : [];
  }

  async load(): Promise<void> {
    const [scenarios, runs] = await Promise.all([this.#bridge.request('laboratoryScenarios', {}), this.#bridge.request('laboratoryRuns', {})]);
    if (scenarios.ok) this.phase = 'ready';
    else if (this.scenarios.length === 0) this.phase = 'failed'; // what is known stays
    this.error = scenarios.ok ? null : scenarios.error;
    if (scenarios.ok) this.scenarios = scenarios.value;
    if (runs.ok) this.runs = runs.value;
    void this.#loadRows();
  }

  async #do<
    M extends Extract<keyof LaboratoryRequests, 'laboratoryStart' | 'laboratoryStep' | 'laboratoryContinue' | 'laboratoryStop' | 'laboratoryReplay'>,
  >(what: Doing['what'], name: M, params: Params<M>): Promise<LaboratoryRunView | null> {
    const doing: Doing = { what, runId: 'runId' in params ? params.runId : null };
    this.#doing = [...this.#doing, doing];
    const reply = await this.#bridge.request<M>(name, params);
    this.#doing = this.#doing.filter((one) => one !== doing);
    this.error = reply.ok ? null : reply.error;
    if (!reply.ok) return null;
    const run: Result<M> = reply.value;
    this.runs = [run, ...this.runs.filter(({ id }) => id !== run.id)].sort((a, b) => b.startedAt - a.startedAt);
    void this.#loadRows();
    return run;
  }

  /** Fetches what is new since the last time. */
  async #loadRows(): Promise<void> {
    const { run } = this;
    if (run === null || run.id !== this.#rowsOf) {
      this.rows = {};
      this.differences = [];
      this.#rowsOf = run?.id ?? null;
    }
    if (run === null) return;
    for (const { profile, rows: count } of run.parts) {
      for (let known = this.rows[profile] ?? []; known.length < count; known = this.rows[profile] ?? []) {
        const reply = await this.#bridge.request('laboratoryRows', { runId: run.id, profile, after: known.length, limit: pageSize });
        // Another load may have been quicker, or another run be on the page.
        if (!reply.ok || reply.value.length === 0 || this.#rowsOf !== run.id) return;
        if ((this.rows[profile] ?? []).length === known.length) this.rows = { ...this.rows, [profile]: [...known, ...reply.value] };
      }
    }
  }
}
