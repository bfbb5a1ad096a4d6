import type { JobView } from '#shared/contract/jobs.ts';
import { ask, type Command } from '../command.ts';
import { choose } from '../select.ts';
import { table } from '../table.ts';

const words: { readonly [K in JobView['kind']]: string } = {
  resume: 'resuming connections',
  'audit-check': 'checking the audit log',
  backup: 'making a backup',
  'backup-check': 'reading a backup',
  restore: 'restoring a backup',
};

/** Work that takes a while, whoever began it. */
export const jobCommands: readonly Command[] = [
  {
    name: 'jobs list',
    usage: '',
    summary: 'Show work that takes a while and is not done yet: resuming after a start, checks of the audit log, backups, restores.',
    options: [],
    positionals: [0, 0],
    async run({ core, output }) {
      const jobs = await ask(await core(), 'jobs', {});
      const rows = jobs.map(({ id, kind, ...job }) => [id.slice(0, 8), words[kind], progress(job)]);
      output.show(jobs, rows.length === 0 ? ['Nothing runs.'] : table(['ID', 'WORK', 'SO FAR'], rows));
      return 'ok';
    },
  },
  {
    name: 'jobs cancel',
    usage: 'JOB',
    summary: 'Ask one of them to end. What a backup or a restore did so far is undone; connections that are open stay open.',
    details: ['Name the job by its id or the beginning of one. Whoever began it is told that it was cancelled.'],
    options: [],
    positionals: [1, 1],
    async run(context, { positionals: [given = ''] }) {
      const core = await context.core();
      const { id, kind } = choose('job', given, await ask(core, 'jobs', {}), () => []);
      await ask(core, 'cancelJob', { jobId: id });
      context.output.show({ jobId: id }, [`Asked to end: ${words[kind]}.`]);
      return 'ok';
    },
  },
];

/** Each job counts in a unit of its own, a restore in two: only the share says something. */
function progress({ done, all }: Pick<JobView, 'done' | 'all'>): string {
  return all === null || all === 0 ? 'not known' : `${Math.floor((100 * done) / all)} %`;
}
