import { randomUUID } from 'node:crypto';
import type { CredentialQuestion } from '#engine/mls-tls/host-effects.ts';
import type { PeerKey, Pin } from '#main/store/pin-table.ts';
import type { Json, KeyStore } from '#main/store/store.ts';
import type { CertificatePort } from './certificate-port.ts';
import {
  type Decision,
  evidenceFacts,
  type Knowledge,
  type KnownChain,
  type KnownPins,
  sameKey,
  type TrustContext,
  type TrustEffect,
} from './decision.ts';
import { examineChain } from './known-chain.ts';
import { judge, peerOf } from './policy.ts';
import { basePolicyId, initialBasePolicy, type Layer, shortForm, type TrustPolicy } from './policy-data.ts';
import { parseSteps } from './policy-schema.ts';
import { decisionLimit, type LimitClock, within } from './time-limit.ts';

type Stores = Pick<KeyStore, 'pins' | 'knocking' | 'trust'>;

export interface AuthenticationOptions {
  readonly store: Stores;
  readonly certificates: CertificatePort;
  readonly clock: LimitClock;
}

/** A decision that was made, recorded and carried out. */
export interface MadeDecision extends Decision {
  /** Of its record. */
  readonly id: string;
}

/** The host's answer to `authenticate` effects: {@link judge} over what is stored, and its consequences made durable. R-AS. */
export class AuthenticationService {
  readonly #store: Stores;
  readonly #certificates: CertificatePort;
  readonly #clock: LimitClock;

  constructor({ store, certificates, clock }: AuthenticationOptions) {
    this.#store = store;
    this.#certificates = certificates;
    this.#clock = clock;
  }

  /**
   * Decides, and carries out what follows in the same step: nothing can come between.
   *
   * @param now wall clock, milliseconds
   * @param wanted whether anybody still waits: a late answer changes nothing
   * @returns `null` when nobody does
   * @throws {StoreError | DecisionTimeout | Error} the caller answers the engine with `exception`: no decision is a refusal
   */
  async decide(question: CredentialQuestion, context: TrustContext, now: number, wanted: () => boolean = () => true): Promise<MadeDecision | null> {
    const chain = await this.#examine(question, context, now);
    if (!wanted()) return null;
    const decision = judge(question, context, this.#knowledge(question, context, chain), now);
    const id = this.#record(question, context, decision, chain, now);
    for (const effect of decision.effects) this.#apply(effect, now);
    return { ...decision, id };
  }

  /** What {@link AuthenticationService.decide} would say. Changes nothing: no pin, no sighting, no record. */
  async consider(question: CredentialQuestion, context: TrustContext, now: number): Promise<Decision> {
    const chain = await this.#examine(question, context, now);
    return judge(question, context, this.#knowledge(question, context, chain), now);
  }

  /**
   * Trusts a stranger that knocked, so that its next attempt succeeds.
   *
   * @throws {StoreError} `NOT_FOUND`
   */
  acceptKnocking(fingerprint: string, now: number): Pin | null {
    const knock = this.#store.knocking.find(fingerprint);
    if (knock === null) return null;
    const pin = this.pinExplicitly(knock, knock.name, { fixed: false }, now);
    this.#store.knocking.remove(fingerprint);
    return pin;
  }

  /** Pins a key wherever it appears, or makes an existing first-use pin of it explicit. */
  pinExplicitly(key: PeerKey, name: string, { fixed }: { readonly fixed: boolean }, now: number): Pin {
    const { pins } = this.#store;
    const { scheme, publicKey } = key;
    const existing = pins.forKey(key).find((pin) => pin.address === null && sameKey(pin, key));
    if (existing === undefined) return pins.add({ scheme, publicKey, label: name, kind: 'explicit', address: null, name, fixed }, now);
    pins.edit(existing.id, { kind: 'explicit', fixed });
    return { ...existing, kind: 'explicit', fixed };
  }

  /** The policy with this id, the initial one for the base, or `null` when it is gone or of a newer version. */
  policy(id: string): TrustPolicy | null {
    const row = this.#store.trust.policies.find(id);
    if (row === null) return id === basePolicyId ? initialBasePolicy : null;
    const steps = parseSteps(row.steps);
    return steps === null ? null : { id, name: row.name, steps };
  }

  async #examine(question: CredentialQuestion, context: TrustContext, now: number): Promise<KnownChain | null> {
    if (question.credential.kind === 'basic') return null;
    const policies = this.#layers(context, this.#known(question, context), question).flatMap((layer) => (layer === null ? [] : [layer.policy]));
    const { trust: tables } = this.#store;
    return within(this.#clock, decisionLimit, (signal) => examineChain({ question, policies, tables, port: this.#certificates, now, signal }));
  }

  #knowledge(question: CredentialQuestion, context: TrustContext, chain: KnownChain | null): Knowledge {
    const pins = this.#known(question, context);
    return {
      pins,
      chain,
      layers: this.#layers(context, pins, question),
      entries: this.#store.trust.entries.list(),
      twinOf: (name) => this.#store.pins.twinOf(name),
    };
  }

  #layers(context: TrustContext, { forKeys }: KnownPins, question: CredentialQuestion): readonly (Layer | null)[] {
    const { mode, policyId } = context;
    const named = policyId === null ? shortForm(mode) : this.policy(policyId);
    return [this.#layer('base', this.policy(basePolicyId)), this.#layer('connection', named), ...this.#contactLayers(forKeys, question)];
  }

  /** Policies of the contacts whose key is asked about, or was the key before it. */
  #contactLayers(forKeys: readonly Pin[], { signatureScheme: scheme, signatureKey, previous }: CredentialQuestion): readonly (Layer | null)[] {
    const keys = [signatureKey, ...(previous === null ? [] : [previous.signatureKey])].map((publicKey) => ({ scheme, publicKey }));
    const concerned = forKeys.filter((pin) => keys.some((key) => sameKey(pin, key)));
    const ids = new Set(concerned.flatMap(({ id }) => this.#store.trust.contacts.find(id)?.policyId ?? []));
    return [...ids].map((id) => this.#layer('contact', this.policy(id)));
  }

  #layer(role: Layer['role'], policy: TrustPolicy | null): Layer | null {
    return policy === null ? null : { role, policy };
  }

  #known(question: CredentialQuestion, context: TrustContext): KnownPins {
    const { pins } = this.#store;
    const { signatureScheme: scheme, signatureKey, previous } = question;
    const forKeys = [
      ...pins.forKey({ scheme, publicKey: signatureKey }),
      ...(previous ? pins.forKey({ scheme, publicKey: previous.signatureKey }) : []),
    ];
    return { forAddress: context.direction === 'outbound' ? pins.forAddress(context.address) : [], forKeys };
  }

  #record(question: CredentialQuestion, context: TrustContext, decision: Decision, chain: KnownChain | null, now: number): string {
    const { decisions, certificates } = this.#store.trust;
    const { name, fingerprint } = peerOf(question, chain);
    const { verdict, explanation, policy, evidence } = decision;
    const id = randomUUID();
    decisions.add({
      id,
      at: now,
      connectionId: null,
      sessionId: question.sessionId,
      fingerprint,
      name,
      address: context.address,
      purpose: question.purpose,
      policy,
      allowed: verdict.ok,
      code: verdict.ok ? null : verdict.code,
      explanation,
      // Evidence is plain data already; interfaces are not assignable to an index signature.
      evidence: evidence.map(evidenceFacts) as unknown as Json,
    });
    if (verdict.ok && chain !== null && chain.facts !== null) {
      const { subject, notAfter } = chain.facts;
      certificates.put({ fingerprint, subject, notAfter, seenAt: now });
    }
    return id;
  }

  /** A mark is for the key that was compared: its successor was compared by nobody. */
  #unmark(pinId: string): void {
    const { contacts } = this.#store.trust;
    const note = contacts.find(pinId);
    if (note !== null && note.verifiedAt !== null) contacts.put({ ...note, verifiedBy: null, verifiedAt: null });
  }

  #apply(effect: TrustEffect, now: number): void {
    const { pins, knocking } = this.#store;
    switch (effect.kind) {
      case 'add-pin':
        pins.add(effect.pin, now);
        return;
      case 'seen':
        pins.seen(effect.pinId, effect.name, now);
        return;
      case 'move-pin':
        pins.move(effect.pinId, effect.key, effect.name, now);
        this.#unmark(effect.pinId);
        return;
      case 'knock': {
        const { key, fingerprint, name, address, listenerId } = effect;
        knocking.record({ fingerprint, scheme: key.scheme, publicKey: key.publicKey, name, address, listenerId }, now);
        return;
      }
      default:
        effect satisfies never;
    }
  }
}
