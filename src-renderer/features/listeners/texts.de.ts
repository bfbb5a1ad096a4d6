import type { Translated } from '../../format/language.ts';
import type { english } from './texts.ts';

export const german: Translated<typeof english> = {
  gone: 'Diesen Lauscher gibt es nicht mehr',
  goneText: 'Er wurde beendet, oder der Kern wurde neu gestartet. Noch einmal lauschen, um Gegenstellen einzulassen.',
  title: (address) => `Lauscht auf ${address}`,
  about: 'Hier erreichen dich Gegenstellen. Gib ihnen eine Adresse, die zu diesem Rechner führt, und deine Kontaktkarte.',
  aboutLoopback: 'Nur Programme auf diesem Rechner erreichen ihn. Gib der Gegenstelle deine Kontaktkarte, damit sie deinen Schlüssel pinnen kann.',
  ownCard: 'Meine Kontaktkarte…',
  bound: 'Gebunden an',
  accepted: 'Bisher angenommen',
  trust: 'Wen er einlässt',
  marker: 'MLS-TLS-Komponente',
  markers: { require: 'Von der Gegenstelle verlangt', 'allow-absent': 'Darf fehlen' },
  suites: 'Cipher-Suites',
  profiles: 'Profil',
  stop: 'Lauschen beenden',
  stopTitle: (address) => `Auf ${address} nicht mehr lauschen?`,
  stopText: 'Angenommene Verbindungen bleiben offen. Neue Gegenstellen werden nicht mehr eingelassen.',
  insecure: 'Dieser Lauscher nimmt jeden an. Wer sich verbindet, kann jeden Namen behaupten. Nur im Labor benutzen.',
  from: 'Verbindungen durch diesen Lauscher',
  none: 'Noch keine. Sie erscheinen hier und links.',
  listen: 'Lauschen…',
  copyAddress: (address) => `Adresse ${address} kopieren`,
};
