import type { SessionDetailView, SessionView } from '#shared/contract/sessions.ts';
import type { Translated } from '../../format/language.ts';
import type { english } from './texts.ts';

export const german: Translated<typeof english> = {
  title: 'Wiederaufnehmbare Sitzungen',
  about:
    'Was aufbewahrt wird, damit eine abgebrochene Verbindung weitergehen kann: der Gruppenzustand, versiegelt auf der Platte. Eine Sitzung bleibt, bis du sie vergisst oder die Gegenstelle ihr nicht mehr folgen kann.',
  none: 'Keine Sitzung wird aufbewahrt',
  noneText: 'Eine Sitzung erscheint hier, sobald ein Handshake fertig ist, und bleibt, wenn die Verbindung abbricht oder endet.',
  noMatch: 'Nichts passt',
  noMatchText: 'Es gibt Sitzungen, aber keine mit diesen Wörtern und Filtern.',
  showAll: 'Alle zeigen',
  loading: 'Sitzungen werden gelesen',
  failed: 'Die Sitzungen konnten nicht gelesen werden',
  search: 'Sitzungen durchsuchen',
  searchHint: 'Name, Fingerabdruck, Adresse oder Kennung',
  filters: 'Filter',
  order: 'Reihenfolge',
  orders: { used: 'Zuletzt benutzte zuerst', created: 'Neueste zuerst', epoch: 'Höchste Epoche zuerst', peer: 'Nach Namen' },
  anyProfile: 'Jedes Profil',
  anySuite: 'Jede Suite',
  anyCredential: 'Jeder Stand des Credentials',
  mark: 'Markieren',
  marked: 'Markiert',
  unmark: 'Keine markieren',
  compareMarked: 'Beide vergleichen',
  forgetMarked: (count) => `${count} markierte vergessen…`,
  forgetMany: (count) => (count === 1 ? 'Eine Sitzung vergessen?' : `${count} Sitzungen vergessen?`),
  forgetManyText:
    'Ihre Schlüssel werden vernichtet. Die Verbindungen lassen sich dann nicht wieder aufnehmen, nur neu beginnen. Das lässt sich nicht rückgängig machen.',
  forgotten: (count) => (count === 1 ? 'Eine Sitzung ist vergessen' : `${count} Sitzungen sind vergessen`),
  peer: 'Gegenstelle',
  epoch: 'Epoche',
  standing: 'Stand',
  used: 'Zuletzt benutzt',
  size: 'Größe',
  inbound: 'eingehend',
  ready: 'Bereit zur Wiederaufnahme',
  live: 'Gerade in Benutzung',
  detail: (peer) => `Sitzung mit ${peer}`,
  closeDetail: 'Einzelheiten schließen',
  credential: 'Credential der Gegenstelle',
  credentials: {
    pinned: 'Gepinnter Schlüssel',
    'first-use': 'Beim ersten Mal gepinnt',
    certificate: 'Zertifikat geprüft',
    listed: 'Auf einer Erlaubnisliste',
    unchecked: 'Nicht geprüft',
    changed: 'Bei der letzten Wiederaufnahme abgelehnt',
    expired: 'Bei der letzten Wiederaufnahme abgelaufen',
    revoked: 'Widerrufen',
    unknown: 'Nicht notiert',
  } satisfies { readonly [C in SessionView['credential']]: string },
  profile: 'Profil',
  suite: 'Suite',
  address: 'Adresse',
  begun: 'Begonnen',
  lineage: 'Herkunft',
  lineageText: (role: SessionView['foundingRole'], { direction, marked, connection }: SessionDetailView) => {
    const founded = role === 'founding-initiator' ? 'von uns gegründet' : 'von der Gegenstelle gegründet';
    const way = direction === 'outbound' ? 'wir haben gewählt' : 'die Gegenstelle hat gewählt';
    const since =
      connection === null
        ? ''
        : `; ${connection.attempts} Transporte, Updates: ${connection.updates.ours} von uns, ${connection.updates.theirs} von der Gegenstelle`;
    return `${founded}, ${way}${marked ? '' : ', ohne Komponente'}${since}`;
  },
  generation: 'Generation',
  generationText: (generation) => `${generation} gespeicherte Schritte`,
  identity: 'Eigene Identität',
  peerKey: 'Fingerabdruck des Schlüssels der Gegenstelle',
  copyKey: 'Fingerabdruck kopieren',
  id: 'Sitzungskennung',
  copyId: 'Sitzungskennung kopieren',
  resume: 'Wieder aufnehmen',
  show: 'Verbindung zeigen',
  forget: 'Vergessen…',
  forgetTitle: (peer) => `Die Sitzung mit ${peer} vergessen?`,
  forgetText:
    'Ihre Schlüssel werden vernichtet. Die Verbindung lässt sich dann nicht wieder aufnehmen, nur neu beginnen. Das lässt sich nicht rückgängig machen.',
  forgetConfirm: 'Für immer vergessen',
  suspect: 'Als verdächtig markieren…',
  suspectTitle: (peer) => `Die Sitzung mit ${peer} als verdächtig markieren?`,
  suspectText:
    'Richtig, wenn ihr Zustand oder der der Gegenstelle kopiert worden sein kann. Eine Verbindung, die sie benutzt, wird getrennt, und ihre Schlüssel werden vernichtet: der Gruppenzustand, was unterwegs ist und die Grundlage früher Daten. Die Zeile bleibt als Beleg. Nur ein neuer Handshake mit der Gegenstelle ersetzt sie. Das lässt sich nicht rückgängig machen.',
  suspectConfirm: 'Ihre Schlüssel vernichten',
  pending: { none: null, update: 'eigenes Update unterwegs', request: 'Wiederaufnahme angefragt', response: 'Wiederaufnahme beantwortet' },
  tried: 'Das ging nicht',
  toggles: {
    live: 'In Benutzung',
    pending: 'Etwas im Gange',
    unconfirmed: 'Nicht bestätigt',
    suspect: 'Verdächtig',
    quarantined: 'In Quarantäne',
    idle: 'Seit 90 Tagen unbenutzt',
    large: 'Größer als 16 KiB',
  },
  insecure: 'unsicher',
  subject: (peer, epoch, id) => `${peer}, Epoche ${epoch}, ${id}`,
};
