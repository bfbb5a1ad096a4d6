import type { Bridge } from '#shared/contract.ts';
import type { RuleView } from '#shared/contract/inspection.ts';

let asked: Promise<ReadonlyMap<string, RuleView>> | null = null;

/** The rules of the core by their ids, asked for once; none when it does not answer. */
export function knownRules(bridge: Bridge): Promise<ReadonlyMap<string, RuleView>> {
  asked ??= bridge.request('rules', {}).then((reply) => {
    if (!reply.ok) asked = null;
    return new Map((reply.ok ? reply.value : []).map((rule) => [rule.id, rule]));
  });
  return asked;
}
