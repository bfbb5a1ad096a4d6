import { type OptionSpec, UsageError, globalOptions } from './arguments.ts';
import type { Command } from './command.ts';
import { commandOf, commands } from './command-table.ts';
import { exitCodes } from './exit-codes.ts';
import { table } from './table.ts';

/**
 * The help of everything, of one command, or of `exit-codes`.
 *
 * @throws {UsageError} when there is no such command
 */
export function helpFor(words: readonly string[]): string {
  if (words.length === 0) return overview();
  if (words[0] === 'exit-codes') return exitCodeHelp();
  const family = commands.filter((command) => command.name === words[0] || command.name.startsWith(`${words[0]} `));
  if (words.length === 1 && family.length > 1) return family.map(commandHelp).join('\n\n');
  const { command, rest } = commandOf(words);
  if (rest.length > 0) throw new UsageError(`There is no command “${words.join(' ')}”.`);
  return commandHelp(command);
}

export function commandHelp(command: Command): string {
  const usage = `epochscope ${command.name} ${command.usage}`.trimEnd();
  return [
    usage,
    '',
    command.summary,
    ...(command.details ?? []),
    ...optionLines('Options', command.options),
    ...optionLines('Always', globalOptions),
  ].join('\n');
}

function overview(): string {
  const rows = table(
    ['', ''],
    commands.map((command) => [`  ${command.name}`, command.summary]),
  ).slice(1);
  return [
    'epochscope: key management and connection inspector for MLS-TLS',
    '',
    'epochscope COMMAND [ARGUMENTS] [OPTIONS]',
    '',
    ...rows,
    ...optionLines('Always', globalOptions),
    '',
    'epochscope help COMMAND says more; epochscope help exit-codes lists what the process ends with.',
    'A connection is named by its id, the beginning of its id, or its label.',
  ].join('\n');
}

function exitCodeHelp(): string {
  return Object.values(exitCodes)
    .map(({ code, meaning }) => `${String(code).padStart(3)}  ${meaning}`)
    .join('\n');
}

function optionLines(title: string, options: readonly OptionSpec[]): readonly string[] {
  if (options.length === 0) return [];
  const rows = options.map((option) => [`  --${option.name}${option.takes === null ? '' : ` ${option.takes}`}`, option.help]);
  return ['', `${title}:`, ...table(['', ''], rows).slice(1)];
}
