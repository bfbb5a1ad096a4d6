import { isDeepStrictEqual } from 'node:util';
import type { AnchorRow, CrlRow, DecisionRow, EntryRow } from '#main/store/trust-tables.ts';
import { type Evidence, evidenceFacts } from '#main/trust/decision.ts';
import { basePolicyId, initialBasePolicy, type TrustPolicy } from '#main/trust/policy-data.ts';
import type { AnchorView, CrlView, DecisionView, EvidenceView, PolicyView, TrustEntryView } from '#shared/contract/trust-policies.ts';

/** @param policy `null`: it cannot be read */
export function policyView(id: string, name: string, policy: TrustPolicy | null): PolicyView {
  const always = id === basePolicyId;
  const initial = always && isDeepStrictEqual([policy?.name, policy?.steps], [initialBasePolicy.name, initialBasePolicy.steps]);
  return { id, name: policy?.name ?? name, steps: policy?.steps ?? [], always, initial, unreadable: policy === null };
}

export function anchorView({ id, label, subject, notAfter, digest, addedAt }: AnchorRow): AnchorView {
  return { id, label, subject, notAfter, digest, addedAt };
}

/** @param now wall clock, milliseconds */
export function crlView({ id, label, issuer, thisUpdate, nextUpdate, revoked, addedAt }: CrlRow, now: number): CrlView {
  return { id, label, issuer, thisUpdate, nextUpdate, stale: nextUpdate === null || nextUpdate < now, revoked, addedAt };
}

export function entryView({ id, list, effect, kind, value, note, addedAt }: EntryRow): TrustEntryView {
  return { id, list, effect, kind, value, note, addedAt };
}

export const evidenceView: (evidence: Evidence) => EvidenceView = evidenceFacts;

export function decisionView(row: DecisionRow): DecisionView {
  const { id, at, connectionId, fingerprint, name, address, purpose, policy, allowed, code, explanation } = row;
  // what the authentication service stored
  const evidence = row.evidence as unknown as readonly EvidenceView[];
  return { id, at, connectionId, fingerprint, name, address, purpose, policy, allowed, code, explanation, evidence };
}
