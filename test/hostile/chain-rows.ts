import { expect } from 'vitest';
import type { Signer } from '#engine/mls/group.ts';
import { day, type Holder, intermediate, keyOf, leaf, type Wish } from '../support/certificates.ts';
import { calledBy, hello, lab, present, term, withLab } from './auth-rows.ts';
import type { Executor } from './record-rows.ts';
import type { Trial } from './trial.ts';

const key = keyOf('the caller of KP-022', 'Ed25519');
const shows = (...chain: readonly Holder[]): Signer => ({
  ...key,
  credential: { kind: 'x509', certificates: chain.map(({ certificate }) => certificate) },
});
const issued = (wish: Wish): Holder => leaf('CN=Bob', lab, { key, ...term, ...wish });

/** A real chain, longer than any that is looked at: each authority signed the one below it. */
function hundred(): readonly Holder[] {
  const authorities = [lab];
  for (let depth = 1; depth < 100; depth++)
    authorities.unshift(intermediate(`CN=Between ${depth}`, authorities[0] ?? lab, { scheme: 'Ed25519', ...term }));
  const [lowest = lab] = authorities;
  return [leaf('CN=Bob', lowest, { key, ...term }), ...authorities.slice(0, -1)];
}

/** What a caller may show to a listener that believes a root: real certificates of that root, each with one thing wrong. */
export const chainRows: Readonly<Record<string, Executor>> = {
  'KP-022': async (trial) => {
    await refused(trial, 'for another purpose', shows(issued({ purposes: ['1.3.6.1.5.5.7.3.4'] })), 'not for client or server authentication');
    await refused(trial, 'for another use of its key', shows(issued({ keyUsage: ['keyEncipherment'] })), 'digital signatures');
    await refused(trial, 'of an authority', shows(issued({ authority: { pathLength: null }, keyUsage: ['keyCertSign'] })), 'digital signatures');
    await refused(trial, 'over another key than the leaf has', shows(issued({ key: keyOf('another', 'Ed25519') })), 'is for another key');
    await refused(trial, 'a hundred certificates', shows(...hundred()), '100 certificates');
    await refused(trial, 'the same certificate a hundred times', shows(...Array.from({ length: 100 }, () => issued({}))), '100 certificates');
    await refused(trial, 'with a byte of its signature changed', shows(tampered(issued({}))), 'signature');
    await refused(trial, 'expired', shows(issued({ notBefore: present - 3 * day, notAfter: present - day })), 'expired', 'expired');
    await trial.member('no certificate at all', calledBy(withLab().authenticate, shows()), hello, 'empty');
    // Nothing but what is wrong with them refuses these chains.
    const trust = withLab();
    await hello(await calledBy(trust.authenticate, shows(issued({})))(), () => undefined);
    expect(trust.decisions[0]).toMatchObject({ verdict: { ok: true }, basis: 'certificate' });
  },
};

/** @param why a word of the explanation that people get */
async function refused(trial: Trial, name: string, caller: Signer, why: string, group?: string): Promise<void> {
  const trust = withLab();
  await trial.member(name, calledBy(trust.authenticate, caller), hello, group);
  expect(trust.decisions[0]?.explanation).toContain(why);
}

function tampered({ certificate, ...rest }: Holder): Holder {
  const changed = certificate.slice();
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  return { ...rest, certificate: changed };
}
