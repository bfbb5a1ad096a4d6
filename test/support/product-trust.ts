import type { CredentialQuestion, Verdict } from '#engine/mls-tls/host-effects.ts';
import { openMemoryStore } from '#main/store/memory-store.ts';
import type { KeyStore, SessionCodec } from '#main/store/store.ts';
import { AuthenticationService, type MadeDecision } from '#main/trust/authentication-service.ts';
import type { CertificatePort } from '#main/trust/certificate-port.ts';
import { certificates } from '#main/trust/certificates.ts';
import type { TrustContext } from '#main/trust/decision.ts';
import { SteppedClock } from './stepped-clock.ts';

const noSessions: SessionCodec = {
  encode: () => new Uint8Array(),
  decode: () => {
    throw new Error('no session is stored here');
  },
};

/** The product's own authentication service, with what it decided. */
export class ProductTrust {
  readonly store: KeyStore = openMemoryStore(noSessions);
  readonly clock = new SteppedClock();
  readonly decisions: MadeDecision[] = [];
  readonly service: AuthenticationService;
  readonly #context: TrustContext;

  constructor(context: TrustContext, port: CertificatePort = certificates) {
    this.service = new AuthenticationService({ store: this.store, certificates: port, clock: this.clock });
    this.#context = context;
  }

  /** For the `authenticate` of a victim. */
  readonly authenticate = async (question: CredentialQuestion): Promise<Verdict> => {
    const decision = await this.service.decide(question, this.#context, this.clock.now().wall);
    if (decision === null) throw new Error('nobody waits');
    this.decisions.push(decision);
    return decision.verdict;
  };
}
