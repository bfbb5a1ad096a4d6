import { findSuite } from '#engine/crypto/suites.ts';
import type { ErrorView } from '#shared/views.ts';
import type { ProbePeer } from '#main/hosts/probe-attempt.ts';
import type { ProbeFinding } from '#main/hosts/probe-findings.ts';
import type { ProbeResult } from '#main/hosts/prober.ts';
import { credentialName } from '#main/trust/credential-name.ts';
import { fullFingerprint, shortFingerprint } from '#main/trust/fingerprint.ts';
import { schemeByNumber } from '#main/trust/signature-schemes.ts';
import { suiteNumber } from '#shared/suite-words.ts';
import { table } from './table.ts';

type Words = (result: ProbeResult) => ErrorView | null;

const outcomes: { readonly [O in ProbeResult['outcome']]: string } = {
  'open': 'handshake complete',
  'stranger': 'enabled; strangers are refused',
  'not-enabled': 'not enabled',
  'stronger': 'enabled; a stronger one is wanted',
  'failed': 'failed',
};

/** What `--json` prints. */
export function probeObject(results: readonly ProbeResult[], findings: readonly ProbeFinding[], wordsFor: Words): object {
  return {
    results: results.map((result) => ({
      suite: result.suite,
      suiteName: findSuite(result.suite)?.name ?? null,
      outcome: result.outcome,
      peer: result.peer === null ? null : peerObject(result.peer),
      timings: result.timings,
      error: wordsFor(result),
    })),
    findings,
  };
}

/** What people read. */
export function probeLines(address: string, results: readonly ProbeResult[], findings: readonly ProbeFinding[], wordsFor: Words): readonly string[] {
  const peer = results.find((result) => result.peer !== null)?.peer ?? null;
  return [
    address,
    ...(peer === null ? [] : peerLines(peer)),
    '',
    ...table(
      ['SUITE', 'NAME', 'POST-QUANTUM', 'OUTCOME', 'CONNECT', 'HELLO', 'FIRST RECORD'],
      results.map((result) => [
        suiteNumber(result.suite),
        findSuite(result.suite)?.name ?? '',
        findSuite(result.suite)?.postQuantum ?? '',
        outcomes[result.outcome],
        milliseconds(result.timings.connect),
        milliseconds(result.timings.hello),
        milliseconds(result.timings.firstRecord),
      ]),
    ),
    ...results.flatMap((result) => errorLines(result, wordsFor(result))),
    ...(findings.length === 0 ? ['', 'Nothing to remark.'] : ['', 'Findings:', ...findings.flatMap(findingLines)]),
  ];
}

function peerLines(peer: ProbePeer): readonly string[] {
  const { name, fingerprint, scheme, marker, lifetime, capabilities } = peerObject(peer);
  const list = (numbers: readonly number[]): string => (numbers.length === 0 ? 'none' : numbers.map(suiteNumber).join(' '));
  const facts: readonly (readonly [string, string])[] = [
    ['name', name],
    ['key', scheme],
    ['fingerprint', fingerprint.short],
    ['', fingerprint.full],
    ['mark', marker === null ? 'none' : `versions ${list(marker.versions)}, profiles ${marker.profiles.join(' ')}`],
    ['leaf valid', lifetime === null ? 'no lifetime: the leaf was made by a commit' : `${lifetime.notBefore} to ${lifetime.notAfter}`],
    ['suites', list(capabilities.cipherSuites)],
    ['extensions', list(capabilities.extensions)],
    ['credentials', list(capabilities.credentials)],
    ['proposals', list(capabilities.proposals)],
  ];
  return facts.map(([label, value]) => `  ${label.padEnd(12)}${value}`);
}

function peerObject({ leaf, signatureScheme, marked }: ProbePeer) {
  const key = { scheme: signatureScheme, publicKey: leaf.signatureKey };
  const { lifetime } = leaf;
  return {
    name: credentialName(leaf.credential),
    credential: leaf.credential.kind,
    scheme: schemeByNumber(signatureScheme) ?? String(signatureScheme),
    fingerprint: { full: fullFingerprint(key), short: shortFingerprint(key) },
    marked,
    marker: leaf.marker,
    capabilities: leaf.capabilities,
    lifetime: lifetime && { notBefore: moment(lifetime.notBefore), notAfter: moment(lifetime.notAfter) },
  };
}

function errorLines({ suite }: ProbeResult, error: ErrorView | null): readonly string[] {
  return error === null ? [] : ['', `${suiteNumber(suite)}: ${error.title}.`, `  ${error.next} (${error.code})`];
}

function findingLines({ level, rule, ruleText, text }: ProbeFinding): readonly string[] {
  return [`  ${level === 'warning' ? 'WARNING: ' : ''}${text}`, `    ${rule}: ${ruleText}`];
}

function milliseconds(time: number | null): string {
  return time === null ? '-' : `${time.toFixed(1)} ms`;
}

/** Last Unix second that JavaScript's calendar has. */
const lastMoment = 8_640_000_000_000n;

function moment(seconds: bigint): string {
  return seconds > lastMoment ? 'beyond every calendar' : new Date(Number(seconds) * 1000).toISOString();
}
