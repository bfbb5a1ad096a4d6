import { fileSentences } from '#shared/words/files.ts';
import { type SaidOf, say } from '#shared/words/said.ts';

/** Why certificates or keys could not be read, matched or made. Codes are stable: the error catalogue knows them. */
export type CertificateErrorCode =
  /** Not a certificate, key, request or list in a form this program reads. */
  | 'CERT_UNREADABLE'
  /** Larger than certificates, chains and key files are. */
  | 'CERT_TOO_LARGE'
  /** The file is encrypted and no password came with it. */
  | 'IMPORT_PASSWORD_NEEDED'
  /** The password does not open the file. */
  | 'IMPORT_PASSWORD_WRONG'
  /** An algorithm or key kind that this program does not use. */
  | 'IMPORT_UNSUPPORTED'
  /** Private key and certificate are not of one pair. */
  | 'IMPORT_KEY_MISMATCH'
  /** The file holds no certificate, or no private key, where one is needed. */
  | 'IMPORT_INCOMPLETE';

/** The only error class of this folder that is meant to be met. Messages are for people and hold no secret. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
  readonly code: CertificateErrorCode;
  /** The message, by code. */
  readonly why: SaidOf<typeof fileSentences>;

  constructor(code: CertificateErrorCode, said: SaidOf<typeof fileSentences>, cause?: unknown) {
    super(say(fileSentences, said), cause === undefined ? undefined : { cause });
    this.code = code;
    this.why = said;
  }

  /** For an error that takes its place. */
  get explanation(): { readonly text: string; readonly said: readonly SaidOf<typeof fileSentences>[] } {
    return { text: this.message, said: [this.why] };
  }
}
