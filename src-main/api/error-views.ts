import { alertDescriptions, alertName } from '#engine/alert.ts';
import { brokenRandomness } from '#engine/crypto/watched-randomness.ts';
import { alertFor, EngineError, type Failure } from '#engine/errors.ts';
import { violations } from '#engine/rules.ts';
import { HostError } from '#main/hosts/host-error.ts';
import { StoreError } from '#main/store/store-error.ts';
import { CertificateError } from '#main/trust/x509/certificate-error.ts';
import { NameFormError } from '#main/trust/x509/make-names.ts';
import { TransportError } from '#main/transport/transport.ts';
import { type ErrorCode, wordsOf } from '#shared/error-catalogue.ts';
import type { ErrorView } from '#shared/views.ts';
import { ApiError } from './core.ts';
import { type Detail, explained } from '#shared/words/details.ts';

/** What an error says besides its words. */
interface ErrorFacts extends Partial<Pick<ErrorView, 'rule' | 'alert'>> {
  readonly detail?: Detail | null;
}

/** The view of a code: its words, and what engineers want besides. */
export function errorView(code: ErrorCode, more: ErrorFacts = {}): ErrorView {
  const { title, next } = wordsOf(code);
  const detail = more.detail === undefined || more.detail === null ? null : explained(more.detail);
  const view = { code, title, next, rule: more.rule ?? null, alert: more.alert ?? null, detail: detail?.text ?? null };
  return detail === null || detail.said.length === 0 ? view : { ...view, detailSaid: detail.said };
}

/** A refusal with a code of the catalogue. */
export function refusal(code: ErrorCode, detail: Detail | null = null): ApiError {
  return new ApiError(errorView(code, { detail }));
}

/** Why a connection ended, in words. */
export function failureView(failure: Failure): ErrorView {
  const alert = alertFor(failure);
  switch (failure.kind) {
    case 'decode':
      return errorView('DECODE', { alert, detail: ['at-byte', failure.structure || 'message', failure.reason, failure.offset] });
    case 'decrypt':
      return errorView('DECRYPT', { alert });
    case 'peer-misbehaved':
    case 'api-misuse':
      return errorView(failure.code, { rule: violations[failure.code].rule, alert, detail: violations[failure.code].text });
    case 'peer-incompatible':
      return errorView(failure.code, { rule: violations[failure.code].rule, alert, detail: lacking(failure.feature) });
    case 'credential-refused':
      return errorView(`CREDENTIAL_${failure.code}`, { rule: 'R-AS', alert });
    case 'credential-unchecked':
      return errorView('CREDENTIAL_UNCHECKED', { rule: 'R-AS', alert, detail: ['peer-unchecked', failure.reason] });
    case 'alert-received':
      return alertView(failure.alert, failure.authenticated);
    case 'timeout':
      return errorView(`TIMEOUT_${failure.timer}`, { rule: 'R-TIME', alert, detail: ['timer', failure.timer] });
    case 'truncated':
      return errorView('TRUNCATED', { rule: 'R-CLOSE' });
    case 'ended':
      return errorView(`ENDED_${failure.reason}`);
    case 'storage':
      return errorView('STORAGE', { rule: 'R-PERSIST', alert });
    case 'internal':
      return errorView(failure.where === brokenRandomness ? 'RNG_FAILED' : 'INTERNAL', { alert, detail: failure.where });
    default:
      return failure satisfies never;
  }
}

/** Words for whatever was thrown; what nobody planned for becomes `UNEXPECTED`, without its text: it may hold anything. */
export function viewOfError(error: unknown): ErrorView {
  if (error instanceof ApiError) return error.view;
  if (error instanceof HostError) {
    const { detail, said, rule, alert } = error;
    return errorView(error.code, { rule, alert, detail: detail === null ? null : { text: detail, said } });
  }
  if (error instanceof CertificateError) return errorView(error.code, { detail: error.explanation });
  if (error instanceof NameFormError) return errorView('NAME_FORM', { detail: error.why });
  if (error instanceof EngineError) return failureView(error.failure);
  if (error instanceof TransportError || error instanceof StoreError)
    return errorView(error.code, { detail: { text: error.message, said: error.said } });
  return errorView('UNEXPECTED', { detail: error instanceof Error ? error.name : null });
}

/** What both sides have not in common: a suite so far, by its name in the trace. */
function lacking(feature: string): Detail {
  const suite = /^cipher suite (0x[0-9a-f]{4})$/.exec(feature)?.[1];
  return suite === undefined ? feature : ['cipher-suite', Number(suite)];
}

/** Alerts that may come from a peer and that {@link errorView} has words for. */
type WordedAlert = Exclude<keyof typeof alertDescriptions, 'close_notify'>;

function alertView(value: number, authenticated: boolean): ErrorView {
  const name = alertName(value);
  const detail = authenticated ? null : (['not-authenticated'] as const);
  return errorView(isWorded(name) ? `ALERT_${name}` : 'ALERT_OTHER', { alert: name, detail });
}

function isWorded(name: string): name is WordedAlert {
  return name !== 'close_notify' && Object.hasOwn(alertDescriptions, name);
}
