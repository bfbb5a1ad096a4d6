import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createCore, thisMachine } from '#main/hosts/core.ts';
import { JumpingClock } from '../support/jumping-clock.ts';
import { connectParams } from '../support/opening-params.ts';
import { testProtection } from '../support/protection.ts';

/**
 * A core in a process of its own that connects, resumes by itself, and can be put to sleep: `node sleeper.ts PROFILE PORT`. Says its
 * connection as JSON whenever that changes. Lines tell it how many milliseconds have passed, or what to send.
 */
const [directory = '', port = ''] = process.argv.slice(2);
const clock = new JumpingClock();
const core = await createCore(
  { ...testProtection, host: 'daemon', profileDirectory: directory, version: '0.0.0', autoResume: true },
  { ...thisMachine(), clock },
);
core.subscribe((topic) => {
  if (topic === 'connectionsChanged') void core.handlers.connections({}).then(([view]) => writeSync(1, `${JSON.stringify(view)}\n`));
});
await core.handlers.createIdentity({ name: 'Ida' });
const { id } = await core.handlers.connect({ ...connectParams, port: Number(port), trust: 'first-use' });

for await (const line of createInterface({ input: process.stdin })) {
  const [, order, argument = ''] = /^(\w+) (.*)$/.exec(line) ?? [];
  if (order === 'jump') clock.jump(Number(argument));
  if (order === 'send') await core.handlers.send({ connectionId: id, text: argument });
}
await core.close();
