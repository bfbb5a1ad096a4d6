import { formatCount } from '../../format/bytes.ts';
import { spoken } from '../../format/language.ts';
import { german } from './texts.de.ts';

export const english = {
  label: 'Damaged profile',
  banner: 'This profile is damaged and open for reading only. Nothing can be changed until it is repaired.',
  open: 'Repair…',
  title: 'Repair this profile',
  about:
    'A sound database is written with everything that can be read; the damaged one is kept beside it with a date in its name. Open connections end and can be resumed. If you have a backup, restoring it afterwards may bring back more.',
  found: 'What is wrong',
  identities: 'Identities',
  identitiesText: (kept: number, lostKeys: number) =>
    `${formatCount(kept)} kept${lostKeys === 0 ? '' : `; ${formatCount(lostKeys)} private keys do not open and are lost`}`,
  keyPackages: 'KeyPackages',
  keyPackagesText: (lost: number) => `${formatCount(lost)} that were given out cannot be used any more`,
  sessions: 'Sessions',
  sessionsText: (kept: number, lost: number) => `${formatCount(kept)} kept${lost === 0 ? '' : `; ${formatCount(lost)} need a fresh handshake`}`,
  pages: 'Unreadable',
  pagesText: (pages: number) => `${formatCount(pages)} pages of 4096 bytes`,
  missing: 'Rows are missing in',
  slots: 'Key slots',
  slotsText: {
    'header damaged': 'The beginning of their file is damaged; the keys in it are whole.',
    missing: 'Their file is not there.',
    damaged: 'Their file is damaged.',
    'of another profile': 'Their file belongs to another profile.',
  },
  repair: 'Repair now',
  cancel: 'Not now',
  failed: 'The profile could not be repaired',
  done: 'The profile is repaired',
  kept: (files: string) => `The damaged files are kept in the profile folder as ${files}.`,
  close: 'Close',
} as const;

export const texts = spoken(english, german);
