/** What the host's primitives throw when a key is unusable or something does not verify; all else is a failure of their own. Says which primitive, never why: there is nothing to learn from it. */
export class CryptoError extends Error {
  override readonly name = 'CryptoError';
}
