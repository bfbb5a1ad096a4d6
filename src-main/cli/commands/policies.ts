import { stepWords, type PolicyStepView, type PolicyView } from '#shared/contract/trust-policies.ts';
import type { CoreAccess } from '#main/api/core-access.ts';
import { UsageError } from '../arguments.ts';
import { ask, type Command } from '../command.ts';
import { choose } from '../select.ts';
import { table } from '../table.ts';

const stepHelp = [
  'Steps, in order: pinned, first-use, confirm, unchecked, expiry, x509, x509=NAME (a name the certificate must carry),',
  'x509=dialled (it must name the dialled host), allow=LIST, deny (any deny-list), deny=LIST, revocation (an overdue list warns),',
  'revocation=deny (an overdue list refuses).',
];

/** Policies of the authentication service. */
export const policyCommands: readonly Command[] = [
  {
    name: 'policy list',
    usage: '',
    summary: 'Show the policies that decide whom to believe.',
    options: [],
    positionals: [0, 0],
    async run({ coreOrOwn, output }) {
      const policies = await ask(await coreOrOwn(), 'policies', {});
      if (output.json) for (const policy of policies) output.show(policy, '');
      else
        output.show(
          {},
          table(
            ['POLICY', 'STEPS', ''],
            policies.map((policy) => [policy.name, policy.steps.map(wordOf).join(' '), noteOf(policy)]),
          ),
        );
      return 'ok';
    },
  },
  {
    name: 'policy show',
    usage: 'POLICY',
    summary: 'Show what a policy asks, step by step.',
    options: [],
    positionals: [1, 1],
    async run({ coreOrOwn, output }, { positionals: [given = ''] }) {
      const policy = await choosePolicy(await coreOrOwn(), given);
      output.show(policy, [
        policy.name,
        ...policy.steps.map((step, at) => `${at + 1}. ${stepWords[step.kind].title}: ${stepWords[step.kind].asks} (${wordOf(step)})`),
      ]);
      return 'ok';
    },
  },
  {
    name: 'policy set',
    usage: 'POLICY STEP…',
    summary: 'Make a policy, or give one other steps.',
    details: [
      ...stepHelp,
      'One step that refuses decides. A policy with steps that can vouch must be satisfied by one; nobody vouches: refused.',
      'The policy “Always” applies to every connection, besides the one that connect or listen names with --policy.',
    ],
    options: [],
    positionals: [2, 32],
    async run({ coreOrOwn, output }, { positionals: [name = '', ...words] }) {
      const core = await coreOrOwn();
      const steps = words.map(stepOf);
      const known = (await ask(core, 'policies', {})).find((policy) => policy.name === name);
      const policy = await ask(core, 'setPolicy', { id: known?.id ?? null, name, steps });
      output.show(policy, `The policy “${policy.name}” asks: ${policy.steps.map(wordOf).join(' ')}.`);
      return 'ok';
    },
  },
  {
    name: 'policy remove',
    usage: 'POLICY',
    summary: 'Remove a policy. “Always” goes back to what it was at first.',
    options: [],
    positionals: [1, 1],
    async run({ coreOrOwn, output }, { positionals: [given = ''] }) {
      const core = await coreOrOwn();
      const policy = await choosePolicy(core, given);
      await ask(core, 'removePolicy', { policyId: policy.id });
      output.show({ removed: policy.id }, `Removed the policy “${policy.name}”.`);
      return 'ok';
    },
  },
];

/** A policy by name or id. @throws {UsageError} */
export async function choosePolicy(core: CoreAccess, given: string): Promise<PolicyView> {
  return choose('policy', given, await ask(core, 'policies', {}), ({ name }) => [name]);
}

function noteOf({ always, unreadable }: PolicyView): string {
  return unreadable ? 'of a newer version: believes nobody' : always ? 'applies to every connection' : '';
}

function wordOf(step: PolicyStepView): string {
  switch (step.kind) {
    case 'x509':
      return step.dialledName ? 'x509=dialled' : step.name === null ? 'x509' : `x509=${step.name}`;
    case 'allow-list':
      return `allow=${step.list}`;
    case 'deny-list':
      return step.list === null ? 'deny' : `deny=${step.list}`;
    case 'revocation':
      return step.stale === 'deny' ? 'revocation=deny' : 'revocation';
    default:
      return step.kind;
  }
}

/** @throws {UsageError} */
function stepOf(word: string): PolicyStepView {
  const [kind = '', value = null] = word.split(/=(.*)/s, 2);
  if (value === null) {
    const plain = (['pinned', 'first-use', 'confirm', 'unchecked', 'expiry'] as const).find((one) => one === kind);
    if (plain !== undefined) return { kind: plain };
    if (kind === 'deny') return { kind: 'deny-list', list: null };
    if (kind === 'revocation') return { kind: 'revocation', stale: 'warn' };
    if (kind === 'x509') return { kind: 'x509', anchors: null, name: null, dialledName: false };
  } else if (value !== '') {
    if (kind === 'allow') return { kind: 'allow-list', list: value };
    if (kind === 'deny') return { kind: 'deny-list', list: value };
    if (kind === 'revocation' && value === 'deny') return { kind: 'revocation', stale: 'deny' };
    if (kind === 'x509') return { kind: 'x509', anchors: null, name: value === 'dialled' ? null : value, dialledName: value === 'dialled' };
  }
  throw new UsageError(`“${word}” is no step. ${stepHelp.join(' ')}`);
}
