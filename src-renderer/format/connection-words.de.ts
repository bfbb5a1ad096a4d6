import type { Translated } from './language.ts';
import type { english } from './connection-words.ts';

export const german: Translated<typeof english> = {
  states: {
    connecting: { word: 'Verbindet', meaning: 'Der Transport oder der Handshake ist im Gange.' },
    unconfirmed: { word: 'Unbestätigt', meaning: 'Beantwortet; von der Gegenstelle kam noch kein geschützter Record.' },
    open: { word: 'Offen', meaning: 'Beide Richtungen sind geschützt und benutzbar.' },
    'half-closed': { word: 'Halb geschlossen', meaning: 'Eine Seite hat gesagt, dass sie nichts mehr sendet.' },
    waiting: { word: 'Gekappt, neuer Versuch folgt', meaning: 'Der Transport ist weg; die Wiederaufnahme ist geplant.' },
    resuming: { word: 'Nimmt wieder auf', meaning: 'Ein neuer Transport wird mit der gespeicherten Sitzung verbunden.' },
    dormant: { word: 'Gekappt', meaning: 'Der Transport ist weg; die Sitzung lässt sich wieder aufnehmen.' },
    closed: { word: 'Geschlossen', meaning: 'Hier oder von der Gegenstelle beendet; nichts kommt von selbst wieder.' },
    failed: { word: 'Gescheitert', meaning: 'Durch einen Fehler beendet.' },
  },
  lastKnown: (state) => `Zuletzt: ${state}`,
  listeners: { listening: 'Lauscht', closed: 'Angehalten', failed: 'Gescheitert' },
  accepted: {
    pinned: 'Gepinnter Schlüssel',
    'first use': 'Beim ersten Mal gepinnt',
    certificate: 'Zertifikat geprüft',
    listed: 'Auf einer Erlaubnisliste',
    'any (insecure)': 'Nicht geprüft',
    'not yet': 'Noch nicht geprüft',
  },
  exchanged: 'Schlüssel vom Programm ausgetauscht',
  trust: { pin: 'Nur gepinnte Schlüssel', 'first-use': 'Vertrauen beim ersten Mal', 'accept-any': 'Nimmt jeden an (unsicher)' },
  policy: (name) => `Richtlinie „${name}“`,
  standing: {
    unconfirmed: 'Von der Gegenstelle nicht bestätigt',
    confirmed: 'Bestätigt',
    suspect: 'Verdächtig: Ein falsches Update kam an, oder du hast es gesagt. Die Geheimnisse sind vernichtet; neu verbinden',
    quarantined: 'In Quarantäne: nicht benutzt, bis du entscheidest',
  },
};
