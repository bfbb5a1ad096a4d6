import type { KnockView, PinView } from '../views.ts';
import type { PageParams, PageView } from './lists.ts';

/** Which pins; what is absent does not matter. */
export interface PinParams extends PageParams {
  /** Words that begin a word of the name, of the fingerprint or of the address. */
  readonly search?: string;
  readonly kind?: PinView['kind'];
  readonly fixed?: boolean;
  /** Whether it holds anywhere. */
  readonly anywhere?: boolean;
  /** The beginning of its id. */
  readonly id?: string;
  readonly order?: 'created' | 'name' | 'seen';
}

/** Strangers that knock, and the keys that are pinned. */
export interface TrustRequests {
  knocks(params: Record<string, never>): readonly KnockView[];
  /** Pins the stranger's key explicitly, so that its next attempt succeeds. */
  acceptKnock(params: { readonly knockId: string }): PinView;
  dismissKnock(params: { readonly knockId: string }): null;

  pins(params: PinParams): PageView<PinView>;
  /** Pins that speak for an address, and signature schemes of explicit ones that hold anywhere. */
  pinsAt(params: { readonly address: string }): { readonly pins: readonly PinView[]; readonly anywhere: readonly string[] };
  /** What removing a pin would destroy: sessions of a peer that has no other pin, counted up to 1000. */
  pinUse(params: { readonly pinId: string }): { readonly sessions: number; readonly more: boolean };
  /** A contact card (`epochscope:contact?…`). */
  addPin(params: { readonly card: string; readonly fixed: boolean }): PinView;
  /** Sessions with a peer that has no other pin are destroyed with its last one. */
  removePin(params: { readonly pinId: string }): { readonly destroyed: number };
}

export const trustChannels: { readonly [M in keyof TrustRequests]: `core:${M}` } = {
  knocks: 'core:knocks',
  acceptKnock: 'core:acceptKnock',
  dismissKnock: 'core:dismissKnock',
  pins: 'core:pins',
  pinsAt: 'core:pinsAt',
  pinUse: 'core:pinUse',
  addPin: 'core:addPin',
  removePin: 'core:removePin',
};
