import { type Bytes, equal } from '#engine/bytes.ts';
import type { CertificateFacts, CertificatePort, PathResult, StoredFile } from './certificate-port.ts';
import { schemeNumber } from './signature-schemes.ts';
import { CertificateError } from './x509/certificate-error.ts';
import { certificateFingerprint, certificateView, viewOf } from './x509/certificate-view.ts';
import { validateChain } from './x509/chain.ts';
import { type ChainStep, denyCodeOf } from './x509/chain-report.ts';
import { parseCertificate } from './x509/parsed-certificate.ts';
import { type Sentence, sentence, sentences } from './sentence.ts';

/** The product's answer to what policies ask about certificates. */
export const certificates: CertificatePort = {
  read(chain) {
    const [leaf] = chain;
    if (leaf === undefined) return sentence('chain-empty');
    try {
      return factsOf(certificateView(leaf));
    } catch (error) {
      if (error instanceof CertificateError) return error.explanation;
      throw error;
    }
  },
  holdsKey(chain, scheme, publicKey) {
    const [leaf] = chain;
    const key = leaf === undefined ? null : parseCertificate(leaf).key;
    return key?.kind === 'scheme' && schemeNumber(key.scheme) === scheme && equal(key.publicKey, publicKey);
  },
  async validate(chain, anchors, now, signal): Promise<PathResult> {
    const { verdict, explanation, said, steps, path } = await validateChain({ chain, anchors: anchors.map(({ der }) => der), now, signal });
    const details = steps.map(sentenceOf);
    const code = denyCodeOf(verdict);
    if (code !== null) return { ok: false, code, reason: { text: explanation, said }, details };
    return { ok: true, anchor: labelOf(path.at(-1)?.fingerprint ?? '', anchors), details };
  },
  async revocation(chain, anchors, lists, now, signal) {
    if (lists.length === 0) return { status: 'no-list' };
    const crls = lists.map(({ der }) => der);
    const listed = async (ends: readonly Bytes[]) =>
      (await validateChain({ chain, anchors: ends, crls, now, signal })).steps.filter(({ check }) => check === 'revocation');
    const rooted = await listed(anchors.map(({ der }) => der));
    // The lists of an authority that only a pin makes known count as well: the end of the chain stands for a root then.
    const found = rooted.length > 0 || chain.length < 2 ? rooted : await listed(chain.slice(-1));
    const revoked = found.find(({ verdict }) => verdict === 'revoked');
    if (revoked !== undefined) return { status: 'revoked', reason: { text: revoked.evidence, said: revoked.said } };
    const doubtful = found.find(({ outcome }) => outcome === 'failed');
    if (doubtful !== undefined) return { status: 'doubtful', reason: { text: doubtful.evidence, said: doubtful.said } };
    return { status: found.some(({ outcome }) => outcome === 'passed') ? 'not-listed' : 'no-list' };
  },
};

/** What a certificate says, from its view. */
export function factsOf({ subject, name, names, notBefore, notAfter }: ReturnType<typeof viewOf>): CertificateFacts {
  const values = names.flatMap((text) => (text.startsWith('directory:') ? [] : [text.slice(text.indexOf(':') + 1)]));
  return { subject, name, names: values.length === 0 ? [name] : values, notBefore, notAfter };
}

function sentenceOf({ certificate, evidence, said }: ChainStep): Sentence {
  const found = { text: evidence, said };
  return certificate === null ? found : sentences(sentence('chain-about', certificate), found);
}

function labelOf(fingerprint: string, anchors: readonly StoredFile[]): string {
  return anchors.find(({ der }) => certificateFingerprint(der) === fingerprint)?.label ?? 'a stored root';
}
