import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryParent } from '../storage/profiles-on-disk.ts';
import type { Tool } from './tools.ts';

const imageSize = 48 * 2 ** 20;

/** A disk with an ext4 file system, in a file whose every block can be read whatever the file system says of it. */
export class DiskImage {
  readonly #folder = mkdtempSync(join(temporaryParent, 'epochscope-image-'));
  readonly #path = join(this.#folder, 'disk.img');
  /** Where the disk's files are while it is mounted. */
  readonly files = join(this.#folder, 'files');
  #mounted = false;

  /** @throws where images cannot be made or mounted */
  constructor() {
    writeFileSync(this.#path, '');
    truncateSync(this.#path, imageSize);
    mkdirSync(this.files);
    try {
      run('mkfs.ext4', '-q', '-F', '-m', '0', this.#path);
      this.mount();
    } catch (cause) {
      this.remove();
      throw cause;
    }
  }

  mount(): void {
    run('mount', '-o', 'loop', this.#path, this.files);
    this.#mounted = true;
  }

  unmount(): void {
    run('umount', this.files);
    this.#mounted = false;
  }

  /** Every block, in use or not. Unmounted, so that nothing is only in memory. */
  blocks(): Buffer {
    return readFileSync(this.#path);
  }

  remove(): void {
    if (this.#mounted) run('umount', this.files);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Needs mkfs.ext4 and the right to mount: containers seldom have it. */
export const mountedImages: Tool = { name: 'an ext4 image that is mounted', works: mounts() };

/** Where the blocks of a file lie on its disk; `null` where the file system does not say. */
export function extentsOf(path: string): string | null {
  const { status, stdout } = spawnSync('filefrag', ['-v', path], { encoding: 'utf8', env: withSystemFolders() });
  const extents = stdout?.split('\n').filter((line) => /^\s*\d+:/.test(line)) ?? [];
  // The flags say whether the blocks were synchronised; the numbers say where they are.
  return status === 0 && extents.length > 0 ? extents.map((line) => line.replace(/:[^:]*$/, '')).join('\n') : null;
}

function mounts(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    new DiskImage().remove();
    return true;
  } catch {
    return false;
  }
}

function run(program: string, ...args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8', env: withSystemFolders() });
  if (status !== 0) throw new Error(`${program}: ${error?.message ?? stderr}`);
}

function withSystemFolders(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`, LC_ALL: 'C' };
}
