import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { leadsToOurselves } from './own-address.ts';

test('an address leads to ourselves when a port of ours is bound there', () => {
  expect(leadsToOurselves('127.0.0.1', 7443, ['127.0.0.1:7443'])).toBe(true);
  expect(leadsToOurselves('LocalHost', 7443, ['[::1]:7443'])).toBe(true);
  expect(leadsToOurselves('::1', 7443, ['[::]:7443'])).toBe(true);
  expect(leadsToOurselves('127.0.0.1', 7444, ['127.0.0.1:7443'])).toBe(false);
  expect(leadsToOurselves('127.0.0.2', 7443, ['127.0.0.1:7443'])).toBe(false);
  expect(leadsToOurselves('192.0.2.7', 7443, ['0.0.0.0:7443'])).toBe(false);
  expect(leadsToOurselves('peer.example.org', 7443, ['0.0.0.0:7443'])).toBe(false);
  expect(leadsToOurselves('localhost', 7443, [])).toBe(false);
});

test('bound everywhere, every interface of this machine is one of ours', () => {
  for (const address of Object.values(networkInterfaces()).flatMap((some) => some?.map((one) => one.address) ?? []))
    expect(leadsToOurselves(address, 7443, ['[::]:7443'])).toBe(true);
});
