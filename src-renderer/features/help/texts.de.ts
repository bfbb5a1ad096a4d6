import { formatCount } from '../../format/bytes.ts';
import type { Translated } from '../../format/language.ts';
import type { english } from './texts.ts';

export const german: Translated<typeof english> = {
  source: 'Quelle:',
  ours: 'Epochscopes Protokollnotizen',
  glossary: {
    title: 'Glossar',
    about:
      'Die Wörter der Spezifikationen, wie sie hier gebraucht werden; ihre eigenen Namen bleiben englisch. Wo eines gepunktet unterstrichen ist: darauf zeigen, es fokussieren oder Enter drücken; Escape schließt.',
    search: 'Glossar durchsuchen',
    placeholder: 'Epoche, Commit, Forward Secrecy …',
    none: 'Kein Begriff passt',
    noneText: 'Nach einem Teil eines Wortes suchen, oder die Suche leeren, um alle zu sehen.',
    count: (count) => (count === 1 ? '1 Begriff' : `${count} Begriffe`),
  },
  primer: {
    title: 'Deine Verbindung, Schritt für Schritt',
    about: 'Das Protokoll, erklärt an den Nachrichten einer eigenen Verbindung. Jeder Schritt führt zu seiner Zeile.',
    which: 'Verbindung',
    none: 'Keine Verbindung zu lesen',
    noneText: 'Mit einer Gegenstelle verbinden oder ein Vorführpaar starten: Hier werden die Nachrichten erklärt.',
    empty: 'Noch ist nichts geschehen',
    emptyText: 'Mit der ersten Nachricht erscheinen Schritte.',
    loading: 'Die Aufzeichnung wird gelesen',
    failed: 'Die Aufzeichnung ist nicht lesbar',
    steps: 'Schritte',
    show: 'In der Leiter zeigen',
    showRow: (row) => `In der Leiter zeigen, Zeile ${formatCount(row)}`,
    more: (count) => `Die ersten ${count} Schritte sind gezeigt; die Leiter hat den Rest.`,
    rules: 'Regeln:',
  },
  steps: {
    attempt: (attempt) => `Ein neuer Transport, der ${attempt}.: Der vorige wurde getrennt. Die Sitzung ist noch da und wird wieder aufgenommen.`,
    client_hello: (who, bytes) =>
      `${who} hat die Verbindung mit ${bytes} Bytes im Klartext eröffnet: mit einem frischen KeyPackage, nur für diese Verbindung gemacht und signiert. Es sagt: Mach eine Gruppe mit mir.`,
    server_hello: (who, bytes, joins) =>
      `${who} hat eine neue Gruppe von zweien gemacht und ein Welcome von ${bytes} Bytes gesendet. Seine Geheimnisse sind für das KeyPackage verschlüsselt; nur ${joins} kann beitreten.`,
    connection_update: (who, bytes, epoch) =>
      `${who} hat einen Commit von ${bytes} Bytes unter den Schlüsseln von Epoche ${epoch} gesendet: frische Geheimnisse für eine neue Epoche, von denen ein Angreifer mit alten Schlüsseln nichts weiß.`,
    epoch_key_update: (who) => `${who} hat gesagt: Das ist der letzte Record unter dem alten Schlüssel. Der nächste steht unter der neuen Epoche.`,
    resumption_request: (who, bytes) =>
      `${who} hat gebeten, die Sitzung wieder aufzunehmen: ${bytes} Bytes mit einem Commit auf die letzte bekannte Epoche. Kein Schlüssel des alten Transports wird wieder gebraucht.`,
    resumption_response: (who, bytes) => `${who} hat mit einem eigenen Commit von ${bytes} Bytes geantwortet. Beide haben nun neue Schlüssel.`,
    resumption: (who, bytes) => `${who} hat mit ${bytes} Bytes wieder aufgenommen: ein Commit, an den die neuen Schlüssel gebunden sind.`,
    resumption_status: (who) => `${who} hat gesagt, was von der Wiederaufnahme zu sehen war, damit beide wissen, dass sie übereinstimmen.`,
    key_update: (who) => `${who} hat den Sendeschlüssel innerhalb der Epoche gewechselt.`,
    other: (who, title, bytes) => `${who} hat ${title} gesendet, ${bytes} Bytes.`,
    accepted: (peer) => `Der Authentifizierungsdienst wurde gefragt, ob dieser Schlüssel zu ${peer} gehört, und hat ihn angenommen.`,
    refused: (peer, words) =>
      `Der Authentifizierungsdienst wurde gefragt, ob dieser Schlüssel zu ${peer} gehört, und hat ihn nicht angenommen: ${words}.`,
    persisted: (words) =>
      `${words}: Das geschieht, bevor etwas hinausgeht, das davon abhängt; kein Absturz kann die Sitzung in einen alten Zustand zurückbringen.`,
    persistedAgain: (words) => `${words}: wieder zuerst gespeichert.`,
    epoch: (epoch, reason) => `Epoche ${epoch} begann, denn ${reason}. Ihre Schlüssel schützen die Records.`,
    epochOnTheWay: (epoch, reason) =>
      `Epoche ${epoch} begann, denn ${reason}. Ihr früher Schlüssel schützt den ersten Flug; die Records gehen unter der nächsten Epoche weiter.`,
    reasons: {
      handshake: 'der Handshake hat die Gruppe gegründet',
      update: (who) => `ein Update hat sie gemacht (${who})`,
      resumption: (who) => `ein Commit bei der Wiederaufnahme hat sie gemacht (${who})`,
      unknown: 'ein Commit wurde angewandt',
    },
    emptyRecord: (who, epoch) =>
      `${who} hat einen leeren Record gesendet, den ersten unter den Schlüsseln von Epoche ${epoch}: Nur wer den Schlüssel des KeyPackage hat, kann ihn machen; damit ist der Handshake bestätigt.`,
    data: (who, epoch, key) =>
      `${who} hat die ersten Daten unter ${key === 'early' ? 'dem frühen Schlüssel' : `den Schlüsseln von Epoche ${epoch}`} gesendet.`,
    closed: (who) => `${who} hat gesagt, dass nichts mehr kommt. Ein Strom ohne dies wäre abgeschnitten.`,
    alert: (who, title) => `${who} hat die Verbindung mit dem Alert ${title} beendet.`,
    failed: (words) => `Die Verbindung ist gescheitert: ${words}. Die gespeicherte Sitzung ist wie zuvor.`,
    ended: (words) => `Die Verbindung ist zu Ende: ${words}.`,
    decision: (words) => `${words}.`,
    you: 'Diese Seite',
    yourself: 'diese Seite',
    peer: 'Die Gegenstelle',
    thePeer: 'die Gegenstelle',
    named: (name) => `${name} (diese Seite)`,
  },
  intro: {
    label: 'Erste Schritte',
    step: (step) => `Erste Schritte, ${step} von 3`,
    skip: 'Überspringen',
    back: 'Zurück',
    next: 'Weiter',
    done: 'Fertig',
    screens: [
      {
        title: 'Zwei Gegenstellen, eine MLS-Gruppe aus zweien',
        text: 'MLS-TLS schützt eine Verbindung mit Schlüsseln aus einer Gruppe, die genau zwei Mitglieder hat. Beide können diese Schlüssel jederzeit erneuern und die Verbindung wieder aufnehmen, nachdem sie abgebrochen ist.',
      },
      {
        title: 'Eine live ansehen',
        text: 'Beide Gegenstellen laufen hier, über einen echten Socket dieses Rechners. Zu sehen sind ihre echten Nachrichten, von der Seite, die sich verbunden hat.',
      },
      {
        title: 'Die Schlüssel erneuern',
        text: 'Ein Update beginnt eine neue Epoche: Schlüssel, die vorher gestohlen wurden, sind danach nichts mehr wert. Beide Seiten müssen dieselbe Zahl zeigen.',
      },
    ],
    start: 'Zwei Gegenstellen starten',
    starting: 'Sie geben sich die Hand …',
    update: 'Ein Update machen',
    look: 'Genau ansehen',
    initiator: 'hat verbunden',
    responder: 'hat gelauscht',
    noEpoch: 'noch keine Epoche',
    messages: 'Letzte Nachrichten',
    notYet: 'Die beiden auf der Seite davor starten.',
  },
  menu: {
    label: 'Hilfe',
    primer: 'Deine Verbindung, Schritt für Schritt',
    glossary: 'Glossar',
    intro: 'Erste Schritte',
    shortcuts: 'Tastenkürzel',
    about: 'Über Epochscope',
  },
};
