import type { api } from '../api.ts';
import type { captures } from '../captures.ts';
import type { credentials } from '../credentials.ts';
import type { epochs } from '../epochs.ts';
import type { faces } from '../faces.ts';
import type { identities } from '../identities.ts';
import type { laboratory } from '../laboratory.ts';
import type { trustPolicies } from '../trust-policies.ts';
import { bug, fresh, input, refresh, type Twin } from './words.ts';

export const germanApi: Twin<typeof api> = {
  IPC_BAD_ARGS: { title: 'Die Anfrage hat falsche Angaben', next: input },
  IPC_TOO_BIG: { title: 'Die Anfrage ist zu groß', next: input },
  IPC_NO_CHANNEL: { title: 'Eine solche Anfrage gibt es nicht', next: input },
  IPC_BAD_SENDER: { title: 'Die Anfrage kam von einer Stelle, die nicht fragen darf', next: 'Das Fenster neu laden.' },
  IPC_BUSY: { title: 'Zu viele Anfragen auf einmal', next: 'Gleich noch einmal versuchen.' },
  NO_FILE_DIALOG: {
    title: 'Hier gibt es keinen Dateidialog',
    next: 'Das Fenster des Programms, die Seite im Browser oder epochscope backup und restore benutzen.',
  },
  NOT_CONFIRMED: { title: 'Nicht zugestimmt, also wurde nichts geändert', next: 'Noch einmal tun, um wieder gefragt zu werden.' },
  NO_IDENTITY: { title: 'Es gibt noch keine Identität', next: 'Eine anlegen: Sie braucht nur einen Namen.' },
  UNKNOWN_IDENTITY: { title: 'Diese Identität gibt es nicht', next: 'Eine andere wählen.' },
  IDENTITY_NAME: { title: 'Dieser Name geht nicht', next: '1 bis 64 Zeichen nehmen, ohne Zeilenumbrüche oder Steuerzeichen.' },
  UNKNOWN_CONNECTION: { title: 'Diese Verbindung gibt es nicht', next: refresh },
  CONNECTION_REMOVED: { title: 'Ihre Verbindung wurde entfernt, sie lässt sich nicht wieder aufnehmen', next: fresh },
  UNKNOWN_KEY_PACKAGE: {
    title: 'Ein solches KeyPackage gibt es nicht, oder es wird nicht mehr angeboten',
    next: 'Die Liste der KeyPackages auffrischen.',
  },
  UNKNOWN_SESSION: { title: 'Diese Sitzung gibt es nicht', next: fresh },
  UNKNOWN_LISTENER: { title: 'Diesen Lauscher gibt es nicht', next: refresh },
  UNKNOWN_KNOCK: { title: 'Diese Gegenstelle klopft nicht mehr an', next: 'Sie neu verbinden lassen.' },
  UNKNOWN_PIN: { title: 'Diesen Pin gibt es nicht', next: refresh },
  PIN_CHANGED: {
    title: 'Der Schlüssel dieses Kontakts hat sich beim Ansehen geändert',
    next: 'Den Kontakt noch einmal öffnen und den neuen Schlüssel vergleichen.',
  },
  UNKNOWN_ROW: { title: 'Diese Zeile ist nicht mehr in der Aufzeichnung', next: refresh },
  NOT_BYTES: { title: 'Darin sind keine Bytes', next: 'Hexadezimal, base64 oder PEM einfügen oder eine Datei herziehen, die nicht leer ist.' },
  TOO_MANY_FIELDS: {
    title: 'Das hat mehr Felder, als sich auf einmal zeigen lassen',
    next: 'Ausschneiden, was erklärt werden soll, oder `epochscope decode` benutzen.',
  },
  EXPORT_NOT_SAFE: {
    title: 'Die Aufzeichnung ließ sich nicht gefahrlos machen; nichts wurde geschrieben',
    next: 'Sie ohne diese Einstellung exportieren, nur für dich, und diesen Fehler melden.',
  },
  NOT_A_RECORDING: { title: 'Das ist keine Aufzeichnung', next: 'Eine Datei wählen, die dieses Programm exportiert hat, ganz und unverändert.' },
  BAD_FILTER: { title: 'Dieser Filter ist nicht lesbar', next: 'Ihn berichtigen, etwa: type == connection_update && epoch > 3.' },
  BAD_CONTACT_CARD: { title: 'Das ist keine Kontaktkarte', next: 'Den ganzen Text einfügen, der mit epochscope:contact beginnt.' },
  UNKNOWN_SUITE: { title: 'Diese Cipher-Suite gibt es hier nicht', next: 'Eine der aufgeführten wählen.' },
  NO_KEY_FOR_SUITE: { title: 'Die Identität hat keinen Schlüssel für diese Cipher-Suite', next: 'Eine andere Suite oder Identität wählen.' },
  NOT_CONNECTED: { title: 'Die Verbindung ist nicht offen', next: 'Sie wieder aufnehmen, dann noch einmal versuchen.' },
  OWN_LISTENER: {
    title: 'Diese Adresse ist ein eigener Lauscher, und beide Enden können nicht ein Profil teilen',
    next: 'Dem anderen Ende einen eigenen Profilordner geben (--profile-dir oder EPOCHSCOPE_PROFILE_DIR) oder das Vorführpaar starten.',
  },
  STILL_CONNECTED: { title: 'Die Verbindung ist noch in Benutzung', next: 'Sie zuerst schließen oder kappen.' },
  NOTHING_TO_RESUME: { title: 'Es gibt keine Sitzung zum Wiederaufnehmen', next: fresh },
  CANNOT_DIAL: {
    title: 'Die Adresse der Gegenstelle ist nicht bekannt; nur sie kann wieder aufnehmen',
    next: 'Weiter lauschen und die Gegenstelle wieder aufnehmen lassen.',
  },
  SELF_TEST_FAILED: {
    title: 'Die Kryptografie dieses Rechners liefert falsche Ergebnisse',
    next: 'Sie nicht benutzen. Das Programm mit npm start starten; das bringt das richtige Node.js.',
  },
  RNG_FAILED: {
    title: 'Dieser Rechner gibt keine Zufallszahlen, also wurde kein Schlüssel gemacht',
    next: 'Den Rechner neu starten. Ist er die Kopie eines laufenden, frisch starten.',
  },
  IN_USE: { title: 'Das ist in Benutzung', next: 'Zuerst schließen, was es benutzt.' },
  UNEXPECTED: { title: 'Etwas Unerwartetes ging schief', next: bug },
};

export const germanCaptures: Twin<typeof captures> = {
  NOTHING_CAPTURED: {
    title: 'Von dieser Verbindung kam nichts vorbei, solange dieses Programm lief',
    next: 'Mitschnitte leben im Arbeitsspeicher: die Verbindung wieder benutzen, dann exportieren.',
  },
  NO_KEYS_KEPT: {
    title: 'Die Schlüssel dieser Verbindung kennt niemand',
    next: 'Schlüsselprotokolle gibt es nur für Laborverbindungen: ein Vorführpaar starten und eine seiner Seiten exportieren.',
  },
  PLAINTEXT_NOT_CONFIRMED: {
    title: 'Diese Datei ließe andere lesen, was geschützt war',
    next: 'Bestätigen, dass das gewollt ist; auf der Befehlszeile mit --yes.',
  },
  UNKNOWN_HELD_FILE: { title: 'Diese Datei wird nicht mehr bereitgehalten', next: 'Sie noch einmal exportieren.' },
  NOT_A_CAPTURE: { title: 'Das ist kein lesbarer Mitschnitt', next: input },
  CAPTURE_TOO_BIG: {
    title: 'Dieser Mitschnitt ist größer, als gelesen werden kann',
    next: 'Die gesuchte Verbindung als eigenen Mitschnitt sichern.',
  },
  NO_RECORDS_IN_CAPTURE: {
    title: 'In diesem Mitschnitt ist kein MLS-TLS',
    next: 'Einen anderen wählen; er braucht den Anfang einer Verbindung oder ihre Records.',
  },
  NO_KEYS_IN_KEY_LOG: {
    title: 'Kein Schlüssel in diesem Schlüsselprotokoll kann Records von MLS-TLS öffnen',
    next: 'Das Schlüsselprotokoll wählen, das mit diesem Mitschnitt exportiert wurde, oder den Mitschnitt ohne eines öffnen.',
  },
  BAD_KEY_LOG: { title: 'Eine Zeile dieses Schlüsselprotokolls ist nicht, was sie sein soll', next: input },
};

const anew = 'Die Datei neu mit AES-256 schreiben (openssl pkcs12 -export oder openssl pkcs8 -topk8), dann importieren.';

export const germanCredentials: Twin<typeof credentials> = {
  CERT_UNREADABLE: {
    title: 'Das ist kein lesbares Zertifikat und kein lesbarer Schlüssel',
    next: 'Eine Datei in PEM, DER, PKCS#7, PKCS#8 oder PKCS#12 wählen.',
  },
  CERT_TOO_LARGE: { title: 'Das ist größer, als Zertifikate und Schlüssel es sind', next: 'Eine andere Datei wählen.' },
  IMPORT_PASSWORD_NEEDED: { title: 'Die Datei ist verschlüsselt', next: 'Ihr Passwort eingeben.' },
  IMPORT_PASSWORD_WRONG: { title: 'Das Passwort öffnet die Datei nicht', next: 'Ein anderes versuchen. Passt keines, wurde die Datei verändert.' },
  IMPORT_UNSUPPORTED: { title: 'Die Datei benutzt etwas, das dieses Programm nicht kann', next: anew },
  IMPORT_KEY_MISMATCH: {
    title: 'Schlüssel und Zertifikat gehören nicht zusammen',
    next: 'Das Zertifikat wählen, das für diesen Schlüssel ausgestellt wurde.',
  },
  IMPORT_INCOMPLETE: { title: 'Die Datei enthält nicht alles Nötige', next: 'Die Datei mit dem fehlenden Schlüssel oder Zertifikat hinzufügen.' },
  IMPORT_KEY_EXISTS: {
    title: 'Die Identität hat schon einen Schlüssel dieser Art',
    next: 'Ihn als eigene Identität importieren oder sagen, dass er an die Stelle des jetzigen tritt.',
  },
  NO_CERTIFICATES: { title: 'Dieser Schlüssel hat keine Zertifikate', next: 'Welche importieren oder einsetzen, oder die Kontaktkarte exportieren.' },
  NAME_FORM: { title: 'Dieser Name passt in kein Zertifikat', next: input },
  UNKNOWN_AUTHORITY: { title: 'Diese Zertifizierungsstelle gibt es nicht', next: refresh },
};

export const germanEpochs: Twin<typeof epochs> = {
  UNKNOWN_EPOCH: { title: 'Diese Epoche ist nicht in der Aufzeichnung', next: 'Eine wählen, die die Zeitleiste zeigt.' },
};

export const germanFaces: Twin<typeof faces> = {
  NO_CORE: { title: 'Kein Kern dieses Profils läuft', next: 'Einen mit `epochscope daemon` starten oder das Programm öffnen.' },
  CORE_GONE: { title: 'Der Kern antwortet nicht', next: 'Ihn wieder starten: `epochscope daemon` oder das Programm.' },
  SESSION_REQUIRED: { title: 'Diese Seite braucht einen frischen Link', next: '`epochscope ui` ausführen und den Link öffnen. Jeder gilt einmal.' },
  UI_PORT_IN_USE: {
    title: 'Der Port der Oberfläche ist in Benutzung',
    next: 'Mit --ui-port einen anderen wählen oder weglassen und einen freien nehmen.',
  },
  SOCKET_UNSAFE: {
    title: 'Der Ordner des örtlichen Sockets ist nicht privat',
    next: 'Dafür sorgen, dass er dir gehört und kein anderer darin schreiben darf.',
  },
  IMPORT_UNREADABLE: { title: 'Diese Datei kann nicht gelesen werden', next: 'Ihren Namen prüfen und ob du sie lesen darfst.' },
  IMPORT_NOT_FILE: { title: 'Das ist keine gewöhnliche Datei', next: 'Eine Datei wählen; Ordner, Pipes und Geräte lassen sich nicht importieren.' },
  IMPORT_TOO_BIG: {
    title: 'Diese Datei ist zu groß',
    next: 'Ausschneiden, was gebraucht wird; die meisten haben höchstens 1 MiB.',
  },
};

export const germanIdentities: Twin<typeof identities> = {
  LAST_IDENTITY: {
    title: 'Das ist die einzige Identität: Ohne sie kann sich niemand verbinden',
    next: 'Zuerst eine andere anlegen oder bestätigen, dass sie trotzdem stillgelegt werden soll.',
  },
  IDENTITY_NOT_RETIRED: {
    title: 'Schlüssel werden erst vernichtet, wenn die Identität stillgelegt ist',
    next: 'Sie zuerst stilllegen; das lässt sich rückgängig machen.',
  },
  IDENTITY_DESTROYED: {
    title: 'Die Schlüssel dieser Identität wurden vernichtet',
    next: 'Eine neue anlegen; Gegenstellen sehen dann einen anderen Schlüssel.',
  },
  IDENTITY_NAME_DIFFERS: {
    title: 'So heißt die Identität nicht',
    next: 'Ihren Namen genau wiederholen: Danach sind ihre Schlüssel und Sitzungen weg.',
  },
  ROTATION_REFUSED: {
    title: 'Die Gegenstelle hat unsere neue Identität abgelehnt',
    next: `Ihr den neuen Fingerabdruck sagen. Hat sie ihn angenommen, wieder aufnehmen; oder die Gegenstelle wieder aufnehmen lassen, dann geht die Sitzung weiter wie bisher. ${fresh}`,
  },
};

export const germanLaboratory: Twin<typeof laboratory> = {
  UNKNOWN_RUN: { title: 'Diesen Lauf gibt es nicht mehr', next: 'Ihn noch einmal starten: Nur die letzten werden aufbewahrt.' },
  UNKNOWN_CHOICE: { title: 'Dieses Szenario hat keine solche Spielart', next: 'Eine der aufgeführten wählen.' },
  UNKNOWN_RUN_PROFILE: {
    title: 'Der Lauf wurde nicht in diesem Profil gestartet',
    next: 'Ihn mit diesem Profil unter den gewählten noch einmal starten.',
  },
  RUN_NOT_OVER: { title: 'Der Lauf ist nicht zu Ende', next: 'Ihn zu Ende laufen lassen, dann sichern.' },
  RUN_FILE: { title: 'Das ist kein Lauf des Labors', next: 'Eine Datei wählen, die im Labor gesichert wurde, ganz und unverändert.' },
  RUN_FILE_VERSION: {
    title: 'Dieser Lauf wurde von einer späteren Version gesichert',
    next: 'Dieses Programm erneuern oder den Lauf von einer älteren Version sichern lassen.',
  },
  FAULTS_NOT_HERE: {
    title: 'Fehler unterwegs gibt es nur, wenn die Gegenstelle auf diesem Rechner ist',
    next: '127.0.0.1, ::1 oder localhost anwählen, eine Gegenstelle auf diesem Rechner verbinden lassen oder ein Demo-Paar starten. Eine Gegenstelle anderswo wird nie gestört, und ein Lauf bekommt seine Fehler beim Start.',
  },
};

export const germanTrustPolicies: Twin<typeof trustPolicies> = {
  UNKNOWN_POLICY: { title: 'Diese Richtlinie gibt es nicht', next: 'Eine andere wählen oder auf der Seite „Vertrauen“ eine anlegen.' },
  OWN_CREDENTIAL_EXPIRED: {
    title: 'Dein eigenes Zertifikat ist abgelaufen',
    next: 'Unter „Zertifikate“ ein erneuertes importieren oder es entfernen, um mit dem Namen aufzutreten. Die Uhr prüfen.',
  },
  BAD_FINGERPRINT: { title: 'Das ist kein ganzer Fingerabdruck', next: 'Die lange Form kopieren: 52 Buchstaben und Ziffern in Vierergruppen.' },
  BAD_TRUST_FILE: {
    title: 'Diese Datei ist nicht brauchbar',
    next: 'Das Zertifikat einer Zertifizierungsstelle oder ihre Widerrufsliste nehmen, als PEM oder DER.',
  },
  BAD_CHECK_FILE: {
    title: 'In dieser Datei ist nichts zu prüfen',
    next: 'Eine Kontaktkarte, Zertifikate als PEM oder DER oder ein KeyPackage nehmen.',
  },
  NO_PEER_YET: {
    title: 'Das Credential der Gegenstelle ist nicht bekannt',
    next: 'Noch einmal prüfen, sobald die Verbindung ihre Gegenstelle getroffen hat.',
  },
};
