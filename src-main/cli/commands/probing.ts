import { suites } from '#engine/crypto/suites.ts';
import type { ProbeResult } from '#main/hosts/prober.ts';
import { viewOfError } from '#main/api/error-views.ts';
import { formatAddress, TransportError } from '#main/transport/transport.ts';
import { EngineError } from '#engine/errors.ts';
import { type Arguments, UsageError } from '../arguments.ts';
import type { Command, Context } from '../command.ts';
import type { ExitName } from '../exit-codes.ts';
import { probeLines, probeObject } from '../probe-views.ts';
import { addressOf, chooseProfile, profileIds, suiteOf } from '../select.ts';
import { suiteNumber } from '#shared/suite-words.ts';

const warning =
  'A probe opens a real connection with a throw-away key, visible as “epochscope probe”. A listener that refuses strangers will list it as knocking.';

export const probingCommands: readonly Command[] = [
  {
    name: 'probe',
    usage: 'HOST[:PORT] [options]',
    summary: 'Find out what a listener supports: its key, suites, mark, and how fast it answers. Needs no core.',
    details: [
      `NOTE: ${warning}`,
      'It stores and trusts nothing here; a listener that accepts it keeps a session that nobody takes up again.',
      'Exit code 0: a handshake was completed; 5: the peer refuses strangers; 1: anything else.',
    ],
    options: [
      { name: 'suite', takes: 'SUITE', multiple: true, help: 'A cipher suite to try, by number or name; may be repeated.' },
      { name: 'profile', takes: 'PROFILE', help: `The profile to speak: ${profileIds.join(', ')}. Default: draft-00.` },
      { name: 'all-suites', takes: null, help: 'Try every suite of this build, one connection each.' },
    ],
    positionals: [1, 1],
    run: probe,
  },
];

async function probe({ output, interrupted }: Context, given: Arguments): Promise<ExitName> {
  const { host, port } = addressOf(given.positionals[0] ?? '');
  // Loaded only when needed: it brings the cryptography along.
  const { defaultPolicy } = await import('#engine/index.ts');
  const profile = chooseProfile(given.value('profile'));
  const { tried, untilOpen } = plan(given, defaultPolicy.suites);
  output.note(`NOTE: ${warning}`);
  const results: ProbeResult[] = [];
  const { Prober } = await import('#main/hosts/prober.ts');
  const prober = new Prober();
  for (const suite of tried) {
    if (interrupted.aborted) return 'interrupted';
    output.note(`Trying ${suiteNumber(suite)} ${suites.find(({ id }) => id === suite)?.name ?? ''} …`);
    const result = await attempt(
      () => prober.probe(host, port, { suite, profile }, interrupted),
      () => results.length > 0 || interrupted.aborted,
    );
    if (result === null) break;
    results.push(result);
    if (untilOpen && result.outcome !== 'not-enabled' && result.outcome !== 'stronger') break;
  }
  if (interrupted.aborted) return 'interrupted';
  const { findingsOf } = await import('#main/hosts/probe-findings.ts');
  const findings = findingsOf(results, given.has('all-suites'), BigInt(Math.floor(Date.now() / 1000)));
  const address = formatAddress(host, port);
  output.show({ warning, address, ...probeObject(results, findings, wordsFor) }, probeLines(address, results, findings, wordsFor));
  if (results.some(({ outcome }) => outcome === 'open')) return 'ok';
  return results.some(({ outcome }) => outcome === 'stranger') ? 'untrusted' : 'failed';
}

/** Without a choice of suites, those that a connection would try, until one fits. */
function plan(given: Arguments, usual: readonly number[]): { readonly tried: readonly number[]; readonly untilOpen: boolean } {
  const chosen = given.values('suite').map((one) => suiteOf(one, suites));
  if (given.has('all-suites')) {
    if (chosen.length > 0) throw new UsageError('--suite and --all-suites exclude each other.');
    return { tried: suites.map(({ id }) => id), untilOpen: false };
  }
  if (chosen.length > 0) return { tried: [...new Set(chosen)], untilOpen: false };
  return { tried: usual, untilOpen: true };
}

/** A peer that cannot be reached at all is an error; one that stops answering later, or an interruption, ends the list. */
async function attempt(run: () => Promise<ProbeResult>, mayEnd: () => boolean): Promise<ProbeResult | null> {
  try {
    return await run();
  } catch (error) {
    if (!mayEnd() || !(error instanceof TransportError)) throw error;
    return null;
  }
}

/** The product's words for why a handshake failed. */
function wordsFor({ failure, transportError }: ProbeResult): ReturnType<typeof viewOfError> | null {
  if (failure === null) return null;
  return viewOfError(failure.kind === 'truncated' && transportError !== null ? transportError : new EngineError(failure));
}
