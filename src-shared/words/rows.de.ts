import type { rowSentences } from './rows.ts';
import type { Translated } from './said.ts';

const checks: ReadonlyMap<string, string> = new Map([
  ['authenticating-initiator', 'Die eröffnende Seite, wie ihr KeyPackage sie zeigt'],
  ['authenticating-responder', 'Die antwortende Seite, wie das Welcome sie zeigt'],
  ['authenticating-update', 'Die Gegenstelle, wie ihr Commit sie zeigt'],
  ['authenticating-response', 'Die Gegenstelle, wie ihre Antwort sie zeigt'],
  ['authenticating-request', 'Die Gegenstelle, wie ihre Bitte um Wiederaufnahme sie zeigt'],
  ['authenticating-resumption', 'Die Gegenstelle, wie ihre Wiederaufnahme sie zeigt'],
]);

const traffic: ReadonlyMap<string, string> = new Map([
  ['c e traffic', 'frühe Daten des Clients'],
  ['c ap traffic', 'Anwendungsdaten des Clients'],
  ['s ap traffic', 'Anwendungsdaten des Servers'],
]);

export const germanRowSentences: Translated<typeof rowSentences> = {
  record: (bytes, wire, protection, epoch) =>
    `${counted(bytes)}${wire ? ' auf der Leitung' : ''}, ${protection === 'epoch' ? `unter Epoche ${epoch}` : protections[protection]}`,
  'key-installed': (sent, label, epoch) => `Zum ${sent ? 'Senden' : 'Empfangen'} in Epoche ${epoch}: ${traffic.get(label) ?? label}, ab Nummer 0`,
  'key-erased': (sent, early, epoch) =>
    `Zum ${sent ? 'Senden' : 'Empfangen'}${early ? ' früher Daten' : ''}${epoch === null ? '' : ` in Epoche ${epoch}`}`,
  persisted: (epoch, pending, standing) =>
    `Epoche ${epoch} ist gespeichert${pending === 'none' ? '' : `, ${pendings[pending]} steht aus`}${
      standing === 'confirmed' ? '' : ` (${standings[standing] ?? standing})`
    }`,
  credential: (purpose, code) => `${checks.get(purpose) ?? purpose}${code === null ? '' : `: ${code}`}`,
  timer: (name) => name,
  transition: (from, to) => (from === to ? `bleibt ${to}` : `${from} → ${to}`),
  epoch: (how, ours) => `Beginnt: ${makers[how](ours)}`,
  identity: (ours, key, credential) =>
    `${ours ? 'Unser Blatt' : 'Das Blatt der Gegenstelle'} zeigt ${
      key
        ? `einen anderen Signaturschlüssel${credential ? ' und ein anderes Credential' : ' mit demselben Credential'}; der Schlüssel davor hat den Wechsel unterschrieben`
        : 'ein anderes Credential mit demselben Signaturschlüssel'
    }`,
  'limit-reached': () => 'Die Schlüssel haben genug getan: Ein Update beginnt von selbst',
  'ignored-message': () => 'Unser eigenes Update läuft: Die Gegenstelle hat dies gesendet, bevor sie davon wusste',
  'ignored-update': () => 'Updates haben sich gekreuzt: Das des Initiators geht weiter, und das ist unseres',
  'dropped-own-update': () => 'Updates haben sich gekreuzt: Das des Initiators geht weiter, und das ist das der Gegenstelle',
  'case-a': () => 'Ihr Commit ist neu in unserer Epoche; ein frischer eigener Commit beantwortet sie (Fall a)',
  'case-b': () => 'Ihr Commit war vor dem Schnitt angewandt; ein frischer eigener Commit beantwortet sie (Fall b)',
  'case-c': () => 'Die Gegenstelle hatte unseren Commit vor dem Schnitt angewandt: übernommen, dann die Bitte angewandt (Fall c)',
  'case-d': () => 'Sie passt zu keinem Zustand, den wir haben; die Sitzung bleibt (Fall d)',
  'case-e': () => 'Auch wir hatten gebeten: Der gründende Initiator antwortet mit der eigenen Bitte (Fall e)',
  'tie-waited': () => 'Beide haben zugleich wieder aufgenommen: Wir sind der gründende Initiator, unsere Bitte geht weiter',
  'tie-yielded': () => 'Beide haben zugleich wieder aufgenommen: Wir sind der gründende Responder und beantworten die Bitte der Gegenstelle',
  'merged-pending': () => 'Die Gegenstelle hatte unseren Commit vor dem Schnitt angewandt',
  client_hello: () => 'Ein frisches KeyPackage eröffnet die Verbindung',
  server_hello: () => 'Ein Welcome in eine neue Gruppe von zweien',
  connection_update: () => 'Ein Commit schlägt die nächste Epoche vor',
  epoch_key_update: () => 'Der letzte Record unter dem Schlüssel seines Absenders',
  resumption_request: () => 'Ein Commit nimmt die Sitzung wieder auf',
  resumption_response: () => 'Ein Commit beantwortet die Wiederaufnahme',
  resumption: () => 'Ein Commit nimmt die Sitzung wieder auf, und die neuen Schlüssel sind an ihn gebunden',
  resumption_status: () => 'Beide haben dieselbe Wiederaufnahme gesehen',
  key_update: (ours, asks) =>
    `Der letzte Record unter ${ours ? 'unserem Schlüssel' : 'dem Schlüssel der Gegenstelle'}; der nächste folgt in derselben Epoche${
      asks ? `; bittet, auch ${ours ? 'den der Gegenstelle' : 'unseren'} zu wechseln` : ''
    }`,
  'unknown-message': () => 'Eine Nachricht einer Art, die hier niemand kennt',
  closing: (ours, authenticated) => `${ours ? 'Wir senden' : 'Die Gegenstelle sendet'} nichts mehr${authenticated ? '' : '; nicht authentifiziert'}`,
  aborting: (ours, authenticated) =>
    `${ours ? 'Wir haben' : 'Die Gegenstelle hat'} die Verbindung beendet${authenticated ? '' : '; nicht authentifiziert'}`,
  faults: (rules) => (rules === null ? 'Records gehen wieder durch, wie sie sind' : `Absichtlich gesetzt: ${rules}`),
  failure: (title, code, alert) => (alert === null ? title : `${title} (${code}, ${alert})`),
};

/** Titles of rows that are words, not names of the protocol. The English ones are what filters ask for. */
export const germanRowTitles: Readonly<Record<string, string>> = {
  'key installed': 'Schlüssel eingesetzt',
  'key erased': 'Schlüssel gelöscht',
  persisted: 'gespeichert',
  'credential accepted': 'Credential angenommen',
  'credential refused': 'Credential abgelehnt',
  'credential unavailable': 'Credential nicht prüfbar',
  'timer set': 'Zeitgeber gestellt',
  'timer cleared': 'Zeitgeber angehalten',
  'timer expired': 'Zeitgeber abgelaufen',
  'our identity changed': 'eigene Identität geändert',
  'the peer’s identity changed': 'Identität der Gegenstelle geändert',
  'key limit near': 'Schlüsselgrenze nah',
  'message ignored': 'Nachricht übergangen',
  'update ignored': 'Update übergangen',
  'own update dropped': 'eigenes Update verworfen',
  'request applied': 'Bitte angewandt',
  'request known': 'Bitte schon bekannt',
  'own commit merged': 'eigener Commit übernommen',
  'request refused': 'Bitte abgelehnt',
  'request crossed': 'Bitten gekreuzt',
  'tie: we wait': 'Gleichstand: wir warten',
  'tie: we yield': 'Gleichstand: wir geben nach',
  faults: 'Fehler unterwegs',
  ended: 'beendet',
  failed: 'gescheitert',
};

/** The title of a row in German; names of the protocol stay. */
export function germanRowTitle(title: string): string {
  const epoch = /^epoch (\d+)$/.exec(title)?.[1];
  return epoch === undefined ? (germanRowTitles[title] ?? title) : `Epoche ${epoch}`;
}

const pendings = { update: 'unser Update', request: 'unsere Bitte um Wiederaufnahme', response: 'unsere Antwort auf die Wiederaufnahme' } as const;

const standings: Readonly<Record<string, string>> = {
  unconfirmed: 'nicht bestätigt',
  suspect: 'verdächtig',
  quarantined: 'in Quarantäne',
};

const protections = { unprotected: 'ungeschützt', early: 'unter dem frühen Schlüssel', unknown: 'unter einem unbekannten Schlüssel' } as const;

const makers: { readonly [H in 'handshake' | 'update' | 'resumption']: (ours: boolean) => string } = {
  handshake: () => 'der Handshake hat sie gegründet',
  update: (ours) => `${ours ? 'unser Update' : 'das Update der Gegenstelle'} hat sie gemacht`,
  resumption: (ours) => `${ours ? 'unser Commit' : 'der Commit der Gegenstelle'} bei der Wiederaufnahme hat sie gemacht`,
};

const counts = new Intl.NumberFormat('de');

function counted(count: number): string {
  if (!Number.isFinite(count)) throw new RangeError('not a count'); // files bring any values, and a format would write 0 for none
  return count === 1 ? '1 Byte' : `${counts.format(count)} Bytes`;
}
