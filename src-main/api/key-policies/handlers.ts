import { keyPolicyOf } from '#main/hosts/key-policies.ts';
import type { KeyLivesView, KeyPolicyRequests, KeyPolicyView } from '#shared/contract/key-policies.ts';
import type { HandlersOf } from '#shared/contract.ts';
import { standardKeyPolicy } from '#shared/key-policy.ts';
import type { CoreParts } from '../core-parts.ts';
import { mostUpdates, type Past, tryPolicy } from './dry-run.ts';
import { recordedPast } from './past.ts';

/** Keeping keys fresh. */
export function keyPolicyHandlers({ connections, realm }: CoreParts): HandlersOf<KeyPolicyRequests> {
  const viewOf = (connectionId: string | null): KeyPolicyView => {
    if (connectionId === null) return { connectionId, policy: keyPolicyOf(realm), own: realm.store.settings.read('key-policy') != null };
    const connection = connections.require(connectionId);
    return { connectionId, policy: connection.keyPolicy, own: connection.hasOwnPolicy };
  };
  return {
    keyPolicy: async ({ connectionId }) => viewOf(connectionId),
    setKeyPolicy: async ({ connectionId, policy }) => {
      if (connectionId === null) connections.setDefaultKeyPolicy(realm, policy);
      else connections.require(connectionId).setKeyPolicy(policy);
      const subject = { kind: 'policy', id: connectionId, fingerprint: null } as const;
      realm.store.audit.append({ action: 'key-policy-changed', subject, detail: policy === null ? { standard: true } : { ...policy } });
      return viewOf(connectionId);
    },
    tryKeyPolicy: async ({ connectionId, policy }) => {
      connections.require(connectionId);
      const { past, cut } = await recordedPast(realm.traces, connectionId);
      const until = realm.clock.now().wall;
      const { updates, lives } = tryPolicy(past, policy, until);
      const { lives: lived } = tryPolicy(past.map(asItWas), { ...standardKeyPolicy, updateRecords: 0, updateBytes: 0, updateAge: 0 }, until);
      const made = past.filter((event) => event.kind === 'epoch' && event.automatic).length;
      return { from: past[0]?.at ?? null, until, cut, updates: updates.slice(0, mostUpdates), made, would: summaryOf(lives), did: summaryOf(lived) };
    },
  };
}

/** Every epoch counts, whoever asked for it. */
function asItWas(event: Past): Past {
  return event.kind === 'epoch' ? { ...event, automatic: false } : event;
}

function summaryOf(lives: readonly number[]): KeyLivesView {
  const longest = lives.reduce((most, life) => Math.max(most, life), 0);
  const sum = lives.reduce((all, life) => all + life, 0);
  return { count: lives.length, longest, mean: lives.length === 0 ? 0 : Math.round(sum / lives.length) };
}
