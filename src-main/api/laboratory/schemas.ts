import * as v from 'valibot';
import { choice, faultRules, runFileLimit, scenario, seed } from '#main/laboratory/run-file.ts';
import { connectionId, id, nothing, pageSize, profile, seq, suite } from '../fields.ts';

const run = v.strictObject({ runId: id });

/** Parameters of the requests about the laboratory. */
export const laboratorySchemas = {
  laboratoryScenarios: nothing,
  laboratoryRuns: nothing,
  laboratoryStart: v.strictObject({
    scenario,
    choice,
    profiles: v.pipe(v.array(profile), v.minLength(1), v.maxLength(3)),
    suite,
    seed: v.nullable(seed),
    faults: faultRules,
  }),
  laboratoryStep: run,
  laboratoryContinue: run,
  laboratoryPause: run,
  laboratoryStop: run,
  laboratoryRemove: run,
  laboratoryRows: v.strictObject({ runId: id, profile, after: seq, limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(pageSize)) }),
  laboratoryDifferences: v.strictObject({ runId: id, left: profile, right: profile }),
  laboratoryFile: run,
  laboratoryReplay: v.strictObject({ text: v.pipe(v.string(), v.maxLength(runFileLimit)) }),
  faults: connectionId,
  setFaults: v.strictObject({ connectionId: id, rules: faultRules }),
};
