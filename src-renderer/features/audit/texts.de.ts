import { formatCount } from '../../format/bytes.ts';
import type { Translated } from '../../format/language.ts';
import type { english } from './texts.ts';

export const german: Translated<typeof english> = {
  title: 'Prüfprotokoll',
  about:
    'Wer oder was wann welche Schlüsselhandlung ausgeführt hat. Jeder Eintrag ist mit dem vorigen verkettet, und das Ende der Kette liegt versiegelt neben der Datenbank: Einträge lassen sich nicht unbemerkt ändern, entfernen oder abschneiden.',
  loading: 'Prüfprotokoll wird gelesen',
  failed: 'Das Prüfprotokoll konnte nicht gelesen werden',
  none: 'Kein Eintrag passt',
  noneText: 'Einen Filter wegnehmen, um mehr zu sehen.',
  filters: 'Prüfprotokoll filtern',
  anyAction: 'Jede Handlung',
  action: 'Handlung',
  anySubject: 'Alles betreffend',
  subject: 'Betrifft',
  fingerprint: 'Fingerabdruck',
  ofEntry: (sequence: number) => `Eintrag ${sequence}`,
  search: 'Kennung, Schlüssel, Einzelheiten',
  from: 'Ab Tag',
  to: 'Bis Tag',
  number: 'Nr.',
  time: 'Zeit',
  who: 'Wer',
  what: 'Was',
  details: 'Einzelheiten',
  older: 'Ältere Einträge zeigen',
  verify: 'Kette prüfen',
  verifying: (done, all) => `${formatCount(done)} von ${all === null ? '?' : formatCount(all)} Einträgen geprüft`,
  export: 'Exportieren…',
  exported: 'Das Protokoll wurde dem Browser als Datei übergeben',
  exportFailed: 'Das Protokoll konnte nicht exportiert werden',
  verifyFailed: 'Das Protokoll konnte nicht geprüft werden',
  head: 'Ende des Protokolls',
  headHint:
    'Diesen Wert anderswo aufbewahren, auf Papier oder bei einem anderen Menschen: „epochscope audit verify --head“ vergleicht das Protokoll später damit.',
  copyHead: 'Ende des Protokolls kopieren',
  clients: 'Die Nummer unterscheidet Fenster und Browser eines Kerns. Jedes hat seine eigene.',
  actors: { window: 'Fenster', browser: 'Browser', 'command line': 'Befehlszeile', program: 'Epochscope' },
};
