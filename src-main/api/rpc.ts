import { type AuditActor, actAs } from '#main/store/audit/actor.ts';
import type { Handlers, Params, Reply, RequestName } from '#shared/contract.ts';
import { faceError } from '#shared/face-errors.ts';
import { refusal, viewOfError } from './error-views.ts';
import { isRequestName, parseParams } from './parse.ts';
import { judgePlain } from './plain-value.ts';

/** Told about faults of our own that the face only sees as `UNEXPECTED`. */
export type ReportInternal = (where: string, error: unknown) => void;

/** Whether a person agrees, asked outside the face; `busy`: another question is open, and a face cannot pile them up. */
export type Confirm = <M extends RequestName>(name: M, params: Params<M>) => Promise<'agreed' | 'refused' | 'busy'>;

export interface RpcOptions {
  readonly handlers: Handlers;
  /** Who asks through this door, for the audit log. The carrier knows; the face has no say. */
  readonly actor: AuditActor;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  readonly report: ReportInternal;
  /** Where the host can ask. Absent: nothing is asked. */
  readonly confirm?: Confirm;
}

/** The door of one face. Every carrier opens one per window, tab or process that it serves. */
export interface RequestGate {
  /** Never rejects. Refusals are replies: unknown request, parameters of the wrong shape or size, too many at once. */
  request(name: unknown, params: unknown): Promise<Reply<unknown>>;
}

/** Our limits of one face. Catalogue IP-004, IP-012. */
export const rpcLimits = {
  /** Requests that wait for their answer. */
  inFlight: 256,
  /** Requests per second, and how many may come in one burst. */
  perSecond: 500,
} as const;

export function openRequestGate(options: RpcOptions): RequestGate {
  const admit = rateLimiter(rpcLimits.perSecond, options.now);
  let inFlight = 0;
  return {
    async request(name, params) {
      if (!isRequestName(name)) return refuse('IPC_NO_CHANNEL');
      const verdict = judgePlain(params);
      if (verdict !== 'plain') return refuse(verdict === 'too big' ? 'IPC_TOO_BIG' : 'IPC_BAD_ARGS', verdict);
      if (inFlight >= rpcLimits.inFlight || !admit()) return refuse('IPC_BUSY');
      inFlight += 1;
      try {
        return { ok: true, value: await call(options, name, params) };
      } catch (error) {
        return replyTo(error, `request ${name}`, options.report);
      } finally {
        inFlight -= 1;
      }
    },
  };
}

/** What a face is told about something that was thrown. What nobody planned for is reported, and the face learns nothing of it. */
export function replyTo(error: unknown, where: string, report: ReportInternal): Reply<never> {
  const view = viewOfError(error);
  if (view.code === 'UNEXPECTED') report(where, error);
  return { ok: false, error: view };
}

function refuse(code: 'IPC_NO_CHANNEL' | 'IPC_TOO_BIG' | 'IPC_BAD_ARGS' | 'IPC_BUSY', detail: string | null = null): Reply<never> {
  return { ok: false, error: faceError(code, detail) };
}

async function call<M extends RequestName>(options: RpcOptions, name: M, params: unknown): Promise<unknown> {
  const parsed = parseParams(name, params);
  const answer = (await options.confirm?.(name, parsed)) ?? 'agreed';
  if (answer !== 'agreed') throw refusal(answer === 'busy' ? 'IPC_BUSY' : 'NOT_CONFIRMED');
  return actAs(options.actor, () => options.handlers[name](parsed));
}

/** A token bucket that holds one second's worth. */
function rateLimiter(perSecond: number, now: () => number): () => boolean {
  let tokens: number = perSecond;
  let last = now();
  return () => {
    const at = now();
    tokens = Math.min(perSecond, tokens + ((at - last) * perSecond) / 1000);
    last = at;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
