import { chainSentences } from './chain.ts';
import { detailSentences } from './details.ts';
import { fileSentences } from './files.ts';
import { trustNotices } from './trust.ts';

/** What notices say: of decisions about peers, and of the program itself. */
export const noticeSentences = {
  ...trustNotices,
  ...chainSentences,
  ...fileSentences,
  ...detailSentences,
  'unexpected': () => 'unexpected error',
  'profile-damaged': () => 'The profile is damaged',
  'profile-damaged-text': () =>
    'It is open for reading only: what is left of it is listed, and nothing can be stored. Restore a backup, or run epochscope repair, which keeps the damaged files.',
  'recording-stopped': () => 'Recording has stopped',
  'list-not-stored': () => 'The list of connections could not be stored',
  'audit-missing': () => 'A resumption is missing in the audit log',
  'not-all-resumed': () => 'Not every connection was resumed',
  'certificate-expired': (own: boolean, name: string) => `${ownerOf(own, name)} has expired`,
  'certificate-expires': (own: boolean, name: string, days: number) =>
    `${ownerOf(own, name)} expires within ${days === 1 ? 'a day' : `${days} days`}`,
  'term-ended': (date: string) => `Its term ended on ${date}.`,
  'term-ends': (date: string) => `Its term ends on ${date}.`,
  'renew-own': () => 'Import a renewed one under Identities. Open connections stay; new ones are refused once it has ended.',
  'renew-peer': () => 'The peer must renew it: once it has ended, it is refused.',
} as const;

function ownerOf(own: boolean, name: string): string {
  return own ? `Your certificate of “${name}”` : `The certificate of ${name}`;
}
