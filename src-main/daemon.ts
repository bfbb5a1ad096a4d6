import { dirname } from 'node:path';
import packageFile from '../package.json' with { type: 'json' };
import { endProcess, interruption, processStreams } from './cli/process.ts';
import { runCommandLine } from './cli/run.ts';
import { askSecret } from './cli/terminal.ts';

// The core without a window: `epochscope daemon` as a program of its own, which `npm start` runs where there is no Electron.
const code = await runCommandLine(['daemon', ...process.argv.slice(2)], {
  version: packageFile.version,
  programFolder: dirname(import.meta.dirname),
  environment: process.env,
  streams: processStreams,
  interrupted: interruption(),
  secret: askSecret,
});
await endProcess(code);
