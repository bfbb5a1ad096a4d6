import { writeSync } from 'node:fs';
import { openOnDisk } from './profiles-on-disk.ts';
import { named } from './sample-session.ts';

/** A process that pins keys, removes every second one, and prints a line after each. Its end is a SIGKILL. */
const { pins } = openOnDisk(process.argv[2] ?? '');
for (let i = 0; ; i++) {
  const publicKey = named(`${process.pid} ${i}`);
  const { id } = pins.add({ kind: 'explicit', address: null, scheme: 0x0807, name: null, fixed: false, label: 'x', publicKey }, 0);
  if (i % 2 === 1) pins.remove(id);
  writeSync(1, `${i}\n`);
}
