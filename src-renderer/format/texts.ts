import { spoken } from './language.ts';
import { german } from './texts.de.ts';

export const english = {
  justNow: 'just now',
  ago: (span: string) => `${span} ago`,
  counted: {
    byte: (count: string, one: boolean) => `${count} ${one ? 'byte' : 'bytes'}`,
    record: (count: string, one: boolean) => `${count} ${one ? 'record' : 'records'}`,
    connection: (count: string, one: boolean) => `${count} ${one ? 'connection' : 'connections'}`,
  },
  card: {
    none: 'That is no contact card: it must begin with epochscope:contact?',
    version: 'This card has a version that is not known here.',
    noKey: 'This card carries no key. Ask for it again: part of it may be missing.',
  },
} as const;

export const texts = spoken(english, german);
