import type { KeyPolicy } from '../key-policy.ts';

/** When keys are renewed by themselves: for all connections, and for single ones. */
export interface KeyPolicyRequests {
  /** `null` asks for the default of all connections. */
  keyPolicy(params: { readonly connectionId: string | null }): KeyPolicyView;
  /** Takes effect on live connections at once. `policy: null`: a connection follows the default again, the default is the product’s. */
  setKeyPolicy(params: { readonly connectionId: string | null; readonly policy: KeyPolicy | null }): KeyPolicyView;
  /** What a policy would have done on what was recorded of a connection. Changes nothing. */
  tryKeyPolicy(params: { readonly connectionId: string; readonly policy: KeyPolicy }): KeyPolicyTrialView;
}

export const keyPolicyChannels: { readonly [M in keyof KeyPolicyRequests]: `core:${M}` } = {
  keyPolicy: 'core:keyPolicy',
  setKeyPolicy: 'core:setKeyPolicy',
  tryKeyPolicy: 'core:tryKeyPolicy',
};

export interface KeyPolicyView {
  readonly connectionId: string | null;
  /** In effect. */
  readonly policy: KeyPolicy;
  /** Whether the connection has one of its own, or the default is another than the product’s. */
  readonly own: boolean;
}

export interface TrialUpdateView {
  readonly at: number;
  readonly why: 'records' | 'bytes' | 'age';
}

export interface KeyPolicyTrialView {
  /** What was looked at; `null` when nothing is recorded. */
  readonly from: number | null;
  readonly until: number;
  /** Whether older records than those looked at exist. */
  readonly cut: boolean;
  /** Updates the policy would have made; the first thousand. */
  readonly updates: readonly TrialUpdateView[];
  /** Updates that limits made then. */
  readonly made: number;
  /** How long keys would have lived, and how long they did; milliseconds. */
  readonly would: KeyLivesView;
  readonly did: KeyLivesView;
}

export interface KeyLivesView {
  readonly count: number;
  readonly longest: number;
  readonly mean: number;
}
