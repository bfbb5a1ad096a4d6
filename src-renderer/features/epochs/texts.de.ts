import { formatCount } from '../../format/bytes.ts';
import type { EpochStoryView, KeyStepView, MemberPart } from '#shared/contract/epochs.ts';
import type { EpochView } from '#shared/views.ts';
import type { Translated } from '../../format/language.ts';
import type { english } from './texts.ts';

const by: { readonly [B in EpochView['by']]: string } = { us: 'du', peer: 'Gegenstelle', founding: 'Gründung' };

const cases: { readonly [C in NonNullable<NonNullable<EpochStoryView['resumption']>['case']>]: string } = {
  a: 'Fall a: Der Commit der Anfrage war in unserer Epoche neu; er wurde angewandt und mit einem frischen Commit beantwortet.',
  b: 'Fall b: Der Commit der Anfrage war schon vor dem Abbruch angewandt; nur die Antwort ist neu.',
  c: 'Fall c: Die Gegenstelle hatte unseren wartenden Commit schon vor dem Abbruch angewandt; beide Commits wurden übernommen.',
  d: 'Fall d: Die Anfrage passte zu keinem Zustand hier; die Sitzung blieb, wie sie war.',
  e: 'Fall e: Auch wir hatten angefragt; der gründende Initiator antwortete mit der eigenen Anfrage.',
};
const fates: { readonly [F in KeyStepView['fate']]: string } = {
  intermediate: 'geht weiter, dann überschrieben',
  record: 'schützt Records',
  kept: 'aufbewahrt bis zur nächsten Epoche',
  shown: 'zum Vergleichen',
  mls: 'für MLS selbst',
};
const parts: { readonly [P in MemberPart]: string } = {
  'credential': 'Credential',
  'signature-key': 'Signaturschlüssel',
  'encryption-key': 'Verschlüsselungsschlüssel',
  'capabilities': 'Capabilities',
  'extensions': 'Erweiterungen',
  'source': 'Herkunft',
};

const onTheWay = 'nur früher Schlüssel';

export const german: Translated<typeof english> = {
  name: 'Epochen',
  view: 'Wie Epochen gezeigt werden',
  views: { chart: 'Bild', table: 'Tabelle' },
  by,
  how: { handshake: 'Handshake', update: 'Update', resumption: 'Wiederaufnahme' },
  none: 'Noch keine Epoche. Die erste beginnt, wenn der Handshake fertig ist.',
  noRecord: 'Es ist keine Epoche aufgezeichnet. Die nächste beginnt mit der Wiederaufnahme der Verbindung.',
  emptyTitle: 'Epochen',
  outside: (opened, sealed) =>
    sealed === 0
      ? 'Ein anderswo gemachter Mitschnitt: Geschütztes kam nicht vor.'
      : opened === 0
        ? 'Ein anderswo gemachter Mitschnitt ohne seine Schlüssel: Zu sehen sind nur die Epochen, zu denen Nachrichten im Klartext führen, und nichts von dem, was sie schützten.'
        : `Ein anderswo gemachter Mitschnitt: Zahlen und Zeiten sind die der ${opened} von ${sealed} geschützten Records, die das Schlüsselprotokoll öffnete.`,
  untold: 'Von einer früheren Version geschrieben: Wie die Schlüssel jeder Epoche lebten und wie sie entstand, steht nicht in der Datei.',
  unseen: 'Keine Nachricht im Mitschnitt führt zu einer Epoche, und kein Schlüssel öffnete einen Record.',
  failed: 'Die Epochen konnten nicht gelesen werden',
  onTheWay,
  current: 'in Benutzung',
  scale: 'Breiten folgen der Lebensdauer, gestaucht.',
  earlier: (count) => `${formatCount(count)} frühere in der Tabelle`,
  cut: 'gekappt',
  resumed: 'Schnitt',
  columns: {
    epoch: 'Epoche',
    by: 'Begonnen von',
    how: 'Wie',
    began: 'Begann',
    lived: 'Lebte',
    sent: 'Gesendet',
    received: 'Empfangen',
    attempt: 'Transport',
  },
  detail: (epoch) => `Epoche ${epoch}`,
  detailText: {
    handshake: 'Die erste Epoche der Gruppe: Schlüssel aus dem Handshake.',
    update: {
      us: 'Du hast einen Commit mit frischen Geheimnissen gemacht; beide Richtungen wechselten die Schlüssel.',
      peer: 'Die Gegenstelle hat einen Commit mit frischen Geheimnissen gemacht; beide Richtungen wechselten die Schlüssel.',
      founding: 'Ein Commit mit frischen Geheimnissen.',
    },
    resumption: 'Bei der Wiederaufnahme entstanden: Ein neuer Transport benutzt nie Schlüssel des alten.',
    onTheWay:
      'Der erste der beiden Commits einer Wiederaufnahme. Sein früher Schlüssel schützte den ersten Flug; die Records gehen unter der nächsten Epoche weiter.',
  },
  still: 'noch in Benutzung',
  secrets: {
    show: 'Die Geheimnisse dieser Laborverbindung zeigen',
    banner:
      'Das sind die wirklichen Geheimnisse dieser Epoche. Sie schützen nichts: Beide Enden sind in diesem Labor und mit ihm verschwunden. Keine andere Verbindung hat welche zu zeigen.',
    failed: 'Die Geheimnisse konnten nicht gelesen werden',
    value: 'Wert',
    copy: (step) => `${step} kopieren`,
    unknown: 'auf dieser Seite nicht abgeleitet',
  },
  trial: {
    during: (count) =>
      count === 1 ? 'die erprobte Richtlinie hätte einmal erneuert' : `die erprobte Richtlinie hätte ${formatCount(count)}-mal erneuert`,
    marks: (count) => `Erprobte Richtlinie: ${count === 1 ? '1 Marke' : `${formatCount(count)} Marken`}`,
    clear: 'Die Marken der erprobten Richtlinie wegnehmen',
  },
  page: {
    title: (peer) => `Epochen mit ${peer}`,
    about:
      'Jede Epoche dieser Sitzung, über alle ihre Transporte: wer sie begann, was ihre Schlüssel taten und wie die Gruppe aussah. Die Tasten [ und ] gehen hindurch.',
    back: 'Zurück zur Verbindung',
    loading: 'Epochen werden gelesen',
    failed: 'Die Epochen konnten nicht gelesen werden',
    previous: 'Die Epoche davor',
    next: 'Die Epoche danach',
    place: (at, all, earlier) => `${formatCount(at)} von ${formatCount(all)}${earlier > 0 ? `, ${formatCount(earlier)} frühere nicht gezeigt` : ''}`,
    gone: 'Diese Verbindung ist nicht bekannt',
    open: 'Durchgehen',
    openTip: 'Gruppenzustand, Ratchet-Baum und Schlüsselableitung jeder Epoche',
  },
  age: {
    title: 'Gemessen an der Schlüsselrichtlinie',
    limits: { age: 'Alter', records: 'Records', bytes: 'Bytes' },
    used: (used, of) => `${used} von ${of}`,
    never: 'Keine Grenze verlangt von selbst ein Update.',
    change: 'Richtlinie ändern…',
  },
  healed: {
    title: 'Geheilt:',
    ago: (time) => `vor ${time}`,
    us: 'du',
    peer: 'Gegenstelle',
    both: 'beide',
    never: 'noch nicht',
    about:
      'Wann jede Seite zuletzt einen Commit mit frischen Geheimnissen gemacht hat: Schlüssel von ihr, die vorher bekannt wurden, nützen nichts mehr.',
  },
  story: {
    title: 'Was geschah',
    nothing: 'Nichts Ungewöhnliches.',
    unseen: 'Der Commit, der sie machte, wurde nicht mitgeschnitten.',
    automatic: 'Eine Grenze der Schlüsselrichtlinie verlangte dieses Update.',
    crossing: {
      'peer-ignored': 'Updates kreuzten sich: Das der Gegenstelle wurde übergangen, unseres galt.',
      'own-dropped': 'Updates kreuzten sich: Unseres wurde fallen gelassen, das der Gegenstelle galt.',
    },
    asked: { us: 'Wir fragten die Wiederaufnahme an.', peer: 'Die Gegenstelle fragte die Wiederaufnahme an.' },
    tie: {
      waited: 'Beide nahmen zugleich wieder auf: Wir, der gründende Initiator, warteten auf die Antwort.',
      yielded: 'Beide nahmen zugleich wieder auf: Wir, der gründende Responder, gaben nach.',
    },
    cases,
    carriedOver: 'Ein eigener Commit von vor dem Abbruch wurde übernommen.',
    closed: (attempt) => `Transport ${attempt} wurde ordentlich geschlossen.`,
    ended: (attempt, how) => `Transport ${attempt} endete: ${how}.`,
    ends: {
      'cut': 'gekappt',
      'aborted': 'aufgegeben',
      'superseded': 'ein anderer Transport übernahm',
      'tie-lost': 'die Wiederaufnahme der anderen Seite galt',
      'key-limit': 'sein Schlüssel durfte nichts mehr schützen',
      'truncated': 'ohne Abschied',
      'timeout': 'keine Antwort in der Zeit',
      'alert-received': 'die Gegenstelle sandte einen Alert',
      'credential-refused': 'das Credential der Gegenstelle wurde abgelehnt',
      'unseen': 'ob geordnet, kann von außen niemand sagen',
    },
  },
  keys: {
    title: 'Schlüssel',
    sent: 'Sendend',
    received: 'Empfangend',
    none: 'schützte nichts',
    unseen: 'kein Record wurde geöffnet',
    lived: (from, time) => `ab ${from}, lebte ${time}`,
    inUse: (from, time) => `ab ${from}, seit ${time} in Benutzung`,
  },
  group: {
    title: 'Gruppe',
    changed: 'geändert',
    names: { 'group-id': 'Gruppen-ID', 'suite': 'Suite', 'tree-hash': 'Tree-Hash', 'transcript-hash': 'Bestätigter Transcript-Hash' },
    absent: 'Die Gruppe dieser Epoche steht nicht in der Aufzeichnung: Sie ist von einer früheren Version oder zu alt.',
    outside: 'Die Gruppe steht nie im Klartext auf der Leitung: Ein Mitschnitt zeigt sie nicht.',
    members: 'Mitglieder',
    you: 'du',
    leaf: (index) => `Blatt ${index}`,
    sources: { 'key-package': 'aus einem KeyPackage', update: 'aus einem Update', commit: 'aus einem Commit' },
    signatureKey: 'Signaturschlüssel',
    encryptionKey: 'Verschlüsselungsschlüssel',
    suites: 'Suites',
    parts,
    tree: 'Ratchet-Baum',
    treeAbout: 'Gefüllte Knoten haben seit der Epoche davor einen neuen Schlüssel.',
    leafOf: (member, leaf) => `${member} · Blatt ${leaf}`,
    root: 'Wurzel',
    node: (index) => `Knoten ${index}`,
    nodeName: (name, blank, changed) => `${name}${blank ? ', leer' : ''}${changed ? ', neuer Schlüssel' : ''}`,
    blank: 'leer',
    fields: 'Jedes Feld',
    context: 'GroupContext',
    treeFields: 'Ratchet-Baum',
    which: 'Welche Struktur',
  },
  schedule: {
    title: 'Schlüsselableitung',
    about: 'Vom Commit zu den Record-Schlüsseln. Nur Namen: Geheimnisse bleiben in der Engine, außer bei Laborverbindungen.',
    columns: {
      result: 'Ergebnis',
      made: 'Gemacht durch',
      from: 'Aus',
      label: 'Label',
      context: 'Gebunden an',
      length: 'Bytes',
      fate: 'Danach',
      source: 'Quelle',
    },
    fates,
    publicInputs: {
      'GroupContext': 'GroupContext',
      'empty': 'nichts',
      'zeros': 'Nullen (kein PSK)',
      'no-path': 'Nullen (ein Commit ohne Pfad)',
      'hash-of-nothing': 'Hash von nichts',
      'hash-of-request': 'Hash des resumption_request',
      'hash-of-resumption': 'Hash der resumption-Nachricht',
    },
    empty: 'Die Suite ist noch nicht bekannt.',
    secrets: { path_secret: 'path_secret (des Commits)', init_secret: 'init_secret (Epoche davor)' },
  },
  safety: 'Sicherheitscode dieser Epoche',
  traffic: (bytes, records) => `${bytes} in ${records}`,
  copySafety: 'Sicherheitscode kopieren',
  segment: (epoch, how, maker, current, time, records, bytes) =>
    `Epoche ${epoch}, ${how}, begonnen von: ${maker}, ${time === null ? onTheWay : `${current ? 'in Benutzung seit' : 'lebte'} ${time}`}, ${records}, ${bytes}`,
  table: (name) => `${name}, Tabelle`,
  more: (count) => `${formatCount(count)} weitere zeigen`,
  copyValue: (name) => `${name} kopieren`,
  copyKey: (key, member) => `${key} von ${member} kopieren`,
};
