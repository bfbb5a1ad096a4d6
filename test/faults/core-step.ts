import { writeSync } from 'node:fs';
import { type CoreStepName, coreSteps, openCore } from './core-steps.ts';

/** A process with the whole product that does one step and says when it begins and ends: `node core-step.ts PROFILE FOLDER STEP`. */
const [directory = '', folder = '', name = ''] = process.argv.slice(2);
const say = (line: string): void => void writeSync(1, `${line}\n`);

const core = await openCore(directory);
const work = await coreSteps[name as CoreStepName](core, folder); // the parent passes one of them
say('begins');
await work();
say('done');
await core.close();
