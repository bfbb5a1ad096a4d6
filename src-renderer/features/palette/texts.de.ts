import type { Translated } from '../../format/language.ts';
import type { english } from './texts.ts';

export const german: Translated<typeof english> = {
  title: 'Etwas tun',
  label: 'Befehle, Seiten und Verbindungen suchen',
  placeholder: 'Befehl, Seite oder Name',
  results: 'Was passt',
  nothing: 'Nichts passt. Weniger Buchstaben versuchen.',
};
