import { writeSync } from 'node:fs';
import { StoreError } from '#main/store/store-error.ts';
import { openOnDisk } from '../storage/profiles-on-disk.ts';
import { everythingIn, storeLife } from './store-life.ts';

/**
 * A process that lives the life of a store, or the steps of it from one number to another, and says after each what the store holds
 * by then, or why it refused: `node live-a-life.ts DIRECTORY [FROM TO]`.
 */
const [directory = '', from = '0', to = String(storeLife.length)] = process.argv.slice(2);
const say = (line: string): void => void writeSync(1, `${line}\n`);

function attempt(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    say(`refused ${error.code}`);
  }
}

attempt(() => {
  const store = openOnDisk(directory);
  say(everythingIn(store));
  for (const step of storeLife.slice(Number(from), Number(to))) {
    attempt(() => {
      step(store);
      say(everythingIn(store));
    });
  }
  store.close();
});
