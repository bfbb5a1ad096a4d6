import { Certificate } from 'pkijs';
import type { Bytes } from '#engine/bytes.ts';
import { CertificateError } from '#main/trust/x509/certificate-error.ts';
import { viewOf } from '#main/trust/x509/certificate-view.ts';
import { validateChain } from '#main/trust/x509/chain.ts';
import { readCredentialFile } from '#main/trust/x509/credential-file.ts';
import { parseCertificate } from '#main/trust/x509/parsed-certificate.ts';
import { writePem } from '#main/trust/x509/pem.ts';
import { writePrivateKey } from '#main/trust/x509/private-keys.ts';
import { makeRequest } from '#main/trust/x509/requests.ts';
import { parseRevocationList } from '#main/trust/x509/revocation-list.ts';
import { intermediate, leaf, noon, revocationList, root } from '../support/certificates.ts';
import { mutateBytes } from './byte-mutations.ts';
import type { Decoder } from './campaign.ts';
import type { Dice } from './dice.ts';

/** The library keeps every part of what it reads as an object of its own: bytes for one input. */
const allowance = 2 ** 22;

/** What peers show as credentials and people hand over as files. */
export function certificateDecoders(): readonly Decoder[] {
  const top = root('CN=Root', { scheme: 'Ed25519' });
  const constraints = { permitted: ['dns:example.org'], excluded: ['email:evil.org', 'directory:O=Evil'] };
  const middle = intermediate('CN=Middle', top, { nameConstraints: constraints });
  const end = leaf('CN=Bob, O=Example', middle, { names: ['dns:bob.example.org', 'email:bob@example.org', 'ip:192.0.2.1'] });
  const certificates = [end, middle, top].map(({ certificate }) => certificate);
  const lists = [revocationList(middle, [{ of: end, reason: 1 }])];
  const key = writePrivateKey(end.key);
  const files = [
    ...certificates,
    ...lists,
    key,
    makeRequest('CN=Bob', ['dns:bob.example.org'], end.key),
    new TextEncoder().encode(writePem('CERTIFICATE', end.certificate) + writePem('PRIVATE KEY', key)),
  ];
  const refuses = (error: unknown): boolean => error instanceof CertificateError;
  const changed = (from: readonly Bytes[]) => (dice: Dice) => (dice.oneIn(4) ? resigned(dice, from) : mutateBytes(dice, dice.pick(from), from));
  return [
    { name: 'certificates', share: 0.5, make: changed(certificates), run: (der) => viewOf(parseCertificate(der)), refuses, allowance },
    { name: 'certificate revocation lists', share: 0.2, make: changed(lists), run: parseRevocationList, refuses, allowance },
    { name: 'certificate and key files', share: 0.5, make: changed(files), run: (file) => readCredentialFile(file, null), refuses, allowance },
    {
      name: 'chains of certificates',
      share: 0.1,
      make: changed(certificates.slice(0, 1)),
      // a chain is judged, never refused by throwing; a changed leaf is never believed
      run: async (der) => {
        const { verdict } = await validateChain({ chain: [der, ...certificates.slice(1)], anchors: certificates.slice(2), now: noon });
        if (verdict === 'ok' && !certificates.some((honest) => Buffer.from(honest).equals(der)))
          throw new Error('a changed certificate was believed');
      },
      refuses: () => false,
      allowance,
    },
  ];
}

/** Changes behind the outermost length, which the library then writes anew: the changes that get past the first look. */
function resigned(dice: Dice, from: readonly Bytes[]): Bytes {
  const changed = mutateBytes(dice, dice.pick(from), from);
  try {
    return new Uint8Array(Certificate.fromBER(changed.slice()).toSchema(true).toBER());
  } catch {
    return changed;
  }
}
