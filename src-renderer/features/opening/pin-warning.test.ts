import { expect, test } from 'vitest';
import type { PinView, SuiteView } from '#shared/views.ts';
import { contactCardScheme } from '../../format/contact-card.ts';
import { type Expectation, pinWarning } from './pin-warning.ts';

const classical: SuiteView = { id: 1, name: 'small', descriptor: '', signature: 'Ed25519', postQuantum: 'none', enabledByDefault: true };
const quantum: SuiteView = { ...classical, id: 2, name: 'large', signature: 'ML-DSA-87', postQuantum: 'confidentiality and authentication' };
const pin: PinView = {
  id: 'p',
  name: 'Bob',
  address: '127.0.0.1:7443',
  kind: 'first-use',
  fixed: false,
  verifiedAt: null,
  scheme: 'Ed25519',
  fingerprint: { full: '', short: '' },
  createdAt: 0,
  lastSeenAt: null,
};
const explicit: PinView = { ...pin, kind: 'explicit', address: null };
const card = (scheme: number): string =>
  `epochscope:contact?v=1&name=Bob&key=${btoa(String.fromCharCode(scheme >> 8, scheme & 0xff, 1, 2))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=/g, '')}`;
const asked: Expectation = { kind: 'connect', trust: 'first-use', address: '127.0.0.1:7443', cards: [], suites: [classical, quantum], pins: [pin] };

test('a suite that signs with another scheme than the pinned key is named, with both schemes', () => {
  expect(pinWarning(asked)).toMatch(/large .*ML-DSA-87.*Ed25519/);
  expect(pinWarning({ ...asked, suites: [classical] })).toBeNull();
  expect(pinWarning({ ...asked, trust: 'pin', pins: [explicit] })).toMatch(/ML-DSA-87/);
  expect(pinWarning({ ...asked, kind: 'listen', trust: 'pin', pins: [explicit] })).toMatch(/ML-DSA-87/);
});

test('where no key is expected there is nothing to warn of', () => {
  expect(pinWarning({ ...asked, address: '127.0.0.1:1' })).toBeNull();
  expect(pinWarning({ ...asked, pins: [explicit] })).toBeNull();
  expect(pinWarning({ ...asked, trust: 'accept-any' })).toBeNull();
  expect(pinWarning({ ...asked, kind: 'listen', trust: 'first-use', pins: [explicit] })).toBeNull();
});

test('a contact card says of which scheme its key is, and takes the place of pins', () => {
  expect([0x0807, 0x0906, 0x0503, 0x1234].map((scheme) => contactCardScheme(card(scheme)))).toEqual(['Ed25519', 'ML-DSA-87', 'P-384', null]);
  expect(contactCardScheme('hello')).toBeNull();
  expect(pinWarning({ ...asked, trust: 'pin', cards: [card(0x0906)], suites: [quantum] })).toBeNull();
  expect(pinWarning({ ...asked, trust: 'pin', cards: [card(0x0906)], suites: [classical] })).toMatch(/small .*Ed25519.*ML-DSA-87/);
});
