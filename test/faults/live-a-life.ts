import { writeSync } from 'node:fs';
import { openOnDisk } from '../storage/profiles-on-disk.ts';
import { everythingIn, storeLife } from './store-life.ts';

/** A process that lives the life of a store and says after each step what the store holds by then. */
const store = openOnDisk(process.argv[2] ?? '');
writeSync(1, `${everythingIn(store)}\n`);
for (const step of storeLife) {
  step(store);
  writeSync(1, `${everythingIn(store)}\n`);
}
store.close();
