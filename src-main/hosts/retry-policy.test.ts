import { describe, expect, test } from 'vitest';
import { alertDescriptions } from '#engine/alert.ts';
import type { Failure } from '#engine/errors.ts';
import { TransportError } from '#main/transport/transport.ts';
import { failed, HostError } from './host-error.ts';
import { afterEnd } from './retry-policy.ts';

const alert = (name: keyof typeof alertDescriptions): Failure => ({ kind: 'alert-received', alert: alertDescriptions[name], authenticated: false });

describe('after the end of an attempt', () => {
  test.each<Failure>([
    { kind: 'truncated' },
    { kind: 'decrypt' },
    { kind: 'timeout', timer: 'resume', beforeOpen: true },
    { kind: 'ended', reason: 'cut' },
    { kind: 'ended', reason: 'superseded' },
    { kind: 'ended', reason: 'tie-lost' },
    alert('internal_error'),
    alert('user_canceled'),
  ])('%j is tried again', (failure) => expect(afterEnd(failed(failure))).toBe('again'));

  test.each<Failure>([
    alert('unknown_psk_identity'),
    alert('access_denied'),
    { kind: 'peer-misbehaved', code: 'RS_RESPONSE' },
    { kind: 'decode', reason: 'truncated', offset: 0, structure: '' },
  ])('%j is tried a few more times: nobody knows who said it', (failure) => expect(afterEnd(failed(failure))).toBe('refused'));

  test.each<Failure>([
    { kind: 'ended', reason: 'closed' },
    { kind: 'ended', reason: 'aborted' },
    { kind: 'credential-refused', code: 'access_denied' },
    { kind: 'storage' },
    { kind: 'internal', where: 'test' },
    { kind: 'api-misuse', code: 'API_SESSION_SUSPECT' },
  ])('%j needs a person', (failure) => expect(afterEnd(failed(failure))).toBe('stop'));

  test('the network is tried again, except where that is pointless', () => {
    expect(afterEnd(new TransportError('ECONNREFUSED', ''))).toBe('again');
    expect(afterEnd(new TransportError('ETIMEDOUT', ''))).toBe('again');
    expect(afterEnd(new TransportError('ENOTFOUND', ''))).toBe('stop');
    expect(afterEnd(new HostError('KEY_CHANGED'))).toBe('stop');
  });
});
