import { alertName } from '#engine/alert.ts';
import { findSuite } from '#engine/crypto/suites.ts';
import { type RuleId, rules, violations } from '#engine/rules.ts';
import type { ProbePeer } from './probe-attempt.ts';
import type { ProbeResult } from './prober.ts';

/** Something worth knowing about a peer, in words. */
export interface ProbeFinding {
  readonly level: 'info' | 'warning';
  readonly rule: RuleId;
  /** The rule in one sentence. */
  readonly ruleText: string;
  readonly text: string;
}

/** Seconds of a lifetime that are little. */
const soon = 3600n;
/** Longest lifetime R-KP knows, seconds. */
const longest = 30n * 86_400n;

/** @param nowSeconds wall clock, Unix seconds @param everySuite whether every suite of this build was tried */
export function findingsOf(results: readonly ProbeResult[], everySuite: boolean, nowSeconds: bigint): readonly ProbeFinding[] {
  const peer = results.find((result) => result.peer !== null)?.peer ?? null;
  const all = [
    ...(peer === null ? [] : [...markerFindings(peer), ...lifetimeFindings(peer, nowSeconds)]),
    ...suiteFindings(results, everySuite),
    ...results.flatMap(refusalFindings),
  ];
  // What is true of every attempt is said once.
  return all.filter((one, i) => all.findIndex((other) => other.text === one.text) === i);
}

function finding(level: ProbeFinding['level'], rule: RuleId, text: string): ProbeFinding {
  return { level, rule, ruleText: rules[rule].text, text };
}

function markerFindings({ leaf, marked }: ProbePeer): readonly ProbeFinding[] {
  if (marked) return [];
  const why = leaf.listsDictionary ? 'its group carries no mark' : 'its software does not announce the mark';
  return [
    finding(
      'warning',
      'R-MARK',
      `The peer is unmarked: ${why}. Keys made for other MLS programs could be drawn into MLS-TLS; connecting needs --marker allow-absent.`,
    ),
  ];
}

function lifetimeFindings({ leaf: { lifetime } }: ProbePeer, now: bigint): readonly ProbeFinding[] {
  if (lifetime === null) return [];
  const { notBefore, notAfter } = lifetime;
  const left = notAfter - now;
  if (left < 0n) return [finding('warning', 'R-KP', `The peer’s leaf expired ${-left / 60n} minutes ago; only the tolerance for clocks accepts it.`)];
  if (left < soon) return [finding('warning', 'R-KP', `The peer’s leaf expires in ${left / 60n} minutes.`)];
  if (notBefore > now)
    return [finding('warning', 'R-KP', `The peer’s leaf is valid only in ${(notBefore - now) / 60n} minutes: compare the clocks.`)];
  if (notAfter - notBefore > longest)
    return [finding('info', 'R-KP', `The peer’s leaf is valid for ${(notAfter - notBefore) / 86_400n} days, which is long.`)];
  return [];
}

function suiteFindings(results: readonly ProbeResult[], everySuite: boolean): readonly ProbeFinding[] {
  const enabled = results.filter(({ outcome }) => outcome === 'open' || outcome === 'stranger').map(({ suite }) => findSuite(suite));
  if (enabled.length === 0) return [];
  if (enabled.every((suite) => suite?.postQuantum === 'none'))
    return [
      everySuite
        ? finding('warning', 'R-SUITE', 'The peer runs no post-quantum suite: what is recorded today can be read once quantum computers exist.')
        : finding('info', 'R-SUITE', 'The suites tried that the peer runs are not post-quantum. --all-suites tries the others.'),
    ];
  if (everySuite && !enabled.some((suite) => suite?.postQuantum === 'confidentiality and authentication'))
    return [finding('info', 'R-SUITE', 'Post-quantum suites of the peer protect what is said, not yet who says it.')];
  return [];
}

function refusalFindings({ outcome, failure, suite, peer }: ProbeResult): readonly ProbeFinding[] {
  if (failure === null) return [];
  const name = findSuite(suite)?.name ?? String(suite);
  switch (failure.kind) {
    case 'alert-received': {
      const alert = alertName(failure.alert);
      if (outcome === 'stranger')
        return [finding('info', 'R-AS', `The peer speaks MLS-TLS and refuses strangers (${alert}). It may have listed this probe as a knock.`)];
      if (outcome === 'not-enabled') return [finding('info', 'R-SUITE', `The peer does not run ${name} (${alert}).`)];
      if (outcome === 'stronger') return [finding('info', 'R-KP', `The peer runs ${name}, but insists on a stronger suite (${alert}).`)];
      return [finding('warning', 'R-ALERT', `The peer answered ${name} with the alert ${alert}.`)];
    }
    case 'peer-misbehaved':
      return [finding('warning', violations[failure.code].rule, `${violations[failure.code].text} (${failure.code})`)];
    case 'decode':
      return [finding('warning', 'R-MSG', 'The answer is not a message of this protocol. Another protocol may live on this port.')];
    case 'timeout':
      return [finding('warning', 'R-TIME', 'The peer did not answer in time.')];
    case 'truncated':
      return [
        finding(
          'warning',
          'R-CLOSE',
          peer === null ? 'The peer ended the transport without a word.' : 'The peer ended the transport without close_notify.',
        ),
      ];
    default:
      return [];
  }
}
