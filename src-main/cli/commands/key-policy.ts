import type { KeyPolicyTrialView, KeyPolicyView } from '#shared/contract/key-policies.ts';
import { type KeyLimitName, type KeyPolicy, isKeyLimit, keyLimitNames, standardKeyPolicy } from '#shared/key-policy.ts';
import type { CoreAccess } from '#main/api/core-access.ts';
import { type Arguments, UsageError } from '../arguments.ts';
import { ask, type Command } from '../command.ts';
import { chooseConnection, oneOf } from '../select.ts';

const optionOf: { readonly [N in KeyLimitName]: string } = {
  updateRecords: 'records',
  updateBytes: 'bytes',
  updateAge: 'age',
  recordsPerKey: 'per-key',
};

const limitOptions = [
  { name: 'records', takes: 'N', help: 'Update after so many records under one epoch; 0 is never.' },
  { name: 'bytes', takes: 'N', help: 'Update after so many bytes; 0 is never.' },
  { name: 'age', takes: 'TIME', help: 'Update when keys that carried data are so old: 90s, 15m, 2h, 1d; 0 is never.' },
  { name: 'per-key', takes: 'N', help: 'Records one key protects at most; 0 is the algorithm’s own limit.' },
  { name: 'early-data', takes: 'on|off', help: 'Whether data in the first flight of a resumption is taken.' },
  { name: 'auto-resume', takes: 'on|off', help: 'Whether it resumes by itself after a cut and after a restart, after waits that grow.' },
] as const;

const which = 'Without CONNECTION it is the default of all connections that have no policy of their own.';

/** When keys are renewed by themselves. */
export const keyPolicyCommands: readonly Command[] = [
  {
    name: 'key-policy show',
    usage: '[CONNECTION]',
    summary: 'Show when the keys of a connection are renewed by themselves, and whether it comes back by itself.',
    details: [which],
    options: [],
    positionals: [0, 1],
    async run({ core, output }, { positionals: [given = null] }) {
      const access = await core();
      const view = await ask(access, 'keyPolicy', { connectionId: await idOf(access, given) });
      output.show(view, linesOf(view));
      return 'ok';
    },
  },
  {
    name: 'key-policy set',
    usage: '[CONNECTION] [--records N] [--bytes N] [--age TIME] [--per-key N] [--early-data on|off] [--auto-resume on|off] [--standard]',
    summary: 'Change what connections do by themselves: renew keys, resume; live connections follow at once.',
    details: [which, 'What is not named stays as it is.'],
    options: [...limitOptions, { name: 'standard', takes: null, help: 'Go back: a connection to the default, the default to the product’s.' }],
    positionals: [0, 1],
    async run({ core, output }, given) {
      const access = await core();
      const connectionId = await idOf(access, given.positionals[0] ?? null);
      const { policy } = await ask(access, 'keyPolicy', { connectionId });
      const wanted = given.has('standard') ? null : policyOf(given, policy);
      const view = await ask(access, 'setKeyPolicy', { connectionId, policy: wanted });
      output.show(view, linesOf(view));
      return 'ok';
    },
  },
  {
    name: 'key-policy try',
    usage: 'CONNECTION [--records N] [--bytes N] [--age TIME]',
    summary: 'Show what a key policy would have done on what was recorded of a connection. Changes nothing.',
    details: ['What is not named is as in the policy that the connection has.'],
    options: limitOptions,
    positionals: [1, 1],
    async run({ core, output }, given) {
      const access = await core();
      const { id } = await chooseConnection(access, given.positionals[0] ?? '');
      const { policy } = await ask(access, 'keyPolicy', { connectionId: id });
      const trial = await ask(access, 'tryKeyPolicy', { connectionId: id, policy: policyOf(given, policy) });
      output.show(trial, trialLines(trial));
      return 'ok';
    },
  },
];

async function idOf(core: CoreAccess, given: string | null): Promise<string | null> {
  return given === null ? null : (await chooseConnection(core, given)).id;
}

/** @throws {UsageError} */
function policyOf(given: Arguments, before: KeyPolicy): KeyPolicy {
  const limit = (name: KeyLimitName): number => {
    const text = given.value(optionOf[name]);
    if (text === null) return before[name];
    const value = name === 'updateAge' ? milliseconds(text) : Number(text);
    if (!isKeyLimit(name, value))
      throw new UsageError(`--${optionOf[name]} ${text} is not possible: give 0 or a whole number that is not too small.`);
    return value;
  };
  const [updateRecords, updateBytes, updateAge, recordsPerKey] = [
    limit('updateRecords'),
    limit('updateBytes'),
    limit('updateAge'),
    limit('recordsPerKey'),
  ];
  const whether = (option: string, was: boolean) => oneOf(option, given.value(option), ['on', 'off'], was ? 'on' : 'off') === 'on';
  const [earlyData, autoResume] = [whether('early-data', before.earlyData), whether('auto-resume', before.autoResume)];
  return { updateRecords, updateBytes, updateAge, recordsPerKey, earlyData, autoResume };
}

/** @returns NaN for what is no time */
function milliseconds(text: string): number {
  const found = /^(\d+)(s|m|h|d)?$/.exec(text);
  const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  if (found === null || (found[2] === undefined && found[1] !== '0')) return Number.NaN;
  return Number(found[1]) * (units[found[2] ?? 's'] ?? 0);
}

function linesOf({ connectionId, policy, own }: KeyPolicyView): readonly string[] {
  const whose =
    connectionId === null
      ? own
        ? 'Default of all connections:'
        : 'Default of all connections, as the product has it:'
      : own
        ? 'Its own policy:'
        : 'The default of all connections:';
  const words: { readonly [N in KeyLimitName]: string } = {
    updateRecords: 'update after records',
    updateBytes: 'update after bytes',
    updateAge: 'update at age',
    recordsPerKey: 'records per key',
  };
  const shown = (name: KeyLimitName) => {
    if (policy[name] === 0) return name === 'recordsPerKey' ? 'the algorithm’s limit' : 'never';
    return name === 'updateAge' ? `${policy[name] / 1000} s` : String(policy[name]);
  };
  const mark = (name: KeyLimitName) => (policy[name] === standardKeyPolicy[name] ? '' : ' (changed)');
  return [
    whose,
    ...keyLimitNames.map((name) => `  ${words[name]}: ${shown(name)}${mark(name)}`),
    `  early data: ${policy.earlyData ? 'taken' : 'as the listener says'}`,
    `  after a cut: ${policy.autoResume ? 'resumes by itself' : 'waits for you'}${policy.autoResume === standardKeyPolicy.autoResume ? '' : ' (changed)'}`,
  ];
}

function trialLines({ from, until, cut, updates, made, would, did }: KeyPolicyTrialView): readonly string[] {
  if (from === null) return ['Nothing is recorded of this connection.'];
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  return [
    `Looked at ${seconds(until - from)} of recording${cut ? ', its newest part' : ''}.`,
    `It would have updated ${updates.length} times by itself; limits did so ${made} times.`,
    `Keys would have lived ${seconds(would.longest)} at most, ${seconds(would.mean)} on average (${would.count} epochs);`,
    `they lived ${seconds(did.longest)} at most, ${seconds(did.mean)} on average (${did.count} epochs).`,
    ...updates.slice(0, 20).map(({ at, why }) => `  ${new Date(at).toISOString()}  by ${why}`),
    ...(updates.length > 20 ? [`  and ${updates.length - 20} more`] : []),
  ];
}
