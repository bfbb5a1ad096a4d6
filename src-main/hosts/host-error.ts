import { EngineError, type Failure } from '#engine/errors.ts';
import type { StoreError } from '#main/store/store-error.ts';
import type { TransportError } from '#main/transport/transport.ts';
import type { ErrorCode } from '#shared/error-catalogue.ts';
import { type Detail, explained } from '#shared/words/details.ts';
import type { Said } from '#shared/words/said.ts';

/** What a host refuses or explains besides engine, store and transport. `detail` is for engineers and holds no secret. */
export class HostError extends Error {
  override readonly name = 'HostError';
  readonly code: ErrorCode;
  readonly detail: string | null;
  readonly said: readonly Said[];
  readonly rule: string | null;
  readonly alert: string | null;

  constructor(code: ErrorCode, more: { readonly detail?: Detail | null; readonly rule?: string | null; readonly alert?: string | null } = {}) {
    super(code);
    this.code = code;
    const detail = more.detail === undefined || more.detail === null ? null : explained(more.detail);
    this.detail = detail?.text ?? null;
    this.said = detail?.said ?? [];
    this.rule = more.rule ?? null;
    this.alert = more.alert ?? null;
  }
}

/** Why something ended or could not be done. */
export type Cause = HostError | EngineError | TransportError | StoreError;

/** The failure an engine reports, as something that can be thrown. */
export function failed(failure: Failure): EngineError {
  return new EngineError(failure);
}
