import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** One thing that a process did to the files of a folder, in the order in which the kernel finished it. */
export type DiskCall =
  | { readonly kind: 'create'; readonly name: string }
  | { readonly kind: 'write'; readonly name: string; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly name: string; readonly length: number }
  | { readonly kind: 'sync'; readonly name: string }
  | { readonly kind: 'unlink'; readonly name: string }
  | { readonly kind: 'rename'; readonly name: string; readonly to: string }
  | { readonly kind: 'sync-folder' }
  /** The process printed a line: what it says is done is done. */
  | { readonly kind: 'said'; readonly line: string };

const traced =
  'openat,open,creat,write,writev,pwrite64,pwritev,ftruncate,truncate,fsync,fdatasync,unlink,unlinkat,rename,renameat,renameat2,fallocate,copy_file_range,sendfile,mmap';

/**
 * Runs a script of this repository under strace and reads what it did to the files directly in `folder`.
 *
 * @throws when the script fails, or uses a call that this reader does not know
 */
export function recordDisk(script: string, args: readonly string[], folder: string, logPath: string): readonly DiskCall[] {
  const options = ['-f', '--seccomp-bpf', '-qq', '-y', '-xx', '-s', '16000000', '-e', `trace=${traced}`, '-o', logPath];
  const { status, stderr } = spawnSync('strace', [...options, process.execPath, script, ...args], {
    encoding: 'utf8',
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
    maxBuffer: 64 * 2 ** 20,
  });
  if (status !== 0) throw new Error(`the recorded process failed: ${stderr}`);
  return readDiskLog(logPath, folder);
}

/** @param folder the one that was recorded */
export function readDiskLog(logPath: string, folder: string): readonly DiskCall[] {
  return parseDiskLog(readFileSync(logPath, 'latin1'), folder);
}

/**
 * @param text as `strace -f -y -xx` writes it: every string and path in hexadecimal escapes
 * @throws when a line is not understood: a call that is passed over would look like one that was never made
 */
export function parseDiskLog(text: string, folder: string): readonly DiskCall[] {
  const calls: DiskCall[] = [];
  const existing = new Set<string>();
  /** Where the next write of a descriptor goes that does not say it. */
  const positions = new Map<string, number>();
  const unfinished = new Map<string, string>();
  let said = '';
  for (const line of text.split('\n')) {
    const whole = joined(line, unfinished);
    if (whole === null || isNoCall.test(whole)) continue;
    // What another thread interrupted is filled up with spaces in front of its result.
    const [, name, args = '', result = ''] = /^\d+ +(\w+)\((.*)\) += (-?\d+)/.exec(whole) ?? [];
    if (name === undefined) throw new Error(`the log of system calls has a line that is not understood: ${whole.slice(0, 200)}`);
    if (Number(result) < 0) continue;
    if (name === 'write' && args.startsWith('1<')) {
      const lines = `${said}${strings(args).at(-1)?.toString('latin1') ?? ''}`.split('\n');
      said = lines.pop() ?? '';
      for (const one of lines) calls.push({ kind: 'said', line: one });
      continue;
    }
    if (name === 'open' || name === 'openat') positions.set(result, 0);
    const offset = name === 'write' ? advance(positions, args, Number(result)) : 0;
    calls.push(...callOf(name, args, Number(result), { folder, existing, offset }));
  }
  return calls;
}

/** The end of the log, signals, the ends of threads, and a call that the end of its thread made pointless. */
const isNoCall = /^(\d+ +(---|\+\+\+) .*|\d+ +\w+\(.* += \?|)$/;

/** Calls that another thread interrupted in the log are put together again where they end. */
function joined(line: string, unfinished: Map<string, string>): string | null {
  const pid = /^\d+/.exec(line)?.[0] ?? '';
  const cut = line.indexOf(' <unfinished ...>');
  if (cut !== -1) {
    unfinished.set(pid, line.slice(0, cut));
    return null;
  }
  const resumed = /^\d+ +<\.\.\. \w+ resumed>(.*)$/.exec(line);
  return resumed === null ? line : `${unfinished.get(pid) ?? ''}${resumed[1] ?? ''}`;
}

/** @returns where this write went */
function advance(positions: Map<string, number>, args: string, length: number): number {
  const file = /^\d+/.exec(args)?.[0] ?? '';
  const offset = positions.get(file) ?? 0;
  positions.set(file, offset + length);
  return offset;
}

interface Context {
  readonly folder: string;
  readonly existing: Set<string>;
  readonly offset: number;
}

function callOf(name: string, args: string, result: number, { folder, existing, offset }: Context): readonly DiskCall[] {
  const paths = [...pathsOf(args)];
  const own = paths.filter((path) => dirname(path) === folder).map((path) => basename(path));
  const [file, to] = own;
  if (/sync$/.test(name) && paths[0] === folder) return [{ kind: 'sync-folder' }];
  if (file === undefined) return [];
  switch (name) {
    case 'open':
    case 'openat': {
      // A descriptor's path follows its argument's: both are the same file.
      if (!/O_CREAT/.test(args) || existing.has(file)) return [];
      existing.add(file);
      return [{ kind: 'create', name: file }];
    }
    case 'write':
    case 'pwrite64': {
      const at = name === 'write' ? offset : Number(/, (\d+)$/.exec(args)?.[1]);
      const bytes = strings(args).at(-1) ?? Buffer.of();
      if (bytes.length < result) throw new Error(`${file}: the log holds ${bytes.length} of ${result} written bytes`);
      return [{ kind: 'write', name: file, offset: at, bytes: bytes.subarray(0, result) }];
    }
    case 'ftruncate':
      return [{ kind: 'truncate', name: file, length: Number(/, (\d+)$/.exec(args)?.[1]) }];
    case 'fsync':
    case 'fdatasync':
      return [{ kind: 'sync', name: file }];
    case 'unlink':
    case 'unlinkat':
      existing.delete(file);
      return [{ kind: 'unlink', name: file }];
    case 'rename':
    case 'renameat':
    case 'renameat2':
      if (to === undefined) throw new Error(`${file} was moved out of its folder`);
      existing.delete(file);
      existing.add(to);
      return [{ kind: 'rename', name: file, to }];
    case 'mmap':
      if (/PROT_WRITE.*MAP_SHARED|MAP_SHARED.*PROT_WRITE/.test(args)) throw new Error(`${file} is written through memory`);
      return [];
    default:
      throw new Error(`${name} on ${file} is not understood`);
  }
}

/** Paths of descriptors and of arguments, in order. */
function* pathsOf(args: string): Generator<string> {
  for (const [, hex = ''] of args.matchAll(/[<"]((?:\\x[0-9a-f]{2})+)[>"]/g)) yield unescaped(hex).toString('utf8');
}

function strings(args: string): readonly Buffer[] {
  return [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = '']) => unescaped(hex));
}

function unescaped(text: string): Buffer {
  return Buffer.from(text.replaceAll('\\x', ''), 'hex');
}
