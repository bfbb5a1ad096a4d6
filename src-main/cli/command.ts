import type { Params, RequestName, Result } from '#shared/contract.ts';
import { ApiError } from '#main/api/core.ts';
import type { Opening } from '#main/store/key-vault.ts';
import type { CoreAccess } from '#main/api/core-access.ts';
import type { Arguments, OptionSpec } from './arguments.ts';
import type { ExitName } from './exit-codes.ts';
import type { AskSecret } from './opening.ts';
import type { Output } from './output.ts';

/** `as it is`: only started, not opened. `rebuilt`: with a new database where the old one is lost. */
export type OwnCoreState = 'as it is' | 'rebuilt';

/** What every command works with. */
export interface Context {
  readonly profileDirectory: string;
  readonly version: string;
  /** Folder that holds `renderer/`. */
  readonly programFolder: string;
  readonly output: Output;
  /** Fires on the first SIGINT or SIGTERM. */
  readonly interrupted: AbortSignal;
  /** The running core. @throws {ApiError} `NO_CORE` when none runs */
  core(): Promise<CoreAccess>;
  /**
   * The running core, else one in this process, whose profile is opened or protected as the options say, or by asking.
   *
   * @param state how a core of our own is started
   * @throws {ApiError} `LOCKED`, `UNPROTECTED` where nobody can be asked
   */
  coreOrOwn(state?: OwnCoreState): Promise<CoreAccess>;
  /** The passphrase that options or the environment name, or `null`. @throws {ApiError} `PASSPHRASE_UNREADABLE` */
  passphrase(prefix?: 'new-' | 'backup-'): string | null;
  /** How to open the profile, by the options; the caller erases it. */
  opening(): Opening | null;
  readonly secret: AskSecret;
}

export interface Command {
  /** One word, or two: `identity new`. */
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  /** Further paragraphs of its help. */
  readonly details?: readonly string[];
  readonly options: readonly OptionSpec[];
  /** How many arguments besides options. */
  readonly positionals: readonly [min: number, max: number];
  run(context: Context, given: Arguments): Promise<ExitName>;
}

/** Asks, and unwraps the answer. @throws {ApiError} the refusal */
export async function ask<M extends RequestName>(core: CoreAccess, name: M, params: Params<M>): Promise<Result<M>> {
  const reply = await core.request(name, params);
  if (!reply.ok) throw new ApiError(reply.error);
  return reply.value;
}
