import type { PageParams, PageView } from './lists.ts';

/** Ours and those of peers: what became of them, and those given out for later. */
export interface KeyPackageRequests {
  keyPackages(params: KeyPackageParams): PageView<KeyPackageView>;
  keyPackage(params: { readonly keyPackageId: string }): KeyPackageDetailView;
  /** Makes one to be given out: its private parts are stored, sealed, until it is used, withdrawn or over. */
  newKeyPackage(params: NewKeyPackageParams): KeyPackageDetailView;
  /** Destroys the private parts. Cannot be undone. */
  withdrawKeyPackage(params: { readonly keyPackageId: string }): KeyPackageDetailView;
}

export interface KeyPackageParams extends PageParams {
  /** Words that begin a word of the name, of the address or of the reference. */
  readonly search?: string;
  readonly origin?: KeyPackageView['origin'];
  readonly state?: KeyPackageView['state'];
  readonly identityId?: string;
  readonly suite?: number;
  /** Leaves out those whose term is over. */
  readonly hideExpired?: boolean;
  /** The beginning of its reference. */
  readonly id?: string;
}

export interface NewKeyPackageParams {
  readonly identityId: string | null;
  readonly suite: number;
  /** How long it can be used: 1 to 30. */
  readonly days: number;
}

export interface KeyPackageView {
  /** KeyPackageRef, lower-case hex. */
  readonly id: string;
  /** Made for a client_hello, made to be given out, or a peer's that was accepted. */
  readonly origin: 'connection' | 'given' | 'peer';
  readonly state: 'ready' | 'used' | 'joined' | 'failed' | 'thrown-away' | 'offered' | 'expired' | 'withdrawn' | 'lost' | 'accepted';
  readonly identityId: string | null;
  /** Of whom it is: our identity, or what the peer calls itself. */
  readonly name: string;
  readonly suite: number;
  /** Where it was sent. */
  readonly address: string | null;
  readonly notAfter: number;
  readonly createdAt: number;
  readonly changedAt: number;
  /** The start at which it was first seen to be over: it is destroyed at the next one that agrees. */
  readonly overSince: number | null;
  /** How often a peer sent it again. */
  readonly replays: number;
}

export interface KeyPackageDetailView extends KeyPackageView {
  /** Public bytes as base64; `null` where they were not kept. */
  readonly message: string | null;
}

export const keyPackageChannels: { readonly [M in keyof KeyPackageRequests]: `core:${M}` } = {
  keyPackages: 'core:keyPackages',
  keyPackage: 'core:keyPackage',
  newKeyPackage: 'core:newKeyPackage',
  withdrawKeyPackage: 'core:withdrawKeyPackage',
};
