import { expect, test } from 'vitest';
import { type ConnectionRecord, decodeRecord, encodeRecord, noFacts } from './connection-record.ts';

const record: ConnectionRecord = {
  settings: {
    profile: 'draft-00',
    suites: [0xf0f1, 1],
    trust: 'pin',
    policyId: null,
    given: [{ scheme: 0x0807, publicKey: Uint8Array.of(1, 2, 255) }],
    marker: 'require',
    dial: { host: 'localhost', port: 7443 },
    piped: false,
  },
  facts: {
    ...noFacts,
    foundingRole: 'founding-initiator',
    suite: 1,
    marked: true,
    epoch: 2n ** 63n,
    authenticator: Uint8Array.of(9, 8),
    peer: { name: 'Bob “the” Builder', scheme: 0x0807, publicKey: Uint8Array.of(0), accepted: 'first use' },
    bytesSent: 2 ** 50,
  },
  autoResume: true,
  keyPolicy: null,
  closed: false,
  hidden: false,
};

test('a record survives the store, through JSON text', () => {
  expect(decodeRecord(JSON.parse(JSON.stringify(encodeRecord(record))))).toEqual(record);
  const fresh = { ...record, facts: noFacts, settings: { ...record.settings, dial: null } };
  expect(decodeRecord(JSON.parse(JSON.stringify(encodeRecord(fresh))))).toEqual(fresh);
});

test('what a newer version wrote is not guessed at', () => {
  const stored = { ...(JSON.parse(JSON.stringify(encodeRecord(record))) as object), form: 2 };
  expect(decodeRecord(JSON.parse(JSON.stringify(stored)))).toBeNull();
  expect(decodeRecord(null)).toBeNull();
});
