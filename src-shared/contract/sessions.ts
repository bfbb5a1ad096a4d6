import type { PeerView, ProfileView } from '../views.ts';
import type { PageParams, PageView } from './lists.ts';

/** Which sessions; what is absent does not matter. */
export interface SessionParams extends PageParams {
  /** Words that begin a word of the peer's name, of its fingerprint, of the address or of the ids. */
  readonly search?: string;
  readonly standing?: SessionView['standing'];
  /** Whether a connection uses it now. */
  readonly live?: boolean;
  /** `any`: something is under way. */
  readonly pending?: SessionView['pending'] | 'any';
  readonly profile?: ProfileView;
  readonly suite?: number;
  readonly credential?: CredentialStateView;
  /** Leaves out those whose peer's credential was found expired. */
  readonly hideExpired?: boolean;
  /** Not used, or begun, since: milliseconds since 1970. */
  readonly usedBefore?: number;
  readonly createdBefore?: number;
  /** Stored bytes. */
  readonly sizeAtLeast?: number;
  /** Whole fingerprint of the peer's key. */
  readonly peer?: string;
  /** The beginning of its id or of its connection's. */
  readonly id?: string;
  readonly order?: 'used' | 'created' | 'epoch' | 'peer';
}

/** Sessions that are stored. */
export interface SessionRequests {
  sessions(params: SessionParams): PageView<SessionView>;
  session(params: { readonly sessionId: string }): SessionDetailView;
  /** Destroys the session's secrets. Cannot be undone. */
  forgetSession(params: { readonly sessionId: string }): null;
  /** The same for several, at most 500. Those that are gone already are passed over. */
  forgetSessions(params: { readonly sessionIds: readonly string[] }): { readonly forgotten: number };
  /** Destroys its secrets and keeps the row: only a fresh handshake can replace it. R-ALERT, R-DEL. */
  suspectSession(params: { readonly sessionId: string }): SessionDetailView;
}

export interface SessionTopics {
  readonly sessionsChanged: {
    /** How many there are now. */
    readonly total: number;
    readonly changed: readonly SessionView[];
    readonly removed: readonly string[];
    /** More changed than is told here: read again what is shown. */
    readonly all: boolean;
  };
}

export const sessionChannels: { readonly [M in keyof SessionRequests]: `core:${M}` } = {
  sessions: 'core:sessions',
  session: 'core:session',
  forgetSession: 'core:forgetSession',
  forgetSessions: 'core:forgetSessions',
  suspectSession: 'core:suspectSession',
};

/** What was last found out about a peer's credential. `unknown`: nobody noted it. */
export type CredentialStateView = 'pinned' | 'first-use' | 'certificate' | 'listed' | 'unchecked' | 'changed' | 'expired' | 'revoked' | 'unknown';

export interface SessionView {
  readonly id: string;
  readonly connectionId: string;
  readonly peer: PeerView;
  readonly address: string | null;
  readonly profile: ProfileView;
  readonly suite: number;
  readonly epoch: string;
  readonly standing: 'unconfirmed' | 'confirmed' | 'suspect' | 'quarantined';
  readonly foundingRole: 'founding-initiator' | 'founding-responder';
  readonly live: boolean;
  readonly insecure: boolean;
  readonly pending: 'none' | 'update' | 'request' | 'response';
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly credential: CredentialStateView;
  /** Stored size, bytes. */
  readonly size: number;
  /** `null` when it can be resumed from here now; else what stands in the way. */
  readonly obstacle: string | null;
  /** Its code in the catalogue of errors. */
  readonly obstacleCode: string | null;
}

/** Everything about one session that is no secret. */
export interface SessionDetailView extends SessionView {
  readonly identityId: string;
  /** `null` once the identity is gone. */
  readonly identityName: string | null;
  readonly direction: 'outbound' | 'inbound';
  /** Whether the group carries the MLS-TLS component. */
  readonly marked: boolean;
  /** Steps it was stored after: one more with every change of its state. */
  readonly generation: string;
  /** Its connection; `null` when that is gone. */
  readonly connection: {
    readonly label: string;
    readonly attempts: number;
    readonly updates: { readonly ours: number; readonly theirs: number };
  } | null;
}
