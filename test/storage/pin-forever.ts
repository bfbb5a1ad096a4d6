import { join } from 'node:path';
import { dataKeyFile } from '#main/store/data-key.ts';
import { sessionCodec } from '#main/store/session-codec.ts';
import { openKeyStore } from '#main/store/sqlite-key-store.ts';
import { named, sampleGroups } from './sample-session.ts';

/** Pins keys and removes every second one, and prints a line after each. Ends when it is killed. */
const directory = process.argv[2] ?? '';
const erase = (bytes: Uint8Array) => bytes.fill(0);
const dataKey = dataKeyFile(join(directory, 'data.key'));
const { pins } = openKeyStore({ directory, dataKey, codec: sessionCodec(sampleGroups, erase), erase, now: 0 });
for (let i = pins.list().length; ; i++) {
  const publicKey = named(`${process.pid} ${i}`);
  const { id } = pins.add({ kind: 'explicit', address: null, scheme: 0x0807, name: null, fixed: false, label: 'x', publicKey }, 0);
  if (i % 2 === 1) pins.remove(id);
  process.stdout.write(`${i}\n`);
}
