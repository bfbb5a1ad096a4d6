import { writeSync } from 'node:fs';
import { readDiskLog } from './disk-log.ts';
import { replay } from './power-replay.ts';

/**
 * A process that plays its share of the crash states until it is ended: `node replay-share.ts LOG RECORDED-FOLDER PROFILE FIRST STEP`.
 * Says the print of each state, or, behind an exclamation mark, what is wrong with it as JSON.
 */
const [log = '', recorded = '', profile = '', first = '0', step = '1'] = process.argv.slice(2);

for (const { print, fault } of replay(readDiskLog(log, recorded), profile, { first: Number(first), step: Number(step) })) {
  writeSync(1, fault === null ? `${print}\n` : `!${JSON.stringify(fault)}\n`);
}
