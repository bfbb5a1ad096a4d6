import { germanChainSentences } from './chain.de.ts';
import { germanDetailSentences } from './details.de.ts';
import { germanFileSentences } from './files.de.ts';
import type { noticeSentences } from './notices.ts';
import type { Translated } from './said.ts';
import { germanDay, germanTrustNotices } from './trust.de.ts';

export const germanNoticeSentences: Translated<typeof noticeSentences> = {
  ...germanTrustNotices,
  ...germanChainSentences,
  ...germanFileSentences,
  ...germanDetailSentences,
  'unexpected': () => 'unerwarteter Fehler',
  'profile-damaged': () => 'Das Profil ist beschädigt',
  'profile-damaged-text': () =>
    'Es ist nur zum Lesen offen: Was davon übrig ist, wird gezeigt, und nichts lässt sich speichern. Eine Sicherung zurückspielen oder epochscope repair ausführen, das die beschädigten Dateien behält.',
  'recording-stopped': () => 'Es wird nicht mehr aufgezeichnet',
  'list-not-stored': () => 'Die Liste der Verbindungen ließ sich nicht speichern',
  'audit-missing': () => 'Im Prüfprotokoll fehlt eine Wiederaufnahme',
  'not-all-resumed': () => 'Nicht jede Verbindung wurde wieder aufgenommen',
  'certificate-expired': (own, name) => `${ownerOf(own, name)} ist abgelaufen`,
  'certificate-expires': (own, name, days) => `${ownerOf(own, name)} läuft ${days === 1 ? 'binnen eines Tages' : `in höchstens ${days} Tagen`} ab`,
  'term-ended': (date) => `Es galt bis zum ${germanDay(date)}.`,
  'term-ends': (date) => `Es gilt bis zum ${germanDay(date)}.`,
  'renew-own': () => 'Ein erneuertes unter Identitäten importieren. Offene Verbindungen bleiben; neue werden abgelehnt, sobald es abgelaufen ist.',
  'renew-peer': () => 'Die Gegenstelle muss es erneuern: Sobald es abgelaufen ist, wird sie abgelehnt.',
};

function ownerOf(own: boolean, name: string): string {
  return own ? `Dein Zertifikat von „${name}“` : `Das Zertifikat von ${name}`;
}
