import { rules } from '#engine/rules.ts';
import { differences } from '#main/laboratory/differences.ts';
import type { Run } from '#main/laboratory/run.ts';
import { scenarios } from '#main/laboratory/scenarios/index.ts';
import { type LaboratoryRequests, type LaboratoryRunView, scenarioIds } from '#shared/contract/laboratory.ts';
import type { HandlersOf } from '#shared/contract.ts';
import type { CoreParts } from '../core-parts.ts';
import { faultsOf, setFaults } from './faults.ts';

export function laboratoryHandlers(parts: CoreParts): HandlersOf<LaboratoryRequests> {
  const { laboratory } = parts;
  const after = async (runId: string, act: (run: Run) => Promise<void> | void): Promise<LaboratoryRunView> => {
    const run = laboratory.require(runId);
    await act(run);
    return run.view;
  };
  return {
    laboratoryScenarios: async () =>
      scenarioIds.map((id) => ({
        id,
        choices: scenarios[id].choices,
        rules: scenarios[id].rules.map((rule) => ({ id: rule, text: rules[rule].text })),
      })),
    laboratoryRuns: async () => laboratory.runs.map(({ view }) => view),
    laboratoryStart: async (params) => (await laboratory.start(params)).view,
    laboratoryStep: ({ runId }) => after(runId, (run) => run.step()),
    laboratoryContinue: ({ runId }) => after(runId, (run) => run.play()),
    laboratoryPause: ({ runId }) => after(runId, (run) => run.pause()),
    laboratoryStop: ({ runId }) => after(runId, (run) => run.stop()),
    laboratoryRemove: async ({ runId }) => {
      await laboratory.remove(runId);
      return null;
    },
    laboratoryRows: async ({ runId, profile, after: number, limit }) => {
      return laboratory
        .require(runId)
        .part(profile)
        .rows.slice(number, number + limit);
    },
    laboratoryDifferences: async ({ runId, left, right }) => {
      const run = laboratory.require(runId);
      const only = differences(run.part(left).rows, run.part(right).rows);
      return [...only.left.map((row) => ({ profile: left, row })), ...only.right.map((row) => ({ profile: right, row }))];
    },
    laboratoryFile: async ({ runId }) => laboratory.require(runId).file,
    laboratoryReplay: async ({ text }) => (await laboratory.replay(text)).view,
    faults: async ({ connectionId }) => faultsOf(parts, connectionId),
    setFaults: ({ connectionId, rules: wanted }) => setFaults(parts, connectionId, wanted),
  };
}
