import { expect, test } from 'vitest';
import { parseDiskLog } from './disk-log.ts';

const hex = (text: string): string => [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
const folder = '/profile';
const created = `7 openat(AT_FDCWD<${hex('/')}>, "${hex('/profile/file')}", O_RDWR|O_CREAT, 0600) = 20<${hex('/profile/file')}>`;
const write = `7 pwrite64(20<${hex('/profile/file')}>, "${hex('abc')}", 3, 4096`;
const read = [
  { kind: 'create', name: 'file' },
  { kind: 'write', name: 'file', offset: 4096, bytes: Buffer.from('abc') },
];

test('a call that another thread interrupts in the log is read where it ends', () => {
  const lines = [
    created,
    `${write} <unfinished ...>`,
    '8 mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE, -1, 0) = 0x7f',
    '7 <... pwrite64 resumed>)           = 3',
  ];
  expect(parseDiskLog(lines.join('\n'), folder)).toEqual(read);
});

test('signals, ends of threads and calls that failed are none', () => {
  const lines = [
    created,
    '8 --- SIGCHLD {si_signo=SIGCHLD} ---',
    `${write}) = -1 ENOSPC (No space left on device)`,
    `${write}) = 3`,
    '8 +++ exited with 0 +++',
    '',
  ];
  expect(parseDiskLog(lines.join('\n'), folder)).toEqual(read);
});

test('a line that is not understood is an error, never a call that was not made', () => {
  expect(() => parseDiskLog(`${created}\n${write})`, folder)).toThrow('not understood');
});
