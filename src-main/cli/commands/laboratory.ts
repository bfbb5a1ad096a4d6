import { suites } from '#engine/crypto/suites.ts';
import {
  type FaultRuleView,
  type FaultsView,
  type LaboratoryParams,
  type LaboratoryPartView,
  type LaboratoryRunView,
  scenarioIds,
} from '#shared/contract/laboratory.ts';
import { faultGrammar, parseFaultRule, writtenFaultRule } from '#shared/fault-rules.ts';
import { checkWords, runStates, scenarioWords, stepWords, verdictWords } from '#shared/laboratory-words.ts';
import { profileName } from '#shared/profile-words.ts';
import { type Arguments, UsageError } from '../arguments.ts';
import { type Command, type Context, ask } from '../command.ts';
import { didYouMean } from '../did-you-mean.ts';
import type { ExitName } from '../exit-codes.ts';
import { readInput } from '../input-file.ts';
import { writeNewFile } from '../new-file.ts';
import { chooseConnection, chooseProfile, profileIds, suiteOf } from '../select.ts';

/** The suite of a run that names none: everything about it follows from the seed. */
const usualSuite = 0x0001;

export const laboratoryCommands: readonly Command[] = [
  {
    name: 'lab list',
    usage: '',
    summary: 'List the scenarios of the laboratory and what they show.',
    options: [],
    positionals: [0, 0],
    run: list,
  },
  {
    name: 'lab run',
    usage: 'SCENARIO [VARIANT] [--fault RULE…]',
    summary: 'Play a scenario between two parties inside the program, and say whether it ended as promised.',
    details: [
      'Both ends are real, over a real loopback connection, with identities of their own that are gone afterwards. The same seed',
      'gives the same run. What --out writes, lab replay plays again and compares.',
    ],
    options: [
      { name: 'seed', takes: 'SEED', help: 'What decides the run. Default: one is drawn.' },
      { name: 'profile', takes: 'PROFILE', multiple: true, help: `${profileIds.join(', ')}; may be repeated. Default: all of them.` },
      { name: 'suite', takes: 'SUITE', help: 'Cipher suite, by number or name. Default: 0x0001.' },
      { name: 'out', takes: 'FILE', help: 'Write the run to a new file.' },
      { name: 'fault', takes: 'RULE', multiple: true, help: `What becomes of records on the way; may be repeated. RULE: ${faultGrammar}` },
      { name: 'steps', takes: null, help: 'Show every step.' },
    ],
    positionals: [1, 2],
    run: (context, given) => play(context, paramsOf(given), given.value('out'), given.has('steps')),
  },
  {
    name: 'lab replay',
    usage: 'FILE',
    summary: 'Play a run from a file again and say whether it went the same way.',
    options: [],
    positionals: [1, 1],
    run: (context, { positionals: [path = ''] }) => replay(context, path),
  },
  {
    name: 'lab faults',
    usage: 'CONNECTION [--fault RULE…] [--clear]',
    summary: 'Show or set what becomes of records on the way of a connection whose peer is on this machine.',
    details: [
      'Where we dial, a relay inside the program stands between both ends from the next transport on. Where we accept, everything that',
      'reaches our port from this machine meets the rules at once. They do what anybody on the way could do, to records by their headers;',
      'connections that lead elsewhere are never touched.',
    ],
    options: [
      { name: 'fault', takes: 'RULE', multiple: true, help: `May be repeated; they replace those before. RULE: ${faultGrammar}` },
      { name: 'clear', takes: null, help: 'Take all faults away.' },
    ],
    positionals: [1, 1],
    run: faults,
  },
];

function paramsOf(given: Arguments): LaboratoryParams {
  const [name = '', choice = null] = given.positionals;
  const scenario = scenarioIds.find((id) => id === name);
  if (scenario === undefined) throw new UsageError(`There is no scenario “${name}”.${didYouMean(name, scenarioIds)}`);
  const chosen = given.values('profile').map(chooseProfile);
  const suite = given.value('suite');
  return {
    scenario,
    choice,
    profiles: chosen.length === 0 ? profileIds : chosen,
    suite: suite === null ? usualSuite : suiteOf(suite, suites),
    seed: given.value('seed'),
    faults: rulesOf(given),
  };
}

/** @throws {UsageError} */
function rulesOf(given: Arguments): readonly FaultRuleView[] {
  return given.values('fault').map((text) => {
    const rule = parseFaultRule(text);
    if (rule === null) throw new UsageError(`“${text}” is no rule for faults. RULE: ${faultGrammar}`);
    return rule;
  });
}

async function faults({ core, output }: Context, given: Arguments): Promise<ExitName> {
  const access = await core();
  const { id: connectionId } = await chooseConnection(access, given.positionals[0] ?? '');
  const rules = rulesOf(given);
  const changes = rules.length > 0 || given.has('clear');
  const view = changes ? await ask(access, 'setFaults', { connectionId, rules }) : await ask(access, 'faults', { connectionId });
  output.show(view, faultLines(view));
  return 'ok';
}

function faultLines({ rules, applied, relay, port }: FaultsView): readonly string[] {
  const way =
    relay === null
      ? []
      : [`Relayed at ${relay.address}; connections through it now: ${relay.passing}. It is met from the next transport on: cut and resume.`];
  const arriving = port === null ? [] : [`Everything that reaches port ${port} from this machine meets them now.`];
  const each = rules.map((rule, index) => `  ${writtenFaultRule(rule)}: applied ${applied[index] ?? 0} times`);
  return rules.length === 0 ? ['No faults on the way.'] : [...way, ...arriving, ...each];
}

async function list({ coreOrOwn, output }: Context): Promise<ExitName> {
  const found = await ask(await coreOrOwn(), 'laboratoryScenarios', {});
  for (const scenario of found) {
    const { title, shows, ends, choices } = scenarioWords[scenario.id];
    const variants = scenario.choices.map((choice) => `    ${choice}: ${choices[choice] ?? choice}`);
    output.show({ ...scenario, title, shows, ends }, [`${scenario.id}: ${title}`, `    ${shows}`, `    End: ${ends}`, ...variants]);
  }
  return 'ok';
}

async function play({ coreOrOwn, output }: Context, params: LaboratoryParams, out: string | null, steps: boolean): Promise<ExitName> {
  const core = await coreOrOwn();
  const { id: runId } = await ask(core, 'laboratoryStart', params);
  try {
    const ended = await ask(core, 'laboratoryContinue', { runId });
    if (out !== null) await writeNewFile(out, async () => ({ text: (await ask(core, 'laboratoryFile', { runId })).text, next: null }));
    output.show(ended, linesOf(ended, steps));
    return ended.parts.every(({ state }) => state === 'reached') ? 'ok' : 'failed';
  } finally {
    await ask(core, 'laboratoryRemove', { runId });
  }
}

async function replay({ coreOrOwn, output }: Context, path: string): Promise<ExitName> {
  const text = (await readInput(path)).toString('utf8');
  const core = await coreOrOwn();
  const ended = await ask(core, 'laboratoryReplay', { text });
  await ask(core, 'laboratoryRemove', { runId: ended.id });
  output.show(ended, linesOf(ended, false));
  return ended.parts.every(({ verdict }) => verdict?.same === true) ? 'ok' : 'failed';
}

function linesOf({ scenario, choice, seed, parts }: LaboratoryRunView, steps: boolean): readonly string[] {
  const { title, choices } = scenarioWords[scenario];
  const variant = choice === null ? '' : `, ${choices[choice] ?? choice}`;
  return [`${title}${variant} (seed ${seed})`, ...parts.flatMap((part) => partLines(part, steps))];
}

function partLines({ profile, state, steps, rows, checks, verdict, error }: LaboratoryPartView, all: boolean): readonly string[] {
  return [
    `  ${profileName(profile)}: ${runStates[state]}, ${steps.length} steps, ${rows} rows`,
    ...(all ? steps.map((step) => `    ${step.number}. ${stepWords(step)}`) : []),
    ...checks.map(({ id, ok, rule, found }) => `    ${ok ? 'yes' : 'NO '} ${checkWords[id] ?? id}${rule === null ? '' : ` [${rule}]`}: ${found}`),
    ...(error === null ? [] : [`    ${error.title} (${error.code})`]),
    ...(verdict === null ? [] : [`    ${verdictWords(verdict)}`]),
  ];
}
