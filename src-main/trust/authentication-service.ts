import type { CredentialQuestion } from '#engine/mls-tls/host-effects.ts';
import type { KeyStore, PeerKey, Pin } from '#main/store/store.ts';
import { type Decision, judge, type KnownPins, type TrustContext, type TrustEffect } from './policy.ts';

/** The host's answer to `authenticate` effects: {@link judge} over the stored pins, and its consequences made durable. R-AS. */
export class AuthenticationService {
  readonly #store: Pick<KeyStore, 'pins' | 'knocking'>;

  constructor(store: Pick<KeyStore, 'pins' | 'knocking'>) {
    this.#store = store;
  }

  /**
   * @param now wall clock, milliseconds
   * @throws {StoreError} the caller answers the engine with `exception`: no decision is a refusal
   */
  decide(question: CredentialQuestion, context: TrustContext, now: number): Decision {
    const decision = judge(question, context, this.#known(question, context), now);
    for (const effect of decision.effects) this.#apply(effect, now);
    return decision;
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
    const existing = pins.forKey(key).find((pin) => pin.address === null && sameBytes(pin, key));
    if (existing === undefined) return pins.add({ scheme, publicKey, label: name, kind: 'explicit', address: null, name, fixed }, now);
    pins.edit(existing.id, { kind: 'explicit', fixed });
    return { ...existing, kind: 'explicit', fixed };
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
        return;
      case 'knock': {
        const {
          key: { scheme, publicKey },
          fingerprint,
          name,
          address,
          listenerId,
        } = effect;
        knocking.record({ fingerprint, scheme, publicKey, name, address, listenerId }, now);
        return;
      }
      default:
        effect satisfies never;
    }
  }
}

function sameBytes(a: PeerKey, b: PeerKey): boolean {
  return a.scheme === b.scheme && Buffer.from(a.publicKey).equals(b.publicKey);
}
