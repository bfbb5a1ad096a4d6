import type { Translated } from '../../format/language.ts';
import type { english } from './texts.ts';

export const german: Translated<typeof english> = {
  banner: 'Eine Aufzeichnung aus einer Datei. Nichts hier ist lebendig.',
  safe: 'Namen, Adressen und Schlüssel wurden weggelassen.',
  cut: 'Die Datei wurde abgeschnitten: Ihr Ende fehlt.',
  close: 'Aufzeichnung schließen',
  gone: 'Diese Aufzeichnung ist nicht offen',
  goneText: 'Aufzeichnungen aus Dateien leben so lange wie das Fenster. Die Datei noch einmal herziehen, um sie zu öffnen.',
  home: 'Startseite',
  export: 'Aufzeichnung exportieren',
  exportTip: 'Alles, was Leiter und Zeitleiste zeigen, als Datei, die dieses Fenster wieder öffnet',
  exportTitle: 'Diese Aufzeichnung exportieren',
  exportText: 'Die Art der Datei wählen. In keiner steht ein Geheimnis, wenn ihre Zeile es nicht sagt.',
  format: 'Art der Datei',
  formats: {
    json: {
      label: 'Aufzeichnung',
      about: 'Jede Zeile, Nachricht und Epoche als JSON-Zeilen. Dieses Fenster öffnet sie wieder: hierher ziehen.',
    },
    wire: {
      label: 'Mitschnitt (pcapng)',
      about:
        'Die Records, wie sie auf der Leitung waren, für Wireshark: das Neueste von dem, was vorbeikam, solange dieses Programm lief. Namen, Adressen und Schlüssel des Handshakes stehen darin.',
    },
    plaintext: {
      label: 'Entschlüsselter Mitschnitt (pcapng)',
      about: 'Dasselbe mit dem Inhalt der Records im Klartext. Anwendungsdaten nur bei Laborverbindungen: bei anderen werden sie nicht aufbewahrt.',
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
  exported: 'Exportiert',
  save: 'Exportieren',
  cancel: 'Abbrechen',
  what: 'Was in die Datei kommt',
  inspector: 'Inspektor',
  fileRefuses: {
    row: 'Diese Zeile gibt es in der Aufzeichnung nicht',
    safe: 'Eine Datei lässt sich nicht gefahrlos machen',
    other: 'Eine Aufzeichnung aus einer Datei kann das nicht',
    filter: 'Dieser Filter ist nicht lesbar',
    next: 'Dort tun, wo die Verbindung aufgezeichnet wurde.',
  },
};
