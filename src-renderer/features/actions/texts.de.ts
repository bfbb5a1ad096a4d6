import type { Translated } from '../../format/language.ts';
import type { ConnectionActionName } from './table.ts';
import type { english } from './texts.ts';

const words: { readonly [N in ConnectionActionName]: { readonly label: string; readonly about: string } } = {
  update: { label: 'Schlüssel-Update', about: 'Eine neue Epoche mit frischen Schlüsseln auf beiden Seiten beginnen' },
  keyUpdate: { label: 'KeyUpdate', about: 'Beide Sendeschlüssel innerhalb der Epoche ändern, mit TLS KeyUpdate: keine frischen Geheimnisse' },
  resume: { label: 'Wieder aufnehmen', about: 'Einen neuen Transport öffnen und mit der gespeicherten Sitzung weitermachen' },
  cut: { label: 'Kappen', about: 'Den Transport wortlos fallen lassen, wie ein Netzausfall' },
  close: { label: 'Schließen', about: 'Ordentlich verabschieden: close_notify in beide Richtungen; eine gekappte wartet dann nicht mehr' },
  rotate: {
    label: 'Schlüssel wechseln…',
    about: 'Neuer Signaturschlüssel der eigenen Identität, der Gegenstelle mit einem Update gezeigt',
  },
  check: { label: 'Credential prüfen', about: 'Die Richtlinien noch einmal nach der Gegenstelle fragen; ändert nichts' },
  keyPolicy: { label: 'Schlüsselrichtlinie…', about: 'Wann Schlüssel von selbst erneuert werden; mit Probelauf' },
  autoResume: { label: 'Auto-Wiederaufnahme, ja oder nein', about: 'Verbindet nach einem Abbruch neu, mit wachsenden Pausen' },
  faults: {
    label: 'Fehler unterwegs…',
    about: 'Ihre Records verzögern, verlieren, ändern oder wiederholen',
  },
  epochs: { label: 'Epochen durchgehen', about: 'Gruppe, Baum und Schlüsselableitung jeder Epoche' },
  remove: { label: 'Entfernen', about: 'Sie und ihre Aufzeichnung löschen; ihre Sitzung bleibt' },
};

export const german: Translated<typeof english> = {
  words,
  autoResume: 'Auto-Wiederaufnahme',
  notWritable: 'Ein Update geht nur auf einer offenen Verbindung.',
  noTransport: 'Es gibt keinen Transport zum Kappen.',
  over: 'Sie ist zu Ende.',
  notOver: 'Nur eine beendete Verbindung lässt sich entfernen.',
  nobody: 'Das Credential der Gegenstelle ist noch nicht bekannt.',
  alive: 'Sie hat einen Transport: nichts wieder aufzunehmen.',
  menu: (peer) => `Was mit ${peer} getan werden kann`,
  more: 'Mehr…',
};
