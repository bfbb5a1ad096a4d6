import type { Translated } from './language.ts';
import type { english } from './shared-words.ts';

export const german: Translated<typeof english> = {
  earlyData: {
    'accepted': 'die Gegenstelle hat sie genommen',
    'not-accepted': 'die Gegenstelle hat sie nicht genommen; noch einmal senden, wenn sie ankommen sollen',
    'not-sent': 'sie wurden nicht gesendet, weil die Gegenstelle zuerst wieder aufgenommen hat; jetzt senden',
  },
  ownIdentity: {
    current: 'jetziger Schlüssel und Name',
    updating: 'wechselt zum neuen Schlüssel oder Namen',
    behind: 'ein früherer Schlüssel oder Name; er folgt, sobald die Verbindung offen ist',
    refused: 'ein früherer Schlüssel oder Name; die Gegenstelle hat den neuen abgelehnt',
    retired: 'die Identität wurde stillgelegt',
  },
  postQuantum: {
    none: 'Klassisch: Aufgezeichneter Verkehr wäre lesbar, sobald es große Quantencomputer gibt.',
    confidentiality:
      'Nur die Vertraulichkeit ist quantensicher: Aufgezeichneter Verkehr bleibt späteren Quantencomputern verschlossen; die Signaturen sind klassisch.',
    'confidentiality and authentication':
      'Vertraulichkeit und Authentifizierung sind quantensicher: Auch die Signaturen halten Quantencomputern stand.',
  },
  postQuantumBadge: {
    none: null,
    confidentiality: 'quantensicher vertraulich',
    'confidentiality and authentication': 'quantensicher, auch authentifiziert',
  },
  steps: {
    pinned: { title: 'Gepinnter Schlüssel', asks: 'ist es ein Schlüssel, der gepinnt wurde?' },
    'first-use': { title: 'Erstes Mal', asks: 'ist hier noch nichts gepinnt? Dann wird der erste Schlüssel gemerkt' },
    confirm: { title: 'Mich fragen', asks: 'jetzt ablehnen, als anklopfend führen und hereinlassen, sobald du zugestimmt hast' },
    unchecked: { title: 'Keine Prüfung', asks: 'nichts: jedem wird geglaubt. Für Labore' },
    x509: { title: 'X.509-Wurzel', asks: 'führt das Zertifikat zu einer Wurzel, der vertraut wird?' },
    'allow-list': { title: 'Erlaubnisliste', asks: 'steht die Gegenstelle auf der Liste? Wenn nicht, wird sie abgelehnt' },
    'deny-list': { title: 'Verbotsliste', asks: 'steht die Gegenstelle auf einer Verbotsliste? Dann wird sie abgelehnt' },
    revocation: { title: 'Widerruf', asks: 'nennt eine Widerrufsliste das Zertifikat?' },
    expiry: { title: 'Gültigkeit', asks: 'gilt das Zertifikat jetzt?' },
    ourselves: { title: 'Spiegelung', asks: 'ist es jemand anderes als wir selbst?' },
    certificate: { title: 'Zertifikat', asks: 'ist das Zertifikat überhaupt brauchbar?' },
    policy: { title: 'Richtlinie', asks: 'gibt es die Richtlinie?' },
  },
  profiles: {
    'draft-00': {
      name: 'Draft 00',
      about: 'MLS-TLS wie veröffentlicht; Updates, die sich kreuzen, sind geregelt, und keine Daten warten darauf.',
    },
    'editor-copy': {
      name: 'Fassung des Editors',
      about:
        'Die frühere Arbeitsfassung von MLS-TLS: hat TLS KeyUpdate, und nur die Seite, die die Sitzung als Initiator gegründet hat, nimmt sie wieder auf.',
    },
    'draft-00-literal': {
      name: 'Draft 00, wörtlich',
      about: 'Der veröffentlichte Text Wort für Wort, um andere daran zu prüfen: Daten warten, solange ein eigenes Update unbeantwortet ist.',
    },
  },
};
