import { dirname } from 'node:path';
import packageFile from '../package.json' with { type: 'json' };
import { runCommandLine } from './cli/run.ts';
import { askSecret } from './cli/terminal.ts';
import { endProcess, interruption, processStreams } from './cli/process.ts';

// `epochscope …`: a thin client of the core that runs for its profile, or of one it starts itself.
const code = await runCommandLine(process.argv.slice(2), {
  version: packageFile.version,
  programFolder: dirname(import.meta.dirname),
  environment: process.env,
  streams: processStreams,
  interrupted: interruption(),
  secret: askSecret,
});
await endProcess(code);
