import { spoken } from '../../format/language.ts';
import { german } from './texts.de.ts';

export const english = {
  title: 'Do something',
  label: 'Search commands, pages and connections',
  placeholder: 'Type a command, a page or a name',
  results: 'What fits',
  nothing: 'Nothing fits. Try fewer letters.',
} as const;

export const texts = spoken(english, german);
