import { foreignSuites, suites } from '#engine/crypto/suites.ts';
import { defaultPolicy } from '#engine/index.ts';
import type { SelfTestResult } from '#main/crypto/self-test.ts';
import type { ProtectionView } from '#shared/contract/vault.ts';
import type { AppView } from '#shared/views.ts';
import type { CoreOptions } from './core.ts';
import { suiteView } from './views.ts';
import { programSentences } from '#shared/words/program.ts';
import { type SaidOf, say } from '#shared/words/said.ts';
import { suiteRefusals } from '#shared/suite-words.ts';

/** What the program is and how it stands; told in every state of the profile. */
export function appView(
  options: CoreOptions,
  selfTest: readonly SelfTestResult[],
  protections: readonly ProtectionView[],
  damaged: boolean,
): AppView {
  const { node, electron, chrome, v8, openssl } = process.versions;
  const versions = Object.entries({ node, electron, chrome, v8, openssl }).flatMap(([name, version]) =>
    version === undefined ? [] : [[name, version] as const],
  );
  const keysAtRest = keysAtRestOf(protections);
  const warnings: readonly SaidOf<typeof programSentences>[] = [
    ...(keysAtRest === 'plain' ? [['keys-open'] as const] : []),
    ...(damaged ? [['profile-damaged'] as const] : []),
  ];
  return {
    version: options.version,
    host: options.host,
    profileDirectory: options.profileDirectory,
    versions: Object.fromEntries(versions),
    cryptography: selfTest,
    suites: suites.map((suite) => suiteView(suite, defaultPolicy.suites)),
    unavailableSuites: foreignSuites.map(({ id, name, reason }) => ({ id, name, reason: suiteRefusals[reason] })),
    keysAtRest,
    warnings: warnings.map((said) => say(programSentences, said)),
    warningsSaid: warnings,
  };
}

function keysAtRestOf(protections: readonly ProtectionView[]): AppView['keysAtRest'] {
  if (protections.length === 0) return 'not chosen';
  if (protections.includes('plain')) return 'plain';
  if (!protections.includes('keychain')) return protections.includes('passphrase') ? 'passphrase' : 'recovery kit';
  return protections.includes('passphrase') ? 'keychain and passphrase' : 'keychain';
}
