import { expect, test } from 'vitest';
import { day, leaf, noon, root } from '../../../test/support/certificates.ts';
import { validateChain } from './chain.ts';
import { issueRevocationList } from './issue-list.ts';
import { makeName } from './make-names.ts';
import { parseCertificate } from './parsed-certificate.ts';
import { parseRevocationList } from './revocation-list.ts';

test('a list that was issued here is read and believed here', async () => {
  const authority = root('CN=Root', { scheme: 'Ed25519' });
  const bob = leaf('CN=Bob', authority);
  const { serial } = parseCertificate(bob.certificate);
  const plan = { number: 7, thisUpdate: noon, nextUpdate: noon + day, revoked: [{ serial, at: noon - day, reason: 'superseded' as const }] };
  const issuer = { name: makeName('CN=Root'), key: authority.key };
  const list = issueRevocationList(plan, issuer);
  expect(parseRevocationList(list)).toMatchObject({
    thisUpdate: noon,
    nextUpdate: noon + day,
    entries: new Map([[serial, { at: noon - day, reason: 'superseded' }]]),
    unknownCritical: [],
  });
  const ask = (crl: Uint8Array) => validateChain({ chain: [bob.certificate], anchors: [authority.certificate], crls: [crl], now: noon });
  expect(await ask(list)).toMatchObject({ verdict: 'revoked', explanation: '“Bob” was revoked on 2026-05-31 12:00:00 UTC (superseded).' });
  expect((await ask(issueRevocationList({ ...plan, revoked: [] }, issuer))).verdict).toBe('ok');
});
