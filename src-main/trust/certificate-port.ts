import type { Bytes } from '#engine/bytes.ts';
import type { DenyCode } from '#engine/errors.ts';

/** What a certificate says of itself; nothing here is believed yet. */
export interface CertificateFacts {
  /** Lower-case hex of SHA-256 over its DER. */
  readonly fingerprint: string;
  /** Distinguished name as one line, RFC 4514. */
  readonly subject: string;
  readonly issuer: string;
  /** Alternative names: DNS names, addresses, mail addresses, URIs; the common name where there is none. */
  readonly names: readonly string[];
  /** Validity, milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
}

/** Whether a chain leads to one of some roots, with name constraints, key usage, basic constraints and validity checked. */
export type PathResult =
  | { readonly ok: true /** The root, as the person named it. */; readonly anchor: string }
  | { readonly ok: false; readonly code: DenyCode; readonly reason: string };

/** What the stored revocation lists say about the certificates of a chain. */
export type RevocationResult =
  | { readonly status: 'revoked'; readonly reason: string }
  | {
      readonly status: 'not-listed' | 'no-list';
      /** Lists that were used although their next issue is overdue. */
      readonly stale: readonly { readonly label: string; readonly since: number }[];
    };

/** A root as it is stored. */
export interface StoredAnchor {
  readonly id: string;
  readonly label: string;
  /** DER. */
  readonly certificate: Bytes;
}

/** A certificate revocation list as it is stored. */
export interface StoredCrl {
  readonly id: string;
  readonly label: string;
  /** DER, RFC 5280 §5. */
  readonly list: Bytes;
}

/** What an imported revocation list says of itself. */
export interface CrlFacts {
  readonly issuer: string;
  readonly thisUpdate: number;
  readonly nextUpdate: number | null;
  readonly revoked: number;
}

/** What policies need to know about X.509. Everything it is given may be hostile; it answers, or throws, within bounds. */
export interface CertificatePort {
  /**
   * Reads the end-entity certificate of a chain.
   *
   * @param chain DER, end entity first
   * @throws {CertificateProblem} when it cannot be read
   */
  read(chain: readonly Bytes[]): CertificateFacts;
  /** Whether the end entity's public key is this one, as MLS leaves carry it. */
  holdsKey(chain: readonly Bytes[], scheme: number, publicKey: Bytes): boolean;
  /** @param now wall clock, milliseconds */
  validate(chain: readonly Bytes[], anchors: readonly StoredAnchor[], now: number): Promise<PathResult>;
  revocation(chain: readonly Bytes[], anchors: readonly StoredAnchor[], lists: readonly StoredCrl[], now: number): Promise<RevocationResult>;
  /** PEM or DER. @throws {CertificateProblem} */
  readAnchor(file: Bytes): { readonly certificate: Bytes; readonly facts: CertificateFacts; readonly isAuthority: boolean };
  /** PEM or DER. @throws {CertificateProblem} */
  readCrl(file: Bytes): { readonly list: Bytes; readonly facts: CrlFacts };
}

/** A certificate or revocation list that cannot be used; the message says why, in words. */
export class CertificateProblem extends Error {
  override readonly name = 'CertificateProblem';
}
