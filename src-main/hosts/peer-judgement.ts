import type { DenyCode } from '#engine/errors.ts';
import type { CredentialQuestion, Verdict } from '#engine/mls-tls/host-effects.ts';
import type { MadeDecision } from '#main/trust/authentication-service.ts';
import type { Decision, TrustContext } from '#main/trust/decision.ts';
import { HostError } from './host-error.ts';
import type { Realm } from './realm.ts';

/** What the notice of a stranger that knocks is about: its key, wherever it comes from. */
export function knockSubject({ fingerprint }: { readonly fingerprint: string }): string {
  return `knock ${fingerprint}`;
}

/** For whom a decision is made. */
interface Asker {
  /** `null` while it is unknown whose connection this is. */
  readonly connectionId: () => string | null;
  /** Whether somebody still waits for the answer. */
  readonly wanted: () => boolean;
}

/** What the authentication service says of the peer of one transport, and what follows from it here. R-AS. */
export class PeerJudgement {
  readonly #realm: Realm;
  #asked: CredentialQuestion | null = null;
  #decision: MadeDecision | null = null;
  /** Records of decisions made before it was known whose connection this is. */
  #unassigned: readonly string[] = [];

  constructor(realm: Realm) {
    this.#realm = realm;
  }

  /** The credential as it was last asked about. */
  get asked(): CredentialQuestion | null {
    return this.#asked;
  }

  /** The last decision. */
  get decision(): Decision | null {
    return this.#decision;
  }

  /** The peer was refused as a stranger and is listed as knocking. */
  get knock(): Extract<Decision['effects'][number], { kind: 'knock' }> | null {
    return this.#decision?.effects.find((effect) => effect.kind === 'knock') ?? null;
  }

  async decide(question: CredentialQuestion, context: TrustContext, asker: Asker): Promise<Verdict> {
    const { authentication, clock } = this.#realm;
    this.#asked = question;
    const decision = await authentication.decide(question, context, clock.now().wall, asker.wanted);
    if (decision === null) throw new Error('nobody waits for this decision any more');
    this.#decision = decision;
    this.#unassigned = [...this.#unassigned, decision.id];
    const connectionId = asker.connectionId();
    if (connectionId !== null) this.assign(connectionId, question.sessionId);
    this.#noteRefusal(question, decision.verdict);
    this.#tell(decision, connectionId);
    return decision.verdict;
  }

  /** The decisions made so far belong to this connection. @param sessionId `null` while the handshake has made none */
  assign(connectionId: string, sessionId: string | null): void {
    if (this.#unassigned.length === 0) return;
    this.#realm.store.trust.decisions.assign(this.#unassigned, connectionId, sessionId);
    this.#unassigned = [];
  }

  /** Why the peer was refused; `null` when it was not refused here. */
  refusal(code: DenyCode): HostError | null {
    if (this.#decision === null || this.#decision.verdict.ok) return null;
    const { notice, explanation, said } = this.#decision;
    return new HostError(notice?.kind === 'key-changed' ? 'KEY_CHANGED' : `CREDENTIAL_${code}`, {
      detail: { text: explanation, said },
      rule: 'R-AS',
      alert: code,
    });
  }

  #tell(decision: MadeDecision, connectionId: string | null): void {
    const { notices, announcements } = this.#realm;
    const { knock } = this;
    if (decision.notice !== null) notices.add({ ...decision.notice, connectionId, subject: knock === null ? null : knockSubject(knock) });
    if (knock !== null) announcements.list('knocksChanged');
    if (decision.effects.some((effect) => effect.kind !== 'knock')) announcements.list('pinsChanged');
  }

  /** A peer that was accepted once and is refused now: the list of sessions says so. */
  #noteRefusal({ purpose, sessionId }: CredentialQuestion, verdict: Verdict): void {
    if (purpose !== 'resumption' || sessionId === null || verdict.ok) return;
    const { store, announcements } = this.#realm;
    const found = verdict.code === 'certificate_expired' ? 'expired' : verdict.code === 'certificate_revoked' ? 'revoked' : 'changed';
    store.sessions.noteCredential(sessionId, found);
    announcements.session(this.#realm, sessionId);
  }
}
