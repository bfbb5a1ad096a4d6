import type { records } from '../records.ts';
import type { repair } from '../repair.ts';
import type { store } from '../store.ts';
import type { vault } from '../vault.ts';
import { disk, fresh, input, refresh, type Twin } from './words.ts';

export const germanRecords: Twin<typeof records> = {
  TOO_MANY_JOBS: { title: 'Es läuft zu viel auf einmal', next: 'Warten, bis eine der laufenden Arbeiten fertig ist.' },
  CANCELLED: { title: 'Es wurde abgebrochen', next: 'Nichts wurde geändert.' },
  UNKNOWN_TRANSFER: { title: 'Diese Übertragung ist zu Ende', next: 'Noch einmal beginnen.' },
  TRANSFER_OUT_OF_ORDER: { title: 'Die Stücke einer Übertragung kamen in falscher Reihenfolge', next: 'Noch einmal beginnen.' },
  BACKUP_NEEDS_PASSPHRASE: { title: 'Eine Sicherung braucht eine Passphrase, und diese geht nicht', next: 'Eine von 1 bis 1024 Bytes angeben.' },
  BACKUP_NOT_HERE: { title: 'Dieses Profil hat keine Dateien; es gibt nichts zu sichern', next: input },
  NOT_AN_AUDIT_LOG: { title: 'Diese Datei ist kein exportiertes Prüfprotokoll', next: input },
};

export const germanRepair: Twin<typeof repair> = {
  NOTHING_TO_REPAIR: { title: 'Das Profil ist heil', next: 'Es gibt nichts zu reparieren.' },
};

const copy = 'Eine andere Kopie der Sicherung benutzen; nichts wurde geändert.';

export const germanStore: Twin<typeof store> = {
  STORE_LOCKED: {
    title: 'Ein anderes Programm benutzt diesen Profilordner',
    next: 'Das laufende benutzen oder mit --profile-dir einen anderen Ordner wählen.',
  },
  STORE_NEWER_SCHEMA: { title: 'Dieses Profil wurde von einer neueren Version geschrieben', next: 'Die neuere Version installieren.' },
  STORE_DAMAGED: {
    title: 'Die Datenbank des Profils ist beschädigt',
    next: 'Den Ordner lassen, wie er ist; eine Sicherung wiederherstellen oder `epochscope repair` ausführen.',
  },
  STORE_FULL: { title: 'Die Platte ist voll', next: 'Platz schaffen; nichts ging verloren.' },
  STORE_READ_ONLY: {
    title: 'In das Profil lässt sich nicht schreiben',
    next: 'Ist es beschädigt, eine Sicherung wiederherstellen oder `epochscope repair` ausführen; sonst die Rechte des Ordners und die Platte ansehen.',
  },
  STORE_FAILED: { title: 'Die Platte versagte, als das Profil geschrieben wurde', next: disk },
  STORE_NOT_PRIVATE: {
    title: 'Andere Benutzer können dieses Profil lesen, und es lässt sich nicht privat machen',
    next: 'Einen Ordner auf einem Dateisystem mit Rechten benutzen.',
  },
  RUNTIME_TOO_OLD: { title: 'Dieses Node.js kann die Datenbank nicht laden', next: 'Das Programm mit npm start starten; das bringt das richtige.' },
  DATA_KEY_MISSING: { title: 'Der Schlüssel dieses Profils fehlt', next: 'Die Schlüsseldatei aus einer Sicherung zurücklegen.' },
  DATA_KEY_WRONG: {
    title: 'Der Schlüssel öffnet dieses Profil nicht',
    next: 'Die richtige Schlüsseldatei zurücklegen oder mit --profile-dir einen anderen Ordner wählen.',
  },
  ROLLBACK_DETECTED: { title: 'Eine gespeicherte Sitzung ist älter, als sie sein sollte: Das Profil wurde kopiert oder zurückgesetzt', next: fresh },
  SESSION_RESTORED: { title: 'Diese Sitzung kam aus einer Sicherung zurück, ihre Schlüssel nicht', next: fresh },
  GENERATION_CONFLICT: { title: 'Ein anderes Programm hat diese Sitzung geändert', next: fresh },
  NOT_FOUND: { title: 'Das gibt es nicht mehr', next: refresh },
  KEY_PACKAGE_REPLAYED: {
    title: 'Dieses KeyPackage wurde schon benutzt',
    next: 'Die Gegenstelle neu verbinden lassen; sie nimmt dann ein frisches.',
  },
  BACKUP_NOT_OURS: { title: 'Diese Datei ist keine Sicherung dieses Programms', next: 'Eine andere Datei wählen.' },
  BACKUP_OLDER: {
    title: 'Diese Sicherung ist von einer früheren Version, in einer Form, die nicht mehr gelesen wird',
    next: 'Sie mit der Version wiederherstellen, die sie angelegt hat.',
  },
  BACKUP_NEWER: { title: 'Diese Sicherung ist von einer neueren Version', next: 'Die neuere Version installieren.' },
  BACKUP_PASSPHRASE: {
    title: 'Die Passphrase öffnet diese Sicherung nicht',
    next: 'Sie noch einmal eingeben. Ist sie richtig, ist der Anfang der Datei beschädigt: eine andere Kopie benutzen.',
  },
  BACKUP_CUT: { title: 'Das Ende dieser Sicherung fehlt', next: copy },
  BACKUP_DAMAGED: { title: 'Diese Sicherung ist beschädigt', next: copy },
  BACKUP_TOO_BIG: { title: 'Diese Sicherung ist größer, als gelesen werden kann', next: 'Eine kleinere benutzen.' },
  TOO_MANY: { title: 'Davon gibt es zu viele', next: 'Einige entfernen, die nicht gebraucht werden, und noch einmal versuchen.' },
  ALREADY_EXISTS: { title: 'Das gibt es schon', next: 'Einen anderen Namen wählen oder das vorhandene benutzen.' },
};

const ways = '--passphrase-fd N oder --passphrase-file FILE angeben, oder am Terminal starten und die Passphrase eingeben.';

export const germanVault: Twin<typeof vault> = {
  LOCKED: {
    title: 'Das Profil ist gesperrt',
    next: 'Es entsperren: im Fenster oder auf der Seite, mit `epochscope unlock`, oder beim Start mit --passphrase-fd N oder --passphrase-file FILE.',
  },
  UNPROTECTED: {
    title: 'Das Profil ist neu, und nichts sagt, wie seine Schlüssel geschützt werden sollen',
    next: `${ways} Für ein Labor lässt --insecure-plain-keys sie ungeschützt.`,
  },
  UNLOCK_FAILED: {
    title: 'Das öffnet das Profil nicht',
    next: 'Noch einmal versuchen oder das Wiederherstellungsblatt benutzen. Versuche schaden nicht.',
  },
  KEYRING_CHANGED: {
    title: 'Der Schlüsselbund dieses Systems öffnet das Profil nicht mehr',
    next: 'Passphrase oder Wiederherstellungsblatt benutzen, dann den Schlüssel wieder mit dem Schlüsselbund schützen. Auf der Platte wurde nichts angerührt.',
  },
  KEYRING_UNAVAILABLE: { title: 'Dieses System hat keinen Schlüsselbund, der etwas schützt', next: 'Eine Passphrase wählen.' },
  LAST_PROTECTION: { title: 'Das ist der einzige Weg, das Profil zu öffnen', next: 'Zuerst einen anderen Schutz hinzufügen, dann diesen wegnehmen.' },
  NOTHING_TO_ASK: { title: 'Dieses Profil hat keinen Schutz; es zu sperren hielte niemanden ab', next: 'Zuerst eine Passphrase setzen.' },
  ALREADY_PROTECTED: { title: 'Das Profil ist schon geschützt', next: 'Es entsperren, dann seinen Schutz ändern.' },
  PASSPHRASE_TOO_SHORT: { title: 'Die Passphrase ist zu kurz', next: 'Mindestens 8 Zeichen nehmen; am besten mehrere zufällige Wörter.' },
  PASSPHRASE_TOO_LONG: { title: 'Die Passphrase ist zu lang', next: 'Höchstens 1024 Bytes nehmen.' },
  PASSPHRASE_UNREADABLE: { title: 'Die Passphrase konnte nicht gelesen werden', next: ways },
  RECOVERY_KIT_TYPO: {
    title: 'Das Wiederherstellungsblatt wurde nicht richtig abgetippt',
    next: 'Die Gruppen mit dem Papier vergleichen und berichtigen.',
  },
};
