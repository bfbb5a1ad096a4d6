import type { RuleId } from '#engine/rules.ts';
import type { ScenarioId } from '#shared/contract/laboratory.ts';
import type { Stage } from '../stage.ts';

/** Something to watch, with what it promises: {@link Stage.check} says whether the promise was kept. */
export interface Scenario {
  readonly id: ScenarioId;
  /** The first one is played unless another one is chosen. */
  readonly choices: readonly string[];
  /** What it shows. */
  readonly rules: readonly RuleId[];
  play(stage: Stage, choice: string): Promise<void>;
}
