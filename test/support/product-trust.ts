import type { CredentialQuestion, Verdict } from '#engine/mls-tls/host-effects.ts';
import { openMemoryStore } from '#main/store/memory-store.ts';
import type { KeyStore, SessionCodec } from '#main/store/store.ts';
import { AuthenticationService, type MadeDecision } from '#main/trust/authentication-service.ts';
import type { CertificatePort } from '#main/trust/certificate-port.ts';
import { certificates } from '#main/trust/certificates.ts';
import type { TrustContext } from '#main/trust/decision.ts';
import type { PolicyStep } from '#main/trust/policy-data.ts';
import type { Signer } from '#engine/mls/group.ts';
import { schemeNumber } from '#main/trust/signature-schemes.ts';
import { SteppedClock } from './stepped-clock.ts';

const noSessions: SessionCodec = {
  encode: () => new Uint8Array(),
  decode: () => {
    throw new Error('no session is stored here');
  },
  erase: () => undefined,
};

/** A caller on a listener that believes pinned keys. */
export const inboundContext: TrustContext = {
  mode: 'pin',
  policyId: null,
  direction: 'inbound',
  address: '192.0.2.1:9',
  listenerId: 'l',
  given: [],
  ownKeys: [],
};

export const outboundContext: TrustContext = {
  ...inboundContext,
  mode: 'first-use',
  direction: 'outbound',
  address: 'peer.example:7443',
  listenerId: null,
};

/** The product's own authentication service, with what it decided. */
export class ProductTrust {
  readonly store: KeyStore = openMemoryStore(noSessions);
  readonly clock = new SteppedClock();
  readonly decisions: MadeDecision[] = [];
  readonly service: AuthenticationService;
  /** Whether anybody still waits for an answer. */
  wanted = true;
  readonly #context: TrustContext;

  constructor(context: TrustContext, port: CertificatePort = certificates) {
    this.service = new AuthenticationService({ store: this.store, certificates: port, clock: this.clock });
    this.#context = context;
  }

  /** For the `authenticate` of a victim. */
  readonly authenticate = async (question: CredentialQuestion): Promise<Verdict> => {
    const context = question.purpose === 'client_hello' ? { ...this.#context, direction: 'inbound' as const } : this.#context;
    const decision = await this.service.decide(question, context, this.clock.now().wall, () => this.wanted);
    if (decision === null) throw new Error('nobody waits');
    this.decisions.push(decision);
    return decision.verdict;
  };

  /** A stored policy; its id is its name. */
  policy(name: string, steps: readonly PolicyStep[]): void {
    this.store.trust.policies.put({ id: name, name, steps: steps.map((step) => ({ ...step })), updatedAt: 0 });
  }

  pin({ scheme, publicKey }: Signer, name: string, fixed = false): string {
    return this.service.pinExplicitly({ scheme: schemeNumber(scheme), publicKey }, name, { fixed }, 0).id;
  }
}
