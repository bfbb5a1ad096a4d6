import type { KnockView, PinView } from '../views.ts';

/** Strangers that knock, and the keys that are pinned. */
export interface TrustRequests {
  knocks(params: Record<string, never>): readonly KnockView[];
  /** Pins the stranger's key explicitly, so that its next attempt succeeds. */
  acceptKnock(params: { readonly knockId: string }): PinView;
  dismissKnock(params: { readonly knockId: string }): null;

  pins(params: Record<string, never>): readonly PinView[];
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
  addPin: 'core:addPin',
  removePin: 'core:removePin',
};
