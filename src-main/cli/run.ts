import { viewOfError } from '#main/api/error-views.ts';
import { ApiError } from '#main/api/core.ts';
import type { CoreAccess } from '#main/api/core-access.ts';
import { eraseOpening, type Opening } from '#main/store/key-vault.ts';
import { reachCore } from '#main/api/local-client.ts';
import { faceError } from '#shared/face-errors.ts';
import { type Arguments, UsageError, readArguments } from './arguments.ts';
import { type Context, ask } from './command.ts';
import { commandOf } from './command-table.ts';
import { type ExitName, exitCodes, exitNameOf } from './exit-codes.ts';
import { commandHelp, helpFor } from './help.ts';
import { type Streams, openOutput } from './output.ts';
import { givenOpening, givenPassphrase, openByAsking, type AskSecret } from './opening.ts';
import { type OwnCore, startOwnCore } from './own-core.ts';
import { profileDirectoryOf } from './profile-directory.ts';
import { reportInternal } from './report-internal.ts';
import { Interrupted } from './terminal.ts';

export interface Surroundings {
  readonly version: string;
  /** Folder that holds `renderer/`. */
  readonly programFolder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly streams: Streams;
  readonly interrupted: AbortSignal;
  /** Asks the person at the terminal. */
  readonly secret: AskSecret;
}

/** Runs one command line. @returns the exit code */
export async function runCommandLine(words: readonly string[], surroundings: Surroundings): Promise<number> {
  const output = openOutput(words.includes('--json'), surroundings.streams);
  try {
    return exitCodes[await run(words, surroundings)].code;
  } catch (error) {
    if (error instanceof Interrupted) return exitCodes.interrupted.code;
    if (error instanceof UsageError) {
      surroundings.streams.error(`epochscope: ${error.message}\nSee: epochscope help\n`);
      return exitCodes.usage.code;
    }
    const view = viewOfError(error);
    if (view.code === 'UNEXPECTED') reportInternal('command', error);
    output.fail(view);
    return exitCodes[exitNameOf(view)].code;
  }
}

async function run(words: readonly string[], surroundings: Surroundings): Promise<ExitName> {
  const named = words[0] === '--version' ? ['version'] : words;
  if (named.length === 0 || named[0] === 'help' || named[0] === '--help' || named[0] === '-h') {
    surroundings.streams.out(`${helpFor(named.slice(1).filter((word) => !word.startsWith('-')))}\n`);
    return named.length === 0 ? 'usage' : 'ok';
  }
  const { command, rest } = commandOf(named);
  const given = readArguments(rest, command.options, command.positionals);
  if (given.has('help')) {
    surroundings.streams.out(`${commandHelp(command)}\n`);
    return 'ok';
  }
  const opened: CoreAccess[] = [];
  const context = contextFor(surroundings, given, opened);
  try {
    return await command.run(context, given);
  } finally {
    for (const core of opened) await core.close();
  }
}

function contextFor(surroundings: Surroundings, given: Arguments, opened: CoreAccess[]): Context {
  const { version, programFolder, interrupted, environment, streams, secret } = surroundings;
  const profileDirectory = profileDirectoryOf(given.value('profile-dir'), environment);
  const opening = (): Opening | null => givenOpening(given, environment);
  const keep = (core: CoreAccess): CoreAccess => {
    opened.push(core);
    return core;
  };
  const running = async (): Promise<CoreAccess | null> => {
    const reached = await reachCore(profileDirectory);
    return reached === null ? null : keep(reached);
  };
  const output = openOutput(given.has('json'), streams);
  return {
    profileDirectory,
    version,
    programFolder,
    interrupted,
    output,
    async core() {
      const reached = await running();
      if (reached === null) throw new ApiError(faceError('NO_CORE', profileDirectory));
      return reached;
    },
    async coreOrOwn(state) {
      const reached = await running();
      if (reached !== null) return reached;
      const own = keep(await startOpened({ profileDirectory, version, rebuild: state === 'rebuilt' }, state === 'as it is' ? null : opening()));
      if (state === 'as it is') return own;
      await openByAsking(own, secret);
      for (const warning of (await ask(own, 'app', {})).warnings) output.note(`WARNING: ${warning}`);
      return own;
    },
    passphrase: (prefix) => givenPassphrase(given, environment, prefix),
    opening,
    secret,
  };
}

async function startOpened(own: OwnCore, opening: Opening | null): Promise<CoreAccess> {
  try {
    return await startOwnCore(own, opening);
  } finally {
    eraseOpening(opening);
  }
}
