import type { Translated } from '../../format/language.ts';
import type { english } from './texts.ts';

export const german: Translated<typeof english> = {
  welcome: 'Sieh zwei Gegenstellen zu, wie sie Schlüssel vereinbaren.',
  welcomeText:
    'Epochscope hält MLS-TLS-Verbindungen und zeigt, was sie tun: jede Handshake-Nachricht, jede neue Epoche, jeden Abbruch und wie die Sitzung zurückkommt.',
  nameLabel: 'Dein Name',
  nameHint: 'Er kommt in dein Credential und ist auf der Leitung für jeden sichtbar, der den Handshake sieht. Ein Spitzname genügt.',
  nameMissing: 'Einen Namen angeben, damit eine Gegenstelle weiß, wer sich verbindet.',
  nameTooLong: 'Höchstens 64 Zeichen.',
  create: 'Identität anlegen',
  createFailed: 'Die Identität konnte nicht angelegt werden',
  homeTitle: 'Drei Wege zum Anfang',
  homeAgain: 'Noch eine Verbindung beginnen',
  demoTitle: 'Vorführpaar starten',
  demoText:
    'Beide Gegenstellen laufen in diesem Programm, über einen echten Loopback-Socket. Update, Abbruch und Wiederaufnahme sind von beiden Seiten zu sehen.',
  connectTitle: 'Verbinden…',
  connectText:
    'Eine Gegenstelle über Host und Port erreichen. Ihr Schlüssel wird beim ersten Mal gepinnt; die Fingerabdrücke lassen sich später vergleichen.',
  listenTitle: 'Lauschen…',
  listenText: 'Auf einem Port auf Gegenstellen warten. Fremde werden abgewiesen und unter „Klopft an“ geführt, bis du sie annimmst.',
  openFile: 'Aufzeichnung oder Mitschnitt öffnen…',
  openFileText: 'Eine Datei, die hier exportiert wurde, oder pcapng oder pcap mit MLS-TLS-Verkehr. Sie ins Fenster fallen zu lassen, tut dasselbe.',
  learn: 'Was zu sehen sein wird',
  lessons: [
    {
      title: 'Die Leiter',
      text: 'Nachrichten und Records zwischen den beiden Lebenslinien, der Reihe nach. Jeder Pfeil gehört zu der Epoche, deren Schlüssel ihn schützt, und trägt ihre Farbe.',
    },
    {
      title: 'Die Epochen',
      text: 'Mit jedem Update beginnt eine Epoche mit frischen Schlüsseln. Die Zeitleiste zeigt, wer sie begann, wie lange sie galt und was unter ihr lief.',
    },
    {
      title: 'Der Sicherheitscode',
      text: 'Aus der Epoche selbst abgeleitet und an beiden Enden gleich. Stimmt deiner mit dem der Gegenstelle überein, sitzt niemand dazwischen.',
    },
  ],
  noCoreTitle: 'Diese Seite hat keinen Weg zum Kern',
  noCoreText: 'Den Link öffnen, den der Daemon beim Start ausgab. Jeder Link gilt einmal; „epochscope ui“ gibt einen neuen aus.',
  picture: { you: 'du', peer: 'Gegenstelle', epoch: (epoch) => `Epoche ${epoch}` },
};
