import { describe, expect, test } from 'vitest';
import { alertDescriptions } from '#engine/alert.ts';
import { EngineError, type Failure, type TimerName } from '#engine/errors.ts';
import { type ViolationCode, violations } from '#engine/rules.ts';
import { failureView, viewOfError } from '#main/api/error-views.ts';
import { HostError } from '#main/hosts/host-error.ts';
import { StoreError, type StoreErrorCode } from '#main/store/store-error.ts';
import { TransportError, transportErrorCodes } from '#main/transport/transport.ts';
import { errorCatalogue, wordsOf } from '#shared/error-catalogue.ts';

const codes = Object.keys(violations) as ViolationCode[]; // the table's own keys

test.each(codes)('%s of the engine has words', (code) => {
  const view = failureView({ kind: 'peer-misbehaved', code });
  expect(view).toMatchObject({ code, rule: violations[code].rule, alert: violations[code].alert, detail: violations[code].text });
  expect(view.title).not.toBe(wordsOf('UNEXPECTED').title);
});

/** Every timer, denial and reason: a new one does not compile until it is listed. */
const timers: { readonly [T in TimerName]: true } = {
  'hello': true,
  'resume': true,
  'epoch-key-update': true,
  'closing-epoch-key-update': true,
  'authentication': true,
  'fragment': true,
  'record-stall': true,
  'update-yield': true,
  'unconfirmed': true,
  'age-limit': true,
};
const reasons: { readonly [R in Extract<Failure, { kind: 'ended' }>['reason']]: true } = {
  'closed': true,
  'aborted': true,
  'superseded': true,
  'tie-lost': true,
  'key-limit': true,
  'cut': true,
};
const storeCodes: { readonly [C in StoreErrorCode]: true } = {
  STORE_LOCKED: true,
  STORE_NEWER_SCHEMA: true,
  STORE_DAMAGED: true,
  STORE_FULL: true,
  STORE_READ_ONLY: true,
  STORE_FAILED: true,
  STORE_NOT_PRIVATE: true,
  RUNTIME_TOO_OLD: true,
  DATA_KEY_MISSING: true,
  DATA_KEY_WRONG: true,
  LOCKED: true,
  UNLOCK_FAILED: true,
  KEYRING_CHANGED: true,
  KEYRING_UNAVAILABLE: true,
  LAST_PROTECTION: true,
  ROLLBACK_DETECTED: true,
  SESSION_RESTORED: true,
  GENERATION_CONFLICT: true,
  NOT_FOUND: true,
  KEY_PACKAGE_REPLAYED: true,
  ALREADY_EXISTS: true,
  TOO_MANY: true,
  BACKUP_NOT_OURS: true,
  BACKUP_OLDER: true,
  BACKUP_NEWER: true,
  BACKUP_PASSPHRASE: true,
  BACKUP_CUT: true,
  BACKUP_DAMAGED: true,
  BACKUP_TOO_BIG: true,
};

describe('every way to end has words', () => {
  const failures: readonly Failure[] = [
    ...Object.keys(timers).map((timer) => ({ kind: 'timeout', timer: timer as TimerName, beforeOpen: true }) as const),
    ...Object.keys(reasons).map((reason) => ({ kind: 'ended', reason: reason as keyof typeof reasons }) as const),
    ...Object.values(alertDescriptions).map((alert) => ({ kind: 'alert-received', alert, authenticated: true }) as const),
    { kind: 'alert-received', alert: 250, authenticated: false },
    ...(['bad_certificate', 'certificate_expired', 'certificate_revoked', 'unknown_ca', 'access_denied'] as const).map(
      (code) => ({ kind: 'credential-refused', code }) as const,
    ),
    { kind: 'credential-unchecked', reason: 'timeout' },
    { kind: 'decode', reason: 'truncated', offset: 3, structure: 'Prologue' },
    { kind: 'decrypt' },
    { kind: 'truncated' },
    { kind: 'storage' },
    { kind: 'internal', where: 'somewhere' },
  ];

  test.each(failures)('%j', (failure) => {
    const view = failureView(failure);
    expect(Object.hasOwn(errorCatalogue, view.code)).toBe(true);
    expect(view.title.length).toBeGreaterThan(5);
    expect(view.next.length).toBeGreaterThan(5);
  });

  test.each(transportErrorCodes)('network error %s', (code) =>
    expect(viewOfError(new TransportError(code, 'x'))).toMatchObject({ code, ...wordsOf(code) }),
  );
  test.each(Object.keys(storeCodes))('store error %s', (code) => {
    expect(viewOfError(new StoreError(code as StoreErrorCode, 'x'))).toMatchObject({ code, ...wordsOf(code) });
    expect(Object.hasOwn(errorCatalogue, code)).toBe(true);
  });
});

test('an alert that anybody could have sent says so', () => {
  expect(failureView({ kind: 'alert-received', alert: 115, authenticated: false })).toMatchObject({
    code: 'ALERT_unknown_psk_identity',
    alert: 'unknown_psk_identity',
    detail: expect.stringContaining('not authenticated') as unknown,
  });
});

test('what is said besides is said by code, for faces of other languages', () => {
  const incompatible = (feature: string) => failureView({ kind: 'peer-incompatible', code: 'KP_SUITE', feature });
  expect(incompatible('cipher suite 0x0004')).toMatchObject({ detail: 'cipher suite 0x0004', detailSaid: [['cipher-suite', 4]] });
  expect(incompatible('something else')).not.toHaveProperty('detailSaid');
  const unchecked = failureView({ kind: 'credential-unchecked', reason: 'timeout' });
  expect(unchecked).toMatchObject({ detail: 'the check took too long', detailSaid: [['peer-unchecked', 'timeout']] });
  const refused = viewOfError(new HostError('UNKNOWN_SUITE', { detail: ['suite-refused', 4, 'no-x448'] }));
  expect(refused).toMatchObject({ detail: '0x0004: X448 is not available in this build', detailSaid: [['suite-refused', 4, 'no-x448']] });
});

test('what nobody planned for shows its kind and nothing of its text, which may hold anything', () => {
  expect(viewOfError(new Error('private key 0xdeadbeef'))).toMatchObject({ code: 'UNEXPECTED', detail: 'Error' });
  expect(JSON.stringify(viewOfError('a string with a secret'))).not.toContain('secret');
  expect(viewOfError(new EngineError({ kind: 'truncated' })).code).toBe('TRUNCATED');
});

test('what may happen before a session was agreed does not say that one is kept', () => {
  const early = ['TRUNCATED', 'TIMEOUT_fragment', 'TIMEOUT_record-stall', 'ALERT_internal_error', 'ALERT_OTHER'] as const;
  for (const code of early) expect(errorCatalogue[code].next).toMatch(/^If a session had been agreed/);
});

test('sentences have no full stop in titles and one in next steps', () => {
  for (const [code, { title, next }] of Object.entries(errorCatalogue)) {
    expect(title, code).not.toMatch(/\.$/);
    expect(next, code).toMatch(/[.]$/);
  }
});
