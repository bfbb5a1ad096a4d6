// A listener in a process with few file descriptors, for row RE-002: prints its port, ends with its input.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCore } from '#main/hosts/core.ts';
import { testProtection } from '../support/protection.ts';
import { listenParams } from '../support/opening-params.ts';

const profileDirectory = mkdtempSync(join(tmpdir(), 'epochscope-small-'));
const core = await createCore({ ...testProtection, host: 'daemon', profileDirectory, version: '0.0.0', autoResume: false });
await core.handlers.createIdentity({ name: 'Small' });
const { port } = await core.handlers.listen({ ...listenParams, autoResume: false });
process.stdout.write(`port ${port}\n`);
process.stdin.resume();
await new Promise((resolve) => process.stdin.once('end', resolve));
await core.close();
rmSync(profileDirectory, { recursive: true, force: true });
