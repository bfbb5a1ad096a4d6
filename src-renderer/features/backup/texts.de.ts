import type { Translated } from '../../format/language.ts';
import type { english } from './texts.ts';

export const german: Translated<typeof english> = {
  makeTitle: 'Dieses Profil sichern',
  makeText:
    'Eine verschlüsselte Datei mit Identitäten und ihren Schlüsseln, Pins, Richtlinien, Einstellungen und dem Prüfprotokoll. Sitzungen sind darin verzeichnet, ihre Schlüssel aber bleiben in diesem Profil: Auch mit der Passphrase der Datei lässt sich keine Verbindung lesen, weder eine frühere noch eine heutige.',
  passphrase: 'Passphrase der Sicherung',
  passphraseHint: 'Nur für diese Datei. Getrennt von ihr aufbewahren: Niemand kann sie zurücksetzen.',
  make: 'Sicherung anlegen',
  made: (size) => `Angelegt, ganz zurückgelesen und dem Browser als Datei von ${size} übergeben`,
  saved: (size) => `Angelegt, ganz zurückgelesen und gespeichert: ${size}`,
  notKept: 'Es wurde kein Ort gewählt: Die Sicherung ist nicht gespeichert',
  makeFailed: 'Es wurde keine Sicherung angelegt',
  cancel: 'Abbrechen',
  working: (done, all) => (all === null || all === 0 ? 'In Arbeit' : `${Math.min(100, Math.floor((done * 100) / all))} %`),

  restoreTitle: 'Sicherung wiederherstellen',
  restoreText:
    'Fügt diesem Profil hinzu, was die Datei enthält, alles oder nichts; was schon da ist, bleibt. Eine Sicherung enthält keine Sitzungsschlüssel: Wieder aufnehmen lässt sich eine Sitzung nur, wenn ihre Schlüssel noch in genau diesem Profil liegen und seit der Sicherung nicht weitergeführt wurden. Jede andere braucht einen neuen Handshake.',
  file: 'Sicherungsdatei',
  choose: 'Datei wählen…',
  noneChosen: 'Keine Datei gewählt',
  dropHere: 'oder hierher ziehen',
  noFile: 'Eine Datei wählen.',
  missing: 'Die Passphrase eingeben.',
  look: 'Vorschau des Wiederherstellens…',
  lookFailed: 'Die Sicherung kann nicht wiederhergestellt werden',
  reportTitle: 'Diese Sicherung wiederherstellen?',
  reportOf: (date, version) => `Angelegt am ${date} von Version ${version}. Noch ist nichts geändert.`,
  restore: 'Wiederherstellen',
  restored: 'Wiederhergestellt',
};
