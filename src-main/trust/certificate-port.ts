import type { Bytes } from '#engine/bytes.ts';
import type { DenyCode } from '#engine/errors.ts';
import type { Sentence } from './sentence.ts';

/** What a certificate says of itself; nothing here is believed yet. */
export interface CertificateFacts {
  /** Distinguished name as one line, RFC 4514. */
  readonly subject: string;
  /** Common name, else the first alternative name. */
  readonly name: string;
  /** Alternative names without their kind: DNS names, addresses, mail addresses, URIs; {@link CertificateFacts.name} where there is none. */
  readonly names: readonly string[];
  /** Validity, milliseconds since 1970, both inclusive. */
  readonly notBefore: number;
  readonly notAfter: number;
}

/** Whether a chain leads to one of some roots, with name constraints, key usage, basic constraints and validity checked. */
export type PathResult = (
  | { readonly ok: true /** The root, as the person named it. */; readonly anchor: string }
  | { readonly ok: false; readonly code: DenyCode; readonly reason: Sentence }
) & {
  /** What each check found, a sentence each. */
  readonly details: readonly Sentence[];
};

/** What the stored revocation lists say about the certificates of a chain. A sentence each. */
export type RevocationResult =
  | { readonly status: 'revoked'; readonly reason: Sentence }
  /** A list is there, and its silence cannot be relied on. */
  | { readonly status: 'doubtful'; readonly reason: Sentence }
  | { readonly status: 'not-listed' | 'no-list' };

/** A root as it is stored, or a revocation list. */
export interface StoredFile {
  readonly label: string;
  readonly der: Bytes;
}

/** What policies need to know about X.509. Everything it is given may be hostile; it answers within bounds. */
export interface CertificatePort {
  /**
   * Reads the end-entity certificate of a chain.
   *
   * @param chain DER, end entity first
   * @returns what it says, or what is wrong with it: a sentence
   */
  read(chain: readonly Bytes[]): CertificateFacts | Sentence;
  /** Whether the end entity's public key is this one, as MLS leaves carry it. */
  holdsKey(chain: readonly Bytes[], scheme: number, publicKey: Bytes): boolean;
  /** @param now wall clock, milliseconds */
  validate(chain: readonly Bytes[], anchors: readonly StoredFile[], now: number, signal: AbortSignal): Promise<PathResult>;
  /** @param anchors every stored root: a list counts when its issuer stands in a path to one, or the chain stands for itself */
  revocation(
    chain: readonly Bytes[],
    anchors: readonly StoredFile[],
    lists: readonly StoredFile[],
    now: number,
    signal: AbortSignal,
  ): Promise<RevocationResult>;
}
