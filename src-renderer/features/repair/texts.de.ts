import { formatCount } from '../../format/bytes.ts';
import type { Translated } from '../../format/language.ts';
import type { english } from './texts.ts';

export const german: Translated<typeof english> = {
  label: 'Beschädigtes Profil',
  banner: 'Dieses Profil ist beschädigt und nur zum Lesen offen. Bis es repariert ist, lässt sich nichts ändern.',
  open: 'Reparieren…',
  title: 'Dieses Profil reparieren',
  about:
    'Eine heile Datenbank wird geschrieben, mit allem, was sich lesen lässt; die beschädigte bleibt daneben liegen, mit einem Datum im Namen. Offene Verbindungen enden und lassen sich wieder aufnehmen. Eine Sicherung, danach wiederhergestellt, bringt vielleicht mehr zurück.',
  found: 'Was beschädigt ist',
  identities: 'Identitäten',
  identitiesText: (kept, lostKeys) =>
    `${formatCount(kept)} bleiben${lostKeys === 0 ? '' : `; ${formatCount(lostKeys)} private Schlüssel öffnen sich nicht und sind verloren`}`,
  keyPackages: 'KeyPackages',
  keyPackagesText: (lost) => `${formatCount(lost)} ausgegebene sind nicht mehr zu gebrauchen`,
  sessions: 'Sitzungen',
  sessionsText: (kept, lost) => `${formatCount(kept)} bleiben${lost === 0 ? '' : `; ${formatCount(lost)} brauchen einen neuen Handshake`}`,
  pages: 'Unlesbar',
  pagesText: (pages) => `${formatCount(pages)} Seiten zu 4096 Bytes`,
  missing: 'Zeilen fehlen in',
  slots: 'Schlüsselfächer',
  slotsText: {
    'header damaged': 'Der Anfang ihrer Datei ist beschädigt; die Schlüssel darin sind heil.',
    missing: 'Ihre Datei fehlt.',
    damaged: 'Ihre Datei ist beschädigt.',
    'of another profile': 'Ihre Datei gehört zu einem anderen Profil.',
  },
  repair: 'Jetzt reparieren',
  cancel: 'Nicht jetzt',
  failed: 'Das Profil konnte nicht repariert werden',
  done: 'Das Profil ist repariert',
  kept: (files) => `Die beschädigten Dateien liegen weiter im Profilordner als ${files}.`,
  close: 'Schließen',
};
