import type { Translated } from '../../format/language.ts';
import type { english } from './texts.ts';

export const german: Translated<typeof english> = {
  none: 'Noch kein Sicherheitscode',
  noneText: 'Er wird aus der jetzigen Epoche der Gruppe abgeleitet; es gibt ihn, sobald der Handshake fertig ist.',
  yours: (epoch) => `Deiner, Epoche ${epoch}`,
  theirs: (epoch) => `Der anderen Seite, Epoche ${epoch}`,
  about:
    'Beide Seiten leiten diesen Code aus derselben Epoche ab. Lest ihn einander auf einem Weg vor, dem ihr traut, etwa am Telefon oder von Angesicht zu Angesicht. Gleiche Codes heißen: Niemand sitzt dazwischen. Er ändert sich mit jedem Update.',
  copy: 'Code kopieren',
  copyHex: 'Als Hex kopieren',
  compare: 'Mit dem Code der Gegenstelle vergleichen',
  compareHint: 'Die Ziffern oder das Hex einfügen, das die Gegenstelle sieht.',
  equal: 'Die Codes sind gleich. In dieser Epoche sitzt niemand dazwischen.',
  pairEqual: 'Auf beiden Seiten gleich',
  pairDiffers: 'Gerade nicht gleich',
  pairDiffersText:
    'Während eines Updates ist eine Seite für einen Augenblick eine Epoche voraus, ebenso nach einem Abbruch. Bleibt es in derselben Epoche so, stimmt etwas nicht.',
  differs: (epoch) =>
    `Die Codes sind verschieden. Beide Seiten müssen auf Epoche ${epoch} schauen; ein Update auf einer der beiden ändert den Code. Bleiben sie verschieden, dieser Verbindung nicht trauen.`,
};
