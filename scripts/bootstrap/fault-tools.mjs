import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installDebianPackages } from './debian.mjs';

/** Programs that tests of faults and captures need, and the Debian packages they are in. */
const packageOf = { strace: 'strace', gcore: 'gdb', 'mkfs.ext4': 'e2fsprogs', tshark: 'tshark' };

/** What is missing is installed where that is possible; tests that need the rest are skipped and say so. */
export async function ensureFaultTools() {
  if (process.platform !== 'linux') return;
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  const missing = Object.entries(packageOf).filter(([program]) => !folders.some((folder) => existsSync(join(folder, program))));
  if (missing.length > 0) await installDebianPackages(missing.map(([, name]) => name));
}
