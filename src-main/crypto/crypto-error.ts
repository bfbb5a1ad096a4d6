/** A key is unusable or something does not verify. Says which primitive, never why: there is nothing to learn from it. */
export class CryptoError extends Error {
  override readonly name = 'CryptoError';
}
