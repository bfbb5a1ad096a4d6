import { accept, type ListEntry } from './decision.ts';
import { skeleton } from './look-alike.ts';
import { denied, type Matter, type Opinion, opinion, silent } from './opinion.ts';
import type { PolicyStep, TrustPolicy } from './policy-data.ts';
import { sentence } from './sentence.ts';

type ListStep = Extract<PolicyStep, { kind: 'allow-list' | 'deny-list' }>;

/** Membership in an allow-list or deny-list. */
export function listOpinion(step: ListStep, matter: Matter, policy: TrustPolicy, before: readonly Opinion[]): Opinion {
  return step.kind === 'deny-list' ? denyOpinion(step.list, matter, policy) : allowOpinion(step.list, matter, policy, before);
}

/** Names count here even where only the peer says them, and so do names that look like them: refusing too much is the safe side. */
function denyOpinion(list: string | null, { peer, knowledge }: Matter, policy: TrustPolicy): Opinion {
  const entries = knowledge.entries.filter((entry) => entry.effect === 'deny' && (list === null || entry.list === list));
  const names = [peer.name, ...(knowledge.chain?.facts?.names ?? [])].map(skeleton);
  const hit = entries.find(({ kind, value }) => (kind === 'fingerprint' ? value === compact(peer.fingerprint) : names.includes(skeleton(value))));
  if (hit === undefined) return silent(policy, 'deny-list', sentence(entries.length === 0 ? 'no-deny-list' : 'on-no-deny-list'));
  const why = hit.kind === 'fingerprint' ? sentence('denied-key', hit.list) : sentence('denied-name', hit.list, hit.value);
  return denied(policy, 'deny-list', 'access_denied', why);
}

/**
 * Whoever is not listed is refused. A listed key is proof enough: the peer has shown that it holds it. A listed name is not, as
 * anybody can call itself so: another step must vouch for the key that comes with it, or a root for the name in a certificate.
 */
function allowOpinion(list: string, { peer, knowledge }: Matter, policy: TrustPolicy, before: readonly Opinion[]): Opinion {
  const entries = knowledge.entries.filter((entry) => entry.effect === 'allow' && entry.list === list);
  const hit = entries.find((entry) => lists(entry, peer.fingerprint, peer.name, knowledge.chain?.facts?.names ?? null));
  if (hit === undefined) return denied(policy, 'allow-list', 'unknown_ca', sentence('not-allowed', list));
  if (hit.kind === 'fingerprint') return opinion(policy, 'allow-list', 'allow', accept('listed', sentence('allowed-key', list)));
  const vouched = before.some(({ evidence }) => evidence.opinion === 'allow' && (hit.kind === 'name' || evidence.step === 'x509'));
  if (vouched) return silent(policy, 'allow-list', sentence('allowed-name', hit.value, list));
  return denied(policy, 'allow-list', 'unknown_ca', sentence('allowed-name-alone', hit.value, list));
}

/** Exactly: variants of a name are other names. */
function lists({ kind, value }: ListEntry, fingerprint: string, name: string, certificateNames: readonly string[] | null): boolean {
  if (kind === 'fingerprint') return value === compact(fingerprint);
  if (kind === 'certificate-name') return certificateNames?.includes(value) ?? false;
  return value === name;
}

/** A fingerprint without the spaces that group it. */
export function compact(fingerprint: string): string {
  return fingerprint.replaceAll(' ', '');
}
