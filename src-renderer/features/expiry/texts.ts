import { formatCount } from '../../format/bytes.ts';
import { spoken } from '../../format/language.ts';
import { german } from './texts.de.ts';

export const english = {
  hide: 'Hide expired',
  hidden: (count: number) => (count === 1 ? '1 hidden' : `${formatCount(count)} hidden`),
} as const;

export const texts = spoken(english, german);
