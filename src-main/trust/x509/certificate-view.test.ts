import { Utf8String } from 'asn1js';
import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { credentialName } from '../credential-name.ts';
import { intermediate, keyOf, leaf, noon, root } from '../../../test/support/certificates.ts';
import { certificateView } from './certificate-view.ts';

const rootCa = root('CN=Root');
const narrow = intermediate('CN=Narrow', rootCa, {
  authority: { pathLength: 1 },
  nameConstraints: { permitted: ['dns:example.org'], excluded: ['email:.example.org', 'ip:10.0.0.0/255.0.0.0', 'directory:O=Evil'] },
});
const names = ['dns:bob.example.org', 'email:bob@example.org', 'uri:https://example.org/bob', 'ip:192.0.2.1', 'ip:2001:db8::1'];
const bob = leaf('CN=Bob\\, the builder, O=Example, C=DE', narrow, { names, serial: Uint8Array.of(0x12, 0x34) });

test('a certificate is shown with everything that matters', () => {
  expect(certificateView(bob.certificate)).toEqual({
    subject: 'CN=Bob\\, the builder, O=Example, C=DE',
    issuer: 'CN=Narrow',
    name: 'Bob, the builder',
    serial: '1234',
    notBefore: noon - 30 * 86_400_000,
    notAfter: noon + 30 * 86_400_000,
    keyAlgorithm: 'P-256',
    signatureAlgorithm: 'ECDSA with SHA-256',
    names: [...names.slice(0, 4), 'ip:2001:db8:0:0:0:0:0:1'],
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: ['clientAuth', 'serverAuth'],
    isAuthority: false,
    pathLength: null,
    nameConstraints: null,
    unknownCritical: [],
    selfIssued: false,
    fingerprint: new X509Certificate(bob.certificate).fingerprint256,
  });
  expect(certificateView(narrow.certificate)).toMatchObject({
    isAuthority: true,
    pathLength: 1,
    keyUsage: ['keyCertSign', 'cRLSign'],
    nameConstraints: { permitted: ['dns:example.org'], excluded: ['email:.example.org', 'ip:10.0.0.0/255.0.0.0', 'directory:O=Evil'] },
  });
  expect(certificateView(rootCa.certificate)).toMatchObject({ selfIssued: true, pathLength: null });
});

test('the runtime reads our certificates the same way', () => {
  const theirs = new X509Certificate(bob.certificate);
  expect(theirs.subject).toBe('C=DE\nO=Example\nCN=Bob\\, the builder');
  expect(theirs.subjectAltName).toBe(
    'DNS:bob.example.org, email:bob@example.org, URI:https://example.org/bob, IP Address:192.0.2.1, IP Address:2001:DB8:0:0:0:0:0:1',
  );
  const issuer = new X509Certificate(narrow.certificate);
  expect(theirs.checkIssued(issuer) && theirs.verify(issuer.publicKey) && issuer.ca).toBe(true);
  expect(theirs.publicKey.export({ format: 'jwk' })['x']).toBe(Buffer.from(bob.key.publicKey.subarray(1, 33)).toString('base64url'));
});

test('a name is the common name, else the first alternative name, else the subject; never with invisible characters', () => {
  const nameOf = (subject: string, wish = {}) => credentialName({ kind: 'x509', certificates: [leaf(subject, rootCa, wish).certificate] });
  expect(nameOf('CN=Bob, O=Example', { names: ['dns:other.org'] })).toBe('Bob');
  expect(nameOf('O=Example', { names: ['email:bob@example.org'] })).toBe('bob@example.org');
  expect(nameOf('O=Example')).toBe('O=Example');
  const disguised = leaf('CN=Bob', rootCa, {
    key: keyOf('Bob'),
    alter: ({ subject }) => {
      const [common] = subject.typesAndValues;
      if (common) common.value = new Utf8String({ value: 'Bo\u202eb\n' });
      subject.valueBeforeDecode = new ArrayBuffer(0);
    },
  });
  expect(credentialName({ kind: 'x509', certificates: [disguised.certificate] })).toBe('Bo\\u{202e}b\\u{a}');
  expect(credentialName({ kind: 'x509', certificates: [Uint8Array.of(1, 2, 3)] })).toBe('a certificate that cannot be read');
});
