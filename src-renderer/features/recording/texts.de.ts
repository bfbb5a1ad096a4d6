import type { Translated } from '../../format/language.ts';
import type { english } from './texts.ts';

export const german: Translated<typeof english> = {
  faults: 'Fehler waren unterwegs',
  banner: 'Eine Aufzeichnung aus einer Datei. Nichts hier ist lebendig.',
  safe: 'Namen, Adressen und Schlüssel wurden weggelassen.',
  cut: 'Die Datei wurde abgeschnitten: Ihr Ende fehlt.',
  noProfile: 'Profil unbekannt',
  noSuite: 'Suite unbekannt',
  reading: (records, opened, sealed) => `Aus einem Mitschnitt: ${records} Records gelesen, ${opened} von ${sealed} geschützten geöffnet.`,
  unread: (bytes) => `${bytes} gehören zu keinem Record: fehlend, abgeschnitten oder von etwas anderem.`,
  captured: (records, bytes) => `Mitgeschnitten: ${records} Records, ${bytes}.`,
  droppedRecords: (records, bytes) => `Die Bytes von ${records} älteren Records (${bytes}) hatten keinen Platz im Speicher und fehlen.`,
  droppedRows: (rows) => `${rows} ältere Zeilen wurden gelöscht: Die Aufzeichnung war zu lang oder zu alt geworden.`,
  back: 'Zurück zur Aufzeichnung',
  close: 'Aufzeichnung schließen',
  gone: 'Diese Aufzeichnung ist nicht offen',
  goneText: 'Eine Aufzeichnung aus einer Datei bleibt offen, bis ihr Fenster geschlossen wird. Die Datei noch einmal öffnen oder herziehen.',
  openFile: 'Datei öffnen…',
  home: 'Startseite',
  exportTitle: 'Diese Aufzeichnung exportieren',
  exportText: 'Wählen, was hineinkommt und welche Art Datei. In keiner steht ein Geheimnis, wenn es nicht dabeisteht.',
  groups: { recording: 'Aufzeichnung und Bericht', picture: 'Bilder', capture: 'Mitschnitte und Schlüssel' },
  secret: 'Enthält Geheimnisse',
  formats: {
    json: {
      label: 'Aufzeichnung',
      about: 'Jede Zeile, Nachricht und Epoche als JSON-Zeilen. Auf das Fenster gezogen, wird sie wieder geöffnet.',
    },
    wire: {
      label: 'Mitschnitt (pcapng)',
      about:
        'Die Records, wie sie auf der Leitung waren, für Wireshark: das Neueste von dem, was vorbeikam, solange dieses Programm lief. Namen, Adressen und Schlüssel des Handshakes stehen darin.',
    },
    plaintext: {
      label: 'Entschlüsselter Mitschnitt (pcapng)',
      about: 'Dasselbe mit dem Inhalt der Records im Klartext. Anwendungsdaten sind nur bei Laborverbindungen dabei.',
      confirm: 'Ich will eine Datei, die jeder lesen kann: Sie enthält Klartext.',
    },
    keyLog: {
      label: 'Schlüsselprotokoll',
      about: 'Die Record-Schlüssel dieser Laborverbindung. Mit dem Mitschnitt öffnen sie jeden Record; dieses Fenster liest beide.',
      confirm: 'Ich will eine Datei mit Schlüsseln: Wer sie hat, kann den Mitschnitt lesen.',
    },
    report: {
      label: 'Bericht',
      about: 'Für Menschen, als Markdown: wer, was vereinbart wurde, was schiefging, Handshakes, Epochen und die Regeln, die sie nennen.',
    },
    ladderPng: { label: 'Leiter als PNG', about: 'Die Zeilen, die die Leiter jetzt zeigt, die neuesten 600 davon, als Bild.' },
    ladderSvg: { label: 'Leiter als SVG', about: 'Dasselbe als Zeichnung, die neuesten 5.000 Zeilen.' },
    timelinePng: { label: 'Epochen als PNG', about: 'Die Zeitleiste der Epochen als Bild.' },
    timelineSvg: { label: 'Epochen als SVG', about: 'Dasselbe als Zeichnung.' },
  },
  noPicture: {
    title: 'Das Bild konnte nicht gezeichnet werden',
    next: 'Als SVG exportieren, oder die Leiter filtern, damit sie weniger Zeilen zeigt.',
  },
  captureTitle: 'Einen Mitschnitt öffnen',
  captureText: 'Was darin MLS-TLS ist, wird eine Aufzeichnung in diesem Fenster. Nichts davon wird aufbewahrt.',
  chooseKeyLog: 'Schlüsselprotokoll wählen…',
  noKeyLog: 'Ohne eines bleiben geschützte Records verschlossen.',
  openCapture: 'Öffnen',
  unreadable: {
    title: 'Die Aufzeichnung konnte nicht gelesen werden',
    next: 'Als Aufzeichnung exportieren und melden: Das ist ein Fehler in diesem Programm.',
  },
  exportSafe: 'Gefahrlos weiterzugeben',
  exportSafeText:
    'Lässt Namen, Adressen, Schlüssel, Sitzungskennungen und die Nachrichten weg, die sie enthalten. Eine Suche beweist es, bevor die Datei geschrieben wird.',
  exportWhole: 'Ganz',
  exportWholeText: 'Für dich selbst: Wer verbunden war, bleibt darin.',
  exporting: (rows) => `${rows} Zeilen bisher`,
  save: 'Exportieren',
  cancel: 'Abbrechen',
  what: 'Was in eine Aufzeichnung, einen Bericht oder ein Bild kommt',
  always:
    'Nicht für diese Art Datei: Ein Mitschnitt oder seine Schlüssel enthalten alles, was vorbeikam, auch Namen, Adressen und Schlüssel. Nicht weitergeben.',
  recordedBy: { initiator: 'aufgezeichnet vom Initiator', responder: 'aufgezeichnet vom Responder' },
  inspector: 'Inspektor',
  fileRefuses: {
    epoch: 'Diese Epoche gibt es in der Aufzeichnung nicht',
    row: 'Diese Zeile gibt es in der Aufzeichnung nicht',
    safe: 'Eine Datei lässt sich nicht gefahrlos machen',
    other: 'Eine Aufzeichnung aus einer Datei kann das nicht',
    filter: 'Dieser Filter ist nicht lesbar',
    next: 'Dort tun, wo die Verbindung aufgezeichnet wurde.',
  },
};
