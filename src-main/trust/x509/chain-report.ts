import type { DenyCode } from '#engine/errors.ts';
import type { viewOf } from './certificate-view.ts';
import type { SaidOf } from '#shared/words/said.ts';
import type { trustSentences } from '#shared/words/trust.ts';
import { sentence, sentences } from '../sentence.ts';

/** Something a check says. */
export type Found = SaidOf<typeof trustSentences>;

/** One word for a whole chain. */
export type ChainVerdict = 'ok' | 'expired' | 'not-yet-valid' | 'revoked' | 'unknown-ca' | 'bad-certificate';

export type ChainCheck = 'form' | 'path' | 'signature' | 'validity' | 'authority' | 'key-usage' | 'names' | 'extensions' | 'algorithm' | 'revocation';

/** What one check found, in words. */
export interface ChainStep {
  readonly check: ChainCheck;
  /** `noted`: worth reading, decides nothing. */
  readonly outcome: 'passed' | 'failed' | 'noted';
  /** Name of the certificate it is about; `null`: about the chain. A claim: text only. */
  readonly certificate: string | null;
  readonly evidence: string;
  /** The same by code: `words/trust.ts`. */
  readonly said: readonly Found[];
  /** What a failed step makes of the chain; `null` unless failed. */
  readonly verdict: Exclude<ChainVerdict, 'ok'> | null;
}

export interface ChainReport {
  readonly verdict: ChainVerdict;
  /** One sentence: why. */
  readonly explanation: string;
  readonly said: readonly Found[];
  readonly steps: readonly ChainStep[];
  /** From the leaf to the root that was used; as far as a path was found. */
  readonly path: readonly ReturnType<typeof viewOf>[];
}

/** Code for the authentication service, R-AS; `null` for `ok`. RFC 8446 §6.2: not yet valid is told as expired. */
export function denyCodeOf(verdict: ChainVerdict): DenyCode | null {
  return denyCodes[verdict];
}

const denyCodes: { readonly [V in ChainVerdict]: DenyCode | null } = {
  ok: null,
  expired: 'certificate_expired',
  'not-yet-valid': 'certificate_expired',
  revoked: 'certificate_revoked',
  'unknown-ca': 'unknown_ca',
  'bad-certificate': 'bad_certificate',
};

/** Of several failures the gravest speaks: what is forged or malformed is never called merely expired. */
const gravity: readonly ChainVerdict[] = ['bad-certificate', 'unknown-ca', 'revoked', 'expired', 'not-yet-valid'];

export function reportOf(steps: readonly ChainStep[], path: ChainReport['path']): ChainReport {
  const failed = steps.filter(({ outcome }) => outcome === 'failed');
  const verdict = gravity.find((candidate) => failed.some((step) => step.verdict === candidate)) ?? 'ok';
  const telling = failed.find((step) => step.verdict === verdict);
  const root = path.at(-1)?.name;
  const why = telling === undefined ? sentence('chain-holds', String(root)) : { text: telling.evidence, said: telling.said };
  return { verdict, explanation: why.text, said: why.said, steps, path };
}

export function passed(check: ChainCheck, certificate: string | null, ...found: readonly Found[]): ChainStep {
  return { check, outcome: 'passed', certificate, ...worded(found), verdict: null };
}

export function noted(check: ChainCheck, certificate: string | null, ...found: readonly Found[]): ChainStep {
  return { check, outcome: 'noted', certificate, ...worded(found), verdict: null };
}

export function failed(check: ChainCheck, certificate: string | null, verdict: Exclude<ChainVerdict, 'ok'>, ...found: readonly Found[]): ChainStep {
  return { check, outcome: 'failed', certificate, ...worded(found), verdict };
}

/** The step with something said before it. */
export function introduced(step: ChainStep, first: Found): ChainStep {
  const { text, said } = sentences(sentence(...first), { text: step.evidence, said: step.said });
  return { ...step, evidence: text, said };
}

function worded(found: readonly Found[]): Pick<ChainStep, 'evidence' | 'said'> {
  const { text, said } = sentences(...found.map((one) => sentence(...one)));
  return { evidence: text, said };
}
