import type { CredentialQuestion } from '#engine/mls-tls/host-effects.ts';
import { HostError } from '#main/hosts/host-error.ts';
import type { Realm } from '#main/hosts/realm.ts';
import { credentialName } from '#main/trust/credential-name.ts';
import type { Decision, TrustContext } from '#main/trust/decision.ts';
import type { CheckView, TrustPolicyRequests } from '#shared/contract/trust-policies.ts';
import type { HandlersOf } from '#shared/contract.ts';
import type { CoreParts } from '../core-parts.ts';
import { fingerprintView } from '../views.ts';
import { credentialView } from './credential-view.ts';
import { type CredentialSubject, subjectOf } from './subjects.ts';
import { evidenceView } from './views.ts';

/** Runs policies against a credential, or shows it, and changes nothing. */
export function checkHandlers(parts: CoreParts): Pick<HandlersOf<TrustPolicyRequests>, 'checkCredential' | 'credential'> {
  return {
    checkCredential: async ({ target }) => check(await subjectOf(parts, target)),
    credential: async ({ of }) => credentialView(await subjectOf(parts, of)),
  };
}

async function check(subject: CredentialSubject): Promise<CheckView> {
  const { realm, key, credential, purpose, connection } = subject;
  const question: CredentialQuestion = {
    purpose,
    credential,
    signatureKey: key.publicKey,
    signatureScheme: key.scheme,
    foundingRole: 'founding-initiator',
    sessionId: connection?.sessionId ?? null,
    previous: null,
  };
  const own = contextOf(subject);
  const decided: Decision[] = [];
  for (const context of [own, ...otherContexts(realm, own)])
    decided.push(await realm.authentication.consider(question, context, realm.clock.now().wall));
  const [first] = decided;
  if (first === undefined) throw new HostError('UNKNOWN_POLICY');
  return {
    name: credentialName(credential),
    fingerprint: fingerprintView(key),
    credential: credential.kind,
    allowed: first.verdict.ok,
    explanation: first.explanation,
    verdicts: decided.map(({ policy, verdict, explanation, evidence }) => ({
      policy,
      allowed: verdict.ok,
      code: verdict.ok ? null : verdict.code,
      explanation,
      evidence: evidence.map(evidenceView),
    })),
  };
}

/** What would decide: the connection's own policy, else pinned keys as a listener asks for them. */
function contextOf({ connection, realm }: CredentialSubject): TrustContext {
  if (connection !== null) return connection.trustContext;
  const ownKeys = realm.identities.list().flatMap(({ id }) => realm.identities.keys(id));
  return { mode: 'pin', policyId: null, direction: 'inbound', address: '', listenerId: null, given: [], ownKeys };
}

function otherContexts({ store }: Realm, own: TrustContext): readonly TrustContext[] {
  return store.trust.policies.list().flatMap(({ id }) => (id === 'base' || id === own.policyId ? [] : [{ ...own, policyId: id }]));
}
