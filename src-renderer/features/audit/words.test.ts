import { describe, expect, test } from 'vitest';
import { english, factsOf } from './words.ts';
import { german } from './words.de.ts';

const ref = '5'.repeat(64);

/** What each kind of entry says besides its subject, with every code that a value can be; those left out say nothing. */
const details: { readonly [A in keyof typeof english.actions]?: object } = {
  'log-gap': { found: 7, sealed: null },
  'identity-created': { name: 'Ada', schemes: ['Ed25519', 'P-256'] },
  'identity-key-added': { scheme: 'Ed25519' },
  'identity-renamed': { name: 'Ada' },
  'identity-certified': { scheme: 'P-256', certificates: [ref, ref] },
  'identity-key-exported': { scheme: 'P-256', form: 'pkcs8' },
  'authority-created': { subject: 'CN=Lab', scheme: 'P-256' },
  'certificate-revoked': { reason: 'keyCompromise', serial: '01', authority: ref, issuer: 'CN=Lab' },
  'revocation-list-issued': { number: 3, subject: 'CN=Lab', scheme: 'P-256' },
  'pin-added': { label: 'Bob', pinKind: 'first-use', address: 'bob:7443', name: 'Bob', fixed: false },
  'policy-changed': { name: 'Mine', steps: ['pinned', 'first-use', 'x509'] },
  'root-added': { label: 'Lab', subject: 'CN=Lab', digest: ref },
  'revocations-added': { label: 'Lab', issuer: 'CN=Lab', revoked: 2 },
  'list-entry-added': { list: 'default', effect: 'deny', kind: 'certificate-name', value: 'Eve' },
  'contact-changed': { policyId: 'base', verifiedBy: null },
  'session-founded': { peer: 'Bob', address: null, direction: 'inbound', connection: ref, epoch: '1', suite: 1, profile: 'draft-00', insecure: true },
  'key-package-offered': { identity: ref, name: 'Ada', suite: 1, notAfter: 1_700_000_000_000 },
  'profile-unlocked': { by: 'recovery', failures: 2 },
  'profile-locked': { strength: 'stop' },
  'protection-changed': { changed: 'keychain', kinds: 'passphrase, plain' },
  'auto-lock-changed': { minutes: null, strength: 'window' },
  'key-policy-changed': { updateRecords: 0, updateBytes: 65_536, updateAge: 60_000, recordsPerKey: 0, earlyData: true, autoResume: false },
  'profile-repaired': { lostKeys: 1, lostKeyPackages: 0, lostSessions: 2 },
  'backup-made': { size: 2_048 },
  'backup-failed': { code: 'STORE_LOCKED' },
  'backup-restored': { madeAt: 1_700_000_000_000, sameProfile: true, added: 3, kept: 1, resumable: 2, fresh: 4, log: ref },
  'restore-failed': { code: 'BACKUP_DAMAGED', dryRun: true },
};

describe('the facts of an entry', () => {
  test.each(Object.entries(details))('of the kind %s have words for each name, and no code is a value', (_action, detail) => {
    const shown = factsOf(detail);
    expect(shown).toHaveLength(Object.entries(detail).filter(([name, value]) => value !== null || name in english.nones).length);
    for (const name of Object.keys(detail)) expect([name in english.facts, name in german.facts]).toEqual([true, true]);
    // camelCase, CONSTANTS and hyphens between small letters are names of the program
    const codes = shown.flat().filter((text) => /[a-z][A-Z]|^[A-Z]+_[A-Z_]+$|[a-z]-[a-z]|5{9}/.test(text.replaceAll(/KeyPackages|KiB/g, '')));
    expect(codes.filter((text) => text !== ref)).toEqual([]);
  });

  test('that are none, or nothing any more, say so', () => {
    expect(factsOf({ minutes: null, updateAge: 0, failures: 0, address: null, name: 'null' })).toEqual([
      ['locks after', 'never'],
      ['update after', 'never'],
      ['failed attempts', '0'],
      ['name', 'null'],
    ]);
    expect(factsOf({ policyId: null, verifiedBy: null })).toEqual([
      ['policy', 'none'],
      ['compared', 'not any more'],
    ]);
  });

  test('are worded alike wherever the program names the same', () => {
    expect(
      factsOf({ reason: 'keyCompromise', code: 'BACKUP_DAMAGED', policyId: 'base', steps: ['pinned', 'x509'], form: 'plain', by: 'plain' }),
    ).toEqual([
      ['reason', 'The key may be known to others'],
      ['why', 'This backup is damaged'],
      ['policy', 'Always'],
      ['steps', 'Pinned key → X.509 root'],
      ['form', 'PKCS #8 in clear'],
      ['opened with', 'no protection'],
    ]);
  });
});
