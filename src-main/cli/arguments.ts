import { parseArgs } from 'node:util';
import { didYouMean } from './did-you-mean.ts';

/** The command line is not understood. The message says what is wrong with it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface OptionSpec {
  readonly name: string;
  /** What follows it, in capitals; `null` for a switch. */
  readonly takes: string | null;
  /** May be given several times. */
  readonly multiple?: true;
  readonly help: string;
}

/** What a command was given. */
export interface Arguments {
  readonly positionals: readonly string[];
  has(name: string): boolean;
  value(name: string): string | null;
  values(name: string): readonly string[];
}

/** Options of every command. */
export const globalOptions: readonly OptionSpec[] = [
  { name: 'profile-dir', takes: 'DIR', help: 'The profile directory. EPOCHSCOPE_PROFILE_DIR names it, too.' },
  { name: 'passphrase-fd', takes: 'N', help: 'Where a core starts: open its profile with the passphrase read from this file descriptor.' },
  { name: 'passphrase-file', takes: 'FILE', help: 'The same from a file. EPOCHSCOPE_PASSPHRASE_FILE names it, too.' },
  { name: 'insecure-plain-keys', takes: null, help: 'Leave the keys of a new profile unprotected. For laboratories; shown wherever the profile is.' },
  { name: 'json', takes: null, help: 'Print one JSON object a line.' },
  { name: 'help', takes: null, help: 'Show the help of a command.' },
];

/**
 * Reads what follows the name of a command.
 *
 * @throws {UsageError} for an unknown option, a missing or superfluous value, or the wrong number of other arguments
 */
export function readArguments(words: readonly string[], options: readonly OptionSpec[], positionals: readonly [min: number, max: number]): Arguments {
  const parsed = parse(words, [...options, ...globalOptions]);
  const [min, max] = positionals;
  if (!('help' in parsed.values) && parsed.positionals.length < min) throw new UsageError('Something is missing.');
  if (parsed.positionals.length > max) throw new UsageError(`“${parsed.positionals[max]}” is one argument too many.`);
  return {
    positionals: parsed.positionals,
    has: (name) => name in parsed.values,
    value: (name) => {
      const value = parsed.values[name];
      return typeof value === 'string' ? value : null;
    },
    values: (name) => {
      const value = parsed.values[name];
      return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
    },
  };
}

function parse(words: readonly string[], specs: readonly OptionSpec[]): Pick<ReturnType<typeof parseArgs>, 'values' | 'positionals'> {
  const options = Object.fromEntries(
    specs.map((spec) => [spec.name, { type: spec.takes === null ? ('boolean' as const) : ('string' as const), multiple: spec.multiple === true }]),
  );
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    const unknown = /^Unknown option '--?([\w-]+)/.exec(error instanceof Error ? error.message : '')?.[1];
    if (unknown === undefined) throw new UsageError(error instanceof Error ? firstSentence(error.message) : 'The options are not understood.');
    const names = specs.map((spec) => spec.name);
    throw new UsageError(`There is no option --${unknown}.${didYouMean(unknown, names, '--')}`);
  }
}

function firstSentence(message: string): string {
  return `${message.split(/\.\s|\n/, 1)[0]?.replace(/\.$/, '')}.`;
}
