import { describe, expect, test } from 'vitest';
import { openMemoryStore } from '#main/store/memory-store.ts';
import { type AnchorRow, type CrlRow, type DecisionRow, decisionLimits, type TrustTables } from '#main/store/trust-tables.ts';
import { openProfile, sampleCodec, temporaryDirectory } from './profiles.ts';
import { named } from './sample-session.ts';

const noon = 1_700_000_000_000;

const stores: readonly (readonly [string, () => TrustTables])[] = [
  ['memory', () => openMemoryStore(sampleCodec).trust],
  ['SQLite', () => openProfile(temporaryDirectory()).trust],
];

const anchor: AnchorRow = { id: 'a', label: 'Lab', der: named('root'), digest: 'd1', addedAt: noon, subject: 'CN=Lab', notAfter: noon * 2 };
const crl: CrlRow = {
  id: 'c',
  label: 'Lab CRL',
  der: named('crl'),
  digest: 'd2',
  addedAt: noon,
  issuer: 'CN=Lab',
  thisUpdate: noon,
  nextUpdate: null,
  revoked: 3,
};
const decision: DecisionRow = {
  id: 'd',
  at: noon,
  connectionId: null,
  sessionId: null,
  fingerprint: 'F',
  name: 'Bob',
  address: 'bob:1',
  purpose: 'client_hello',
  policy: 'Pinned keys',
  allowed: false,
  code: 'access_denied',
  explanation: 'No.',
  evidence: [{ step: 'pinned', opinion: 'none' }],
};

describe.each(stores)('trust tables of the %s store', (_name, open) => {
  test('policies are listed by name, replaced by id, and no two have one name', () => {
    const { policies } = open();
    policies.put({ id: '2', name: 'B', steps: [{ kind: 'pinned' }], updatedAt: noon });
    policies.put({ id: '1', name: 'A', steps: [], updatedAt: noon });
    policies.put({ id: '2', name: 'C', steps: [{ kind: 'expiry' }], updatedAt: noon + 1 });
    expect(policies.list().map(({ name }) => name)).toEqual(['A', 'C']);
    expect(policies.find('2')).toEqual({ id: '2', name: 'C', steps: [{ kind: 'expiry' }], updatedAt: noon + 1 });
    expect(() => policies.put({ id: '3', name: 'A', steps: [], updatedAt: noon })).toThrow(expect.objectContaining({ code: 'ALREADY_EXISTS' }));
    policies.remove('2');
    policies.remove('2');
    expect(policies.find('2')).toBeNull();
  });

  test('roots and revocation lists come back as they were, once each', () => {
    const { anchors, crls } = open();
    anchors.add(anchor);
    anchors.add({ ...anchor, id: 'b', digest: 'd3', addedAt: noon + 1 });
    crls.add(crl);
    expect(anchors.list().map(({ id }) => id)).toEqual(['b', 'a']);
    expect(anchors.find('a')).toEqual(anchor);
    expect(crls.list()).toEqual([crl]);
    expect(() => anchors.add({ ...anchor, id: 'z' })).toThrow(expect.objectContaining({ code: 'ALREADY_EXISTS' }));
    anchors.remove('a');
    expect(() => anchors.remove('a')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });

  test('a value is in a list once', () => {
    const { entries } = open();
    const entry = { id: 'e', list: 'default', effect: 'deny', kind: 'name', value: 'Eve', note: 'met at the fair', addedAt: noon } as const;
    entries.add(entry);
    entries.add({ ...entry, id: 'f', list: 'lab' });
    expect(() => entries.add({ ...entry, id: 'g' })).toThrow(expect.objectContaining({ code: 'ALREADY_EXISTS' }));
    entries.remove('f');
    expect(entries.list()).toEqual([entry]);
    expect(() => entries.remove('f')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });

  test('notes about contacts are found by contact and by policy', () => {
    const { contacts } = open();
    const note = { pinId: 'p', policyId: 'lab', verifiedBy: 'read aloud', verifiedAt: noon };
    contacts.put({ ...note, policyId: null });
    contacts.put(note);
    expect([contacts.find('p'), contacts.withPolicy('lab'), contacts.withPolicy('other')]).toEqual([note, [note], []]);
    contacts.remove('p');
    expect(contacts.find('p')).toBeNull();
  });

  test('decisions are kept newest first, and found by connection and by key', () => {
    const { decisions } = open();
    decisions.add(decision);
    decisions.add({ ...decision, id: 'e', at: noon + 1, fingerprint: 'G', allowed: true, code: null, sessionId: 's' });
    decisions.assign(['e'], 'c', null);
    expect(decisions.newest(10).map(({ id }) => id)).toEqual(['e', 'd']);
    expect(decisions.newest(1)).toHaveLength(1);
    expect(decisions.forConnection('c', 10)).toMatchObject([{ id: 'e', sessionId: 's', allowed: true, evidence: decision.evidence }]);
    expect(decisions.forFingerprint('F', 10)).toEqual([decision]);
  });

  test('strangers cannot push the decisions of connections out', () => {
    const { decisions } = open();
    decisions.add({ ...decision, id: 'kept', connectionId: 'c' });
    for (let count = 0; count < decisionLimits.ofStrangers + 3; count++) decisions.add({ ...decision, id: `stranger ${count}` });
    expect(decisions.forConnection('c', 10)).toHaveLength(1);
    expect(decisions.newest(10_000)).toHaveLength(decisionLimits.ofStrangers + 1);
    expect(decisions.newest(1)[0]?.id).toBe(`stranger ${decisionLimits.ofStrangers + 2}`);
  });

  test('certificates that were seen are listed by their end', () => {
    const { certificates } = open();
    certificates.put({ fingerprint: 'F', subject: 'CN=old', notAfter: noon, seenAt: 1 });
    certificates.put({ fingerprint: 'F', subject: 'CN=bob', notAfter: noon + 2, seenAt: 2 });
    certificates.put({ fingerprint: 'G', subject: 'CN=eve', notAfter: noon + 1, seenAt: 2 });
    expect(certificates.endingBefore(noon + 3).map(({ subject }) => subject)).toEqual(['CN=eve', 'CN=bob']);
    expect(certificates.endingBefore(noon + 2)).toHaveLength(1);
    expect(certificates.find('F')).toEqual({ fingerprint: 'F', subject: 'CN=bob', notAfter: noon + 2, seenAt: 2 });
    expect(certificates.find('H')).toBeNull();
  });

  test('a dismissed notice stays dismissed', () => {
    const { marks } = open();
    expect(marks.has('expiry F 7')).toBe(false);
    marks.put('expiry F 7', noon);
    marks.put('expiry F 7', noon + 1);
    expect(marks.has('expiry F 7')).toBe(true);
  });
});
