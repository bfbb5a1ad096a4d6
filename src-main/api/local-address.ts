import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { faceError } from '#shared/face-errors.ts';
import { ApiError } from './core.ts';

/** Longest path a Unix socket can have, bytes: `sun_path` of macOS, the shortest one, less its end. */
const longestSocketPath = 103;

/**
 * Where the core of a profile listens. The folder is created, or checked, so that only its owner can reach the socket.
 *
 * @param profileDirectory must exist: links are resolved, so that one profile has one address
 * @throws {ApiError} `SOCKET_UNSAFE` when the folder belongs to or is open to somebody else
 */
export function claimLocalAddress(profileDirectory: string): string {
  const [place] = localPlaces(profileDirectory);
  if (place === undefined) throw new ApiError(faceError('SOCKET_UNSAFE', 'no folder has a path short enough'));
  if (place.folder !== null) makePrivate(place.folder);
  return place.path;
}

/**
 * Where a core of this profile may listen, most likely first: a service and a login shell can differ in `XDG_RUNTIME_DIR`.
 * Empty when there is no such profile.
 */
export function localAddresses(profileDirectory: string): readonly string[] {
  return localPlaces(profileDirectory)
    .filter((place) => place.folder === null || isPrivate(place.folder))
    .map((place) => place.path);
}

interface Place {
  readonly path: string;
  /** `null` on Windows: pipes have no folder. */
  readonly folder: string | null;
}

function localPlaces(profileDirectory: string): readonly Place[] {
  const profile = realPath(profileDirectory);
  if (profile === null) return [];
  const name = createHash('sha256').update(profile).digest('hex').slice(0, 32);
  if (process.platform === 'win32') return [{ path: `\\\\.\\pipe\\epochscope-${name}`, folder: null }];
  const places = runtimeFolders().map((folder) => ({ folder, path: join(folder, `${name}.sock`) }));
  return places.filter((place) => Buffer.byteLength(place.path) <= longestSocketPath);
}

function runtimeFolders(): readonly string[] {
  const { uid } = userInfo();
  const chosen = process.env['XDG_RUNTIME_DIR'];
  const usual = `/run/user/${uid}`;
  const folders = [chosen, usual]
    .filter((folder) => folder !== undefined && folder !== '' && isPrivate(folder))
    .map((folder) => join(folder ?? '', 'epochscope'));
  return [...new Set([...folders, join(tmpdir(), `epochscope-${uid}`)])];
}

function makePrivate(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (isPrivate(folder)) return;
  // Ours but too open: close it. Somebody else's, or a link: refuse below.
  if (isOurs(folder)) chmodSync(folder, 0o700);
  if (!isPrivate(folder)) throw new ApiError(faceError('SOCKET_UNSAFE', folder));
}

function isPrivate(folder: string): boolean {
  return isOurs(folder) && (lstatSync(folder).mode & 0o077) === 0;
}

function isOurs(folder: string): boolean {
  const status = lstatSync(folder, { throwIfNoEntry: false });
  return status?.isDirectory() === true && status.uid === userInfo().uid;
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null; // no such profile
  }
}
