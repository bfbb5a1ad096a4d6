import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { dataKeyFile } from '#main/store/data-key.ts';
import { lockProfile } from '#main/store/profile-lock.ts';
import { sessionCodec } from '#main/store/session-codec.ts';
import { openKeyStore } from '#main/store/sqlite-key-store.ts';
import { sampleAbout, sampleGroups, sampleSession } from './sample-session.ts';

/** A process that saves one session over and over and prints each generation once it is durable. Its end is a SIGKILL. */
const directory = process.argv[2] ?? '';
lockProfile(directory, { pid: process.pid, program: 'daemon', since: 0 });
const { sessions } = openKeyStore({
  directory,
  dataKey: dataKeyFile(join(directory, 'data.key')),
  codec: sessionCodec(sampleGroups, (bytes) => bytes.fill(0)),
  erase: (bytes) => bytes.fill(0),
  now: 0,
});
const { id } = sampleSession('child', 1n);
for (let generation = (sessions.find(id)?.generation ?? 0n) + 1n; ; generation++) {
  sessions.save(sampleSession('child', generation), sampleAbout, null);
  writeSync(1, `${generation}\n`);
}
