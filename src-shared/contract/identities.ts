import type { ConnectionView, FingerprintView, IdentityView, OwnIdentityState } from '../views.ts';

/** The life of an identity after it was made. */
export interface IdentityRequests {
  /** Those that were retired; `identities` lists the others. */
  retiredIdentities(params: Record<string, never>): readonly IdentityView[];
  identityDetail(params: { readonly identityId: string }): IdentityDetail;
  /** Peers see the new name at the next update of each connection, which follows at once where one is open. */
  renameIdentity(params: { readonly identityId: string; readonly name: string }): IdentityView;
  /**
   * A new key in the place of the old one, `scheme` `null`: of every scheme. Durable when it resolves; open connections update with
   * it then, the others after their next resumption.
   */
  rotateIdentityKey(params: { readonly identityId: string; readonly scheme: string | null }): IdentityView;
  /** It signs nothing new; its sessions can still be resumed and ended. Can be undone until its keys are destroyed. */
  retireIdentity(params: { readonly identityId: string; readonly evenTheLast: boolean }): IdentityView;
  restoreIdentity(params: { readonly identityId: string }): IdentityView;
  /** Destroys the keys of a retired identity and its sessions. Cannot be undone: `name` repeats its name. */
  destroyIdentity(params: { readonly identityId: string; readonly name: string }): IdentityView;
  /** Carries our present identity into an open connection although its peer refused that before. */
  retryIdentity(params: { readonly connectionId: string }): ConnectionView;
}

export interface IdentityDetail {
  readonly identity: IdentityView;
  /** Which key and name its sessions go under, those of today first. */
  readonly uses: readonly IdentityUse[];
  /** Its connections, those that do not show its present key and name first; at most 100. */
  readonly connections: readonly IdentityConnection[];
}

export interface IdentityUse {
  /** `null`: sessions that were not used since the program notes it. */
  readonly fingerprint: FingerprintView | null;
  readonly scheme: string | null;
  readonly name: string | null;
  readonly sessions: number;
  /** The identity's key and name of today. */
  readonly present: boolean;
}

export interface IdentityConnection {
  readonly connectionId: string;
  readonly label: string;
  readonly live: boolean;
  readonly state: OwnIdentityState;
}

export const identityChannels: { readonly [M in keyof IdentityRequests]: `core:${M}` } = {
  retiredIdentities: 'core:retiredIdentities',
  identityDetail: 'core:identityDetail',
  renameIdentity: 'core:renameIdentity',
  rotateIdentityKey: 'core:rotateIdentityKey',
  retireIdentity: 'core:retireIdentity',
  restoreIdentity: 'core:restoreIdentity',
  destroyIdentity: 'core:destroyIdentity',
  retryIdentity: 'core:retryIdentity',
};
