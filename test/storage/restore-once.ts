import { writeSync } from 'node:fs';
import { readBundle } from '#main/store/backup/bundle-file.ts';
import { Scratch } from '#main/store/backup/scratch.ts';
import { openOnDisk } from './profiles-on-disk.ts';

/** A process that restores a backup into a profile: `node restore-once.ts FOLDER BUNDLE PASSPHRASE`. It is killed at any moment after its first line. */
const [directory = '', bundle = '', passphrase = ''] = process.argv.slice(2);
const store = openOnDisk(directory);
const scratch = new Scratch();
await readBundle(
  bundle,
  new TextEncoder().encode(passphrase),
  () => undefined,
  (record) => scratch.take(record),
);
scratch.complete();
writeSync(1, 'begins\n');
store.backups?.restore(scratch, false);
writeSync(1, 'done\n');
store.close();
