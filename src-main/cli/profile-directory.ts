import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Where a profile lives: the given directory, else `EPOCHSCOPE_PROFILE_DIR`, else the data folder of the platform.
 * Desktop app, daemon and command line agree on it, so that they find each other.
 *
 * @returns an absolute path; it may not exist yet
 */
export function profileDirectoryOf(given: string | null, environment: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  const chosen = given ?? environment['EPOCHSCOPE_PROFILE_DIR'] ?? '';
  return resolve(chosen === '' ? join(dataFolder(environment, platform), 'epochscope') : chosen);
}

function dataFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === 'win32') return environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  // The XDG specification tells to ignore relative paths.
  const xdg = environment['XDG_DATA_HOME'] ?? '';
  return xdg.startsWith('/') ? xdg : join(homedir(), '.local', 'share');
}
