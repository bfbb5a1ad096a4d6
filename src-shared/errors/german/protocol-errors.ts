import type { alerts } from '../alerts.ts';
import type { failures } from '../failures.ts';
import type { network } from '../network.ts';
import { bug, clocks, disk, fresh, handshake, misbehaviour, report, resume, resumeIfAgreed, type Twin } from './words.ts';

const card = 'Der Gegenstelle die eigene Kontaktkarte geben, damit sie den Schlüssel pinnen kann.';

export const germanAlerts: Twin<typeof alerts> = {
  ALERT_unexpected_message: { title: 'Die Gegenstelle hat unsere Nachricht nicht erwartet', next: report },
  ALERT_bad_record_mac: { title: 'Die Gegenstelle konnte nicht entschlüsseln, was wir sandten', next: resume },
  ALERT_record_overflow: { title: 'Der Gegenstelle war unser Record zu lang', next: report },
  ALERT_handshake_failure: handshake('Die Gegenstelle hat keine Cipher-Suite mit uns gemeinsam'),
  ALERT_bad_certificate: { title: 'Die Gegenstelle hat unseren Schlüssel abgelehnt', next: card },
  ALERT_unsupported_certificate: handshake('Die Gegenstelle kennt unsere Art von Credential nicht'),
  ALERT_certificate_revoked: { title: 'Die Gegenstelle hält unser Credential für widerrufen', next: 'Ein neues Credential besorgen.' },
  ALERT_certificate_expired: { title: 'Die Gegenstelle hält unser Credential oder KeyPackage für abgelaufen', next: clocks },
  ALERT_certificate_unknown: { title: 'Die Gegenstelle konnte unser Credential nicht prüfen', next: card },
  ALERT_illegal_parameter: { title: 'Die Gegenstelle fand einen falschen Wert in unserer Nachricht', next: fresh },
  ALERT_unknown_ca: {
    title: 'Die Gegenstelle kennt unseren Schlüssel nicht',
    next: 'Ihr die eigene Kontaktkarte geben oder sie das Anklopfen annehmen lassen; dann neu verbinden.',
  },
  ALERT_access_denied: { title: 'Die Gegenstelle lässt uns nicht ein', next: 'Sie bitten, das Anklopfen anzunehmen, dann neu verbinden.' },
  ALERT_decode_error: { title: 'Die Gegenstelle konnte unsere Nachricht nicht lesen', next: report },
  ALERT_decrypt_error: { title: 'Die Gegenstelle konnte unsere Nachricht nicht verifizieren', next: fresh },
  ALERT_protocol_version: {
    title: 'Die Gegenstelle nimmt unsere Protokollversion oder unser Profil nicht an',
    next: 'Fragen, welche Profile sie annimmt, eines davon wählen und neu verbinden; Profile werden nie ausgehandelt.',
  },
  ALERT_insufficient_security: handshake('Die Gegenstelle verlangt stärkere Sicherheit'),
  ALERT_internal_error: { title: 'Die Gegenstelle hatte einen inneren Fehler', next: resumeIfAgreed },
  ALERT_inappropriate_fallback: handshake('Die Gegenstelle besteht auf einer stärkeren Cipher-Suite'),
  ALERT_user_canceled: { title: 'Die Gegenstelle hat abgebrochen', next: 'Später noch einmal versuchen.' },
  ALERT_missing_extension: handshake('Der Gegenstelle fehlt die MLS-TLS-Komponente in unserem KeyPackage'),
  ALERT_unsupported_extension: handshake('Die Gegenstelle kennt eine Erweiterung unserer Gruppe nicht'),
  ALERT_unknown_psk_identity: {
    title: 'Die Gegenstelle kann diese Sitzung nicht wieder aufnehmen',
    next: `Ein kopiertes oder wiederhergestelltes Profil kann die Ursache sein. ${fresh}`,
  },
  ALERT_OTHER: { title: 'Die Gegenstelle hat die Verbindung mit einem Alert beendet', next: resumeIfAgreed },
};

export const germanFailures: Twin<typeof failures> = {
  DECODE: misbehaviour('Die Gegenstelle sandte Bytes, die keine gültige Nachricht sind'),
  DECRYPT: { title: 'Ein Record wurde unterwegs verändert oder mit einem anderen Schlüssel geschützt', next: resume },
  CREDENTIAL_bad_certificate: {
    title: 'Der Schlüssel der Gegenstelle wurde abgelehnt',
    next: 'Fingerabdrücke mit der Gegenstelle vergleichen; stimmen sie überein, ihren Schlüssel pinnen.',
  },
  CREDENTIAL_certificate_expired: {
    title: 'Das Credential der Gegenstelle ist abgelaufen',
    next: 'Die Gegenstelle braucht ein neues. Beide Uhren prüfen.',
  },
  CREDENTIAL_certificate_revoked: { title: 'Das Credential der Gegenstelle wurde widerrufen', next: 'Die Gegenstelle braucht ein neues.' },
  CREDENTIAL_unknown_ca: {
    title: 'Der Schlüssel der Gegenstelle ist hier nicht bekannt',
    next: 'Fingerabdrücke vergleichen, ihren Schlüssel pinnen und neu verbinden.',
  },
  CREDENTIAL_access_denied: { title: 'Die Gegenstelle darf hier nicht herein', next: 'Sie unter „Klopft an“ annehmen und neu verbinden lassen.' },
  KEY_CHANGED: {
    title: 'Der Schlüssel der Gegenstelle hat sich geändert: Das kann ein Angriff sein',
    next: 'Fingerabdrücke auf einem anderen Weg vergleichen. Ist der neue Schlüssel richtig, den alten Pin entfernen und neu verbinden.',
  },
  NO_PIN: {
    title: 'Kein Schlüssel ist gepinnt, zu dem diese Gegenstelle passen könnte',
    next: 'Ihre Kontaktkarte hinzufügen oder Vertrauen beim ersten Mal wählen.',
  },
  CREDENTIAL_UNCHECKED: { title: 'Der Schlüssel der Gegenstelle konnte nicht geprüft werden und wurde deshalb abgelehnt', next: disk },
  TRUNCATED: { title: 'Die Verbindung brach ohne Abschied ab', next: resumeIfAgreed },
  TIMEOUT_hello: {
    title: 'Die Gegenstelle antwortete nicht auf den Handshake',
    next: 'Prüfen, ob an dieser Adresse ein MLS-TLS-Lauscher läuft, dann neu verbinden.',
  },
  TIMEOUT_resume: { title: 'Die Gegenstelle antwortete nicht auf die Wiederaufnahme', next: resume },
  'TIMEOUT_epoch-key-update': { title: 'Die Gegenstelle antwortete nicht auf ein Update', next: resume },
  'TIMEOUT_closing-epoch-key-update': { title: 'Die Gegenstelle schloss ein Update nicht ab', next: resume },
  TIMEOUT_authentication: { title: 'Die Prüfung des Schlüssels der Gegenstelle dauerte zu lange', next: 'Noch einmal versuchen.' },
  TIMEOUT_fragment: { title: 'Die Gegenstelle hielt mitten in einer Nachricht an', next: resumeIfAgreed },
  'TIMEOUT_record-stall': { title: 'Die Gegenstelle hielt mitten in einem Record an', next: resumeIfAgreed },
  'TIMEOUT_update-yield': { title: 'Eine Frist lief ab, die keine Verbindung beenden sollte', next: bug },
  TIMEOUT_unconfirmed: { title: 'Die Gegenstelle hat die Sitzung nie bestätigt', next: 'Die Gegenstelle neu verbinden lassen.' },
  'TIMEOUT_age-limit': { title: 'Die Schlüssel sind älter als erlaubt', next: resume },
  ENDED_closed: { title: 'Die Verbindung ist geschlossen', next: 'Sie wieder aufnehmen oder neu verbinden.' },
  ENDED_cut: { title: 'Die Verbindung wurde hier gekappt', next: resume },
  ENDED_aborted: { title: 'Der Versuch wurde abgebrochen', next: 'Nach Belieben neu verbinden.' },
  ENDED_superseded: { title: 'Eine andere Verbindung derselben Sitzung hat übernommen', next: 'Nichts zu tun.' },
  'ENDED_tie-lost': { title: 'Beide Seiten nahmen zugleich wieder auf; der andere Versuch geht weiter', next: 'Nichts zu tun.' },
  'ENDED_key-limit': { title: 'Der Schlüssel hat so viele Records geschützt, wie sicher ist', next: resume },
  STORAGE: { title: 'Der neue Zustand konnte nicht gespeichert werden, also wurde nichts gesendet', next: disk },
  INTERNAL: { title: 'Ein innerer Fehler hat die Verbindung beendet', next: bug },
};

export const germanNetwork: Twin<typeof network> = {
  ECONNREFUSED: { title: 'An dieser Adresse lauscht nichts', next: 'Host und Port prüfen, und ob die Gegenstelle lauscht.' },
  ECONNRESET: { title: 'Das System der Gegenstelle hat die Verbindung fallen gelassen', next: resume },
  ECONNABORTED: { title: 'Der Versuch wurde abgebrochen', next: 'Nach Belieben neu verbinden.' },
  EPIPE: { title: 'Das System der Gegenstelle hat die Verbindung fallen gelassen', next: resume },
  ETIMEDOUT: { title: 'Die Adresse antwortet nicht', next: 'Adresse, Netz und Firewalls auf dem Weg prüfen.' },
  EHOSTUNREACH: { title: 'Zu diesem Host führt kein Weg', next: 'Adresse und Netz prüfen.' },
  ENETUNREACH: { title: 'Zu diesem Netz führt kein Weg', next: 'Die Netzverbindung dieses Rechners prüfen.' },
  EHOSTDOWN: { title: 'Der Host ist aus', next: 'Prüfen, ob der Rechner der Gegenstelle läuft.' },
  ENETDOWN: { title: 'Das Netz ist aus', next: 'Die Netzverbindung dieses Rechners prüfen.' },
  ENOTFOUND: { title: 'Dieser Name hat keine Adresse', next: 'Die Schreibweise des Hosts prüfen.' },
  EAI_AGAIN: { title: 'Der Name ließ sich jetzt nicht auflösen', next: 'Netz und Nameserver prüfen, dann noch einmal versuchen.' },
  EADDRINUSE: { title: 'Ein anderes Programm benutzt diesen Port', next: 'Einen anderen Port wählen oder das andere Programm beenden.' },
  EADDRNOTAVAIL: { title: 'Dieser Rechner hat diese Adresse nicht', next: 'Auf einer Adresse dieses Rechners lauschen oder auf localhost.' },
  EACCES: { title: 'Das System erlaubt diesen Port oder diese Adresse nicht', next: 'Einen Port über 1023 wählen.' },
  EAFNOSUPPORT: { title: 'Dieser Rechner kennt diese Art von Adresse nicht', next: 'Eine IPv4-Adresse oder einen Namen benutzen.' },
  EMFILE: { title: 'Zu viele Verbindungen sind offen', next: 'Einige schließen oder die Grenze für offene Dateien anheben.' },
  OTHER: { title: 'Das Netz meldete einen Fehler', next: 'Das Netz prüfen, dann noch einmal versuchen.' },
};
