import type { Translated } from '../../format/language.ts';
import type { english } from './texts.ts';

export const german: Translated<typeof english> = {
  title: 'Vergleichen',
  about:
    'Zwei Mitschnitte, Sitzungen, KeyPackages, Zertifikate oder Dateien nebeneinander. Gleiches ist eingeklappt; wann etwas geschah, zählt nicht.',
  sides: { left: 'Links', right: 'Rechts' },
  choose: 'Nichts gewählt',
  fileAs: (side) => `Datei öffnen: ${side}`,
  groups: {
    connection: 'Verbindungen',
    recording: 'Aufzeichnungen aus Dateien',
    session: 'Sitzungen',
    'key-package': 'KeyPackages',
    certificate: 'Zertifikate',
    file: 'Dateien',
  },
  kinds: { recording: 'Aufzeichnung', session: 'Sitzung', 'key-package': 'KeyPackage', certificate: 'Zertifikat', bytes: 'Bytes' },
  fields: 'Felder',
  swap: 'Seiten tauschen',
  mirrored: 'Rechts hat die Gegenseite aufgezeichnet',
  machine: 'Auch Schritte des Zustandsautomaten',
  none: 'Zwei Dinge wählen',
  noneText:
    'Hier, oder mit „Vergleichen mit…“ in Listen und über der Leiter. Dateien können Aufzeichnungen, Bytes in jeder Form oder Zertifikate sein.',
  different: 'Diese beiden sind von verschiedener Art',
  differentText: (left, right) => `Links: ${left}, rechts: ${right}. Zwei von einer Art wählen.`,
  equal: 'Kein Unterschied',
  equalText: 'Feld für Feld sind sie gleich.',
  found: (changes) => `Gefundene Unterschiede: ${changes}`,
  table: 'Unterschiede, Feld für Feld',
  columns: { field: 'Feld', left: 'Links', right: 'Rechts' },
  same: (lines) => `Gleiche Zeilen: ${lines}`,
  signs: { same: 'gleich', changed: 'anders', removed: 'nur links', added: 'nur rechts', fold: '' },
  decode: 'Feld für Feld',
  notDecoded: 'Diese Bytes sind nicht als Handshake-Nachrichten lesbar.',
  more: (count) => `${count} weitere Zeilen zeigen`,
  loading: 'Beide Seiten werden gelesen',
  failed: (side) => `Seite nicht lesbar: ${side}`,
  compare: 'Vergleichen mit…',
  chosen: 'Zum Vergleich gewählt',
  tip: 'Ein zweites wählen, um beide nebeneinander zu sehen',
  closed: { title: 'Diese Aufzeichnung ist nicht mehr offen', next: 'Die Datei noch einmal öffnen.' },
  tooBig: {
    title: 'Die Datei ist zu groß zum Vergleichen',
    next: 'Aufzeichnungen dürfen 256 MiB haben, andere Dateien 256 KiB. Für größere: epochscope compare.',
  },
  unreadable: { title: 'Die Datei ist nicht lesbar', next: 'Noch einmal wählen.' },
  notARecording: {
    title: 'Diese Aufzeichnung ist nicht lesbar',
    next: 'Eine Zeile ist nicht, was sie sein sollte. Die Datei so wählen, wie sie exportiert wurde.',
  },
};
