import type { Command } from './command.ts';
import { auditCommands } from './commands/audit.ts';
import { authorityCommands } from './commands/authorities.ts';
import { backupCommands } from './commands/backup.ts';
import { captureCommands } from './commands/captures.ts';
import { connectionCommands } from './commands/connections.ts';
import { credentialCommands } from './commands/credentials.ts';
import { decodingCommands } from './commands/decoding.ts';
import { generalCommands } from './commands/general.ts';
import { identityCommands } from './commands/identities.ts';
import { jobCommands } from './commands/jobs.ts';
import { joiningCommands } from './commands/joining.ts';
import { checkingCommands } from './commands/checking.ts';
import { laboratoryCommands } from './commands/laboratory.ts';
import { keyPackageCommands } from './commands/key-packages.ts';
import { keyPolicyCommands } from './commands/key-policy.ts';
import { peerCommands } from './commands/peers.ts';
import { policyCommands } from './commands/policies.ts';
import { trustListCommands } from './commands/trust-lists.ts';
import { probingCommands } from './commands/probing.ts';
import { transcriptCommands } from './commands/transcripts.ts';
import { sharingCommands } from './commands/sharing.ts';
import { sessionCommands } from './commands/sessions.ts';
import { repairCommands } from './commands/repair.ts';
import { vaultCommands } from './commands/vault.ts';
import { didYouMean } from './did-you-mean.ts';
import { UsageError } from './arguments.ts';

/** All commands, in the order of the help. */
export const commands: readonly Command[] = [
  ...generalCommands,
  ...vaultCommands,
  ...repairCommands,
  ...identityCommands,
  ...credentialCommands,
  ...authorityCommands,
  ...joiningCommands,
  ...connectionCommands,
  ...transcriptCommands,
  ...sharingCommands,
  ...captureCommands,
  ...keyPolicyCommands,
  ...peerCommands,
  ...sessionCommands,
  ...policyCommands,
  ...trustListCommands,
  ...checkingCommands,
  ...keyPackageCommands,
  ...probingCommands,
  ...decodingCommands,
  ...laboratoryCommands,
  ...auditCommands,
  ...backupCommands,
  ...jobCommands,
];

/**
 * Finds the command that a command line begins with.
 *
 * @returns the command and the words after its name
 * @throws {UsageError} when there is none
 */
export function commandOf(words: readonly string[]): { readonly command: Command; readonly rest: readonly string[] } {
  const [first = '', second = ''] = words;
  for (const name of [`${first} ${second}`, first]) {
    const command = commands.find((one) => one.name === name);
    if (command !== undefined) return { command, rest: words.slice(name.split(' ').length) };
  }
  const family = commands.filter((command) => command.name.startsWith(`${first} `)).map((command) => command.name);
  if (family.length > 0 && second === '') throw new UsageError(`Say which: ${family.join(', ')}.`);
  const names = commands.map((command) => command.name);
  if (family.length > 0) throw new UsageError(`There is no command “${first} ${second}”.${didYouMean(`${first} ${second}`, family)}`);
  throw new UsageError(`There is no command “${first}”.${didYouMean(first, [...names, 'help'])}`);
}
