import { alertDescriptions, alertName } from '#engine/alert.ts';
import { EngineError, type Failure } from '#engine/errors.ts';
import type { Session } from '#engine/two-party/session.ts';
import { StoreError } from '#main/store/store-error.ts';
import type { Attempt } from './attempt.ts';
import { type Cause, HostError } from './host-error.ts';
import { markOfLeaf, markOfSigner, unconfirmedLeaf } from './own-identity.ts';
import type { StoredConnection } from './stored-connection.ts';

/**
 * How the session stands to who its identity is now. `current`: the same. `updating`: an update carries the change. `behind`: it
 * follows when the connection is open. `refused`: the peer did not accept it; it is not sent again until somebody asks.
 * `retired`: the identity signs nothing new.
 */
export type SuccessionState = 'current' | 'updating' | 'behind' | 'refused' | 'retired';

/** What an authentication service answers with. R-AS. */
const refusals: ReadonlySet<number> = new Set(
  (['bad_certificate', 'certificate_revoked', 'certificate_expired', 'unknown_ca', 'access_denied'] as const).map((name) => alertDescriptions[name]),
);

export interface SuccessionOptions {
  readonly connection: StoredConnection;
  /** Notes which identity the peer refused, or `null`. */
  readonly note: (refusedMark: string | null) => void;
}

/** Brings our leaf in the sessions of one connection after the identity it belongs to. R-AS, R-UPD. */
export class Succession {
  readonly #options: SuccessionOptions;
  /** Mark of what the present attempt was asked to make us. */
  #asked: string | null = null;
  #cause: Cause | null = null;

  constructor(options: SuccessionOptions) {
    this.#options = options;
  }

  /** `null` while there is no session. */
  get state(): SuccessionState | null {
    const { facts } = this.#options.connection;
    if (facts.own === null || facts.suite === null) return null;
    const wanted = this.#wanted(facts.suite);
    if (wanted === null) return 'retired';
    if (wanted === facts.own.mark) return 'current';
    if (wanted === this.#asked) return 'updating';
    return wanted === facts.refusedMark ? 'refused' : 'behind';
  }

  /** Why the last change could not be asked for. */
  get cause(): Cause | null {
    return this.#cause;
  }

  /** A new attempt: nothing was asked of it yet. */
  begin(): void {
    this.#asked = null;
  }

  /** Asks for an update if who we are in the session is not who the identity is, unless the peer refused that before. */
  follow(attempt: Attempt, session: Session): void {
    const { connection, note } = this.#options;
    try {
      this.#cause = null;
      const mark = this.#wanted(session.group.suite);
      const present = markOfLeaf(session.group.own);
      if (mark === present && connection.facts.refusedMark !== null) note(null);
      if (mark === null || mark === present || mark === connection.facts.refusedMark || mark === this.#asked) return;
      this.#ask(attempt, session.group.suite, mark);
    } catch (error) {
      if (!(error instanceof EngineError || error instanceof StoreError)) throw error;
      this.#cause = error;
    }
  }

  /** The peer's refusal is forgotten: the change is asked for again. */
  retry(): void {
    this.#asked = null;
    this.#options.note(null);
  }

  /**
   * The end of an attempt. A refusal of who we wanted to be is noted. In-band it also ends automatic resumption: that would repeat
   * the refused commit outside record protection, and a founding initiator could never take it back (R-RES, K2).
   *
   * @returns the cause in these words, or `null` when the end had nothing to do with it
   */
  end(failure: Failure, session: Session | null): HostError | null {
    const asked = this.#asked;
    this.#asked = null;
    if (failure.kind !== 'alert-received' || !refusals.has(failure.alert) || session === null) return null;
    const leaf = unconfirmedLeaf(session, asked);
    if (leaf === null) return null;
    this.#options.note(markOfLeaf(leaf));
    return failure.authenticated ? new HostError('ROTATION_REFUSED', { rule: 'R-AS', alert: alertName(failure.alert) }) : null;
  }

  #ask(attempt: Attempt, suite: number, mark: string): void {
    const { realm, identityId } = this.#options.connection;
    const signer = realm.identities.signer(identityId, suite);
    if (signer === null) return;
    try {
      attempt.update(signer);
      this.#asked = mark;
    } finally {
      realm.crypto.erase(signer.privateKey);
    }
  }

  /** Mark of who the identity is now; `null` when it signs nothing. */
  #wanted(suite: number): string | null {
    const { realm, identityId } = this.#options.connection;
    const signer = realm.identities.signer(identityId, suite);
    if (signer === null) return null;
    realm.crypto.erase(signer.privateKey);
    return markOfSigner(signer);
  }
}
