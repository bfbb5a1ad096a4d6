import { EngineError } from '#engine/errors.ts';

/**
 * How a piece of work was refused: the violation's code, or the kind of failure. Anything but an EngineError is rethrown,
 * success is `accepted`.
 */
export async function refusal(work: Promise<unknown> | (() => unknown)): Promise<string> {
  try {
    await (typeof work === 'function' ? work() : work);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const { failure } = error;
    if (failure.kind === 'peer-misbehaved' || failure.kind === 'peer-incompatible' || failure.kind === 'api-misuse') return failure.code;
    return failure.kind === 'decode' ? `decode ${failure.reason}` : failure.kind === 'internal' ? `internal ${failure.where}` : failure.kind;
  }
}
