import { formatCount } from '../../format/bytes.ts';
import type { Translated } from '../../format/language.ts';
import { formatDate } from '../../format/time.ts';
import type { english } from './texts.ts';

export const german: Translated<typeof english> = {
  pinsTitle: 'Gepinnte Schlüssel',
  pinsAbout:
    'Schlüssel, denen du traust. Ein Pin, den du aus einer Kontaktkarte machst, gilt an jeder Adresse; einer vom ersten Mal gilt für seine Adresse. Eine Gegenstelle, die dort einen anderen Schlüssel zeigt, wird ohne Nachfrage abgewiesen. Ein fester Pin folgt seiner Gegenstelle nie zu einem neuen Schlüssel.',
  pinsFailed: 'Die Pins ließen sich nicht lesen',
  noPins: 'Kein Schlüssel ist gepinnt',
  noPinsText: 'Unten die Kontaktkarte einer Gegenstelle einfügen, oder mit Vertrauen beim ersten Mal verbinden: dann wird der Schlüssel gepinnt.',
  noMatch: 'Nichts passt',
  noMatchText: 'Es gibt Pins, aber keinen mit diesen Wörtern und Filtern.',
  showAll: 'Alle zeigen',
  more: 'Mehr zeigen',
  search: 'Pins durchsuchen',
  searchHint: 'Name, Fingerabdruck oder Adresse',
  filters: 'Filter',
  order: 'Reihenfolge',
  orders: { created: 'Neueste zuerst', name: 'Nach Namen', seen: 'Zuletzt gesehene zuerst' },
  peer: 'Gegenstelle',
  fingerprint: 'Fingerabdruck des Schlüssels',
  holds: 'Gilt',
  anywhere: 'Überall',
  onFirstUse: 'erstes Mal',
  explicit: 'von Hand',
  fixed: 'fest',
  kinds: { explicit: 'Von Hand', firstUse: 'Erstes Mal', fixed: 'Fest' },
  verified: 'verglichen',
  verifiedOn: (at) => `Als verglichen vermerkt am ${formatDate(at)}`,
  seen: 'Zuletzt gesehen',
  never: 'noch nicht',
  remove: 'Entfernen…',
  removeTitle: (name) => `Den Pin von ${name} entfernen?`,
  removeText:
    'Dem Schlüssel wird nicht mehr geglaubt. Mit Vertrauen beim ersten Mal würde der nächste Schlüssel gepinnt, der sich an jener Adresse zeigt.',
  removeSessions: (count) =>
    count === 1
      ? ' Eine gespeicherte Sitzung mit dieser Gegenstelle wird vernichtet: Sie lässt sich nicht wieder aufnehmen, und eine Verbindung, die sie benutzt, wird getrennt.'
      : ` ${count} gespeicherte Sitzungen mit dieser Gegenstelle werden vernichtet: Sie lassen sich nicht wieder aufnehmen, und Verbindungen, die sie benutzen, werden getrennt.`,
  removeConfirm: 'Pin entfernen',
  menu: (name) => `Was mit dem Pin von ${name} getan werden kann`,
  acts: {
    contact: { label: 'Einzelheiten…', about: 'Alles, was von dieser Gegenstelle bekannt ist: Schlüssel, Namen, Sitzungen' },
    check: { label: 'Credential prüfen', about: 'Die Richtlinien noch einmal nach diesem Schlüssel fragen; ändert nichts' },
    compare: { label: 'Vergleichen mit…', about: 'Als eine der beiden Seiten eines Vergleichs wählen' },
    remove: { label: 'Entfernen…', about: 'Dem Schlüssel wird nicht mehr geglaubt; gespeicherte Sitzungen mit ihm werden vernichtet' },
  },
  addTitle: 'Einen Schlüssel pinnen',
  card: 'Kontaktkarte',
  cardHint: 'Die Gegenstelle danach fragen. Auch ein Bild ihres QR-Codes geht.',
  cardPlaceholder: 'epochscope:contact?v=1&name=…&key=…',
  toAdd: 'Einen Schlüssel pinnen',
  cardMissing: 'Die Kontaktkarte der Gegenstelle einfügen.',
  fixedLabel: 'Fest: der Gegenstelle nie zu einem neuen Schlüssel folgen',
  add: 'Diesen Schlüssel pinnen',
  addFailed: 'Er konnte nicht gepinnt werden',
  added: (name) => `${name} ist gepinnt`,
  knocksTitle: 'Klopft an',
  knocksAbout:
    'Fremde, deren Handshake abgelehnt wurde, weil ihr Schlüssel nicht gepinnt ist. Den Fingerabdruck über einen anderen Kanal mit ihnen vergleichen. „Annehmen“ pinnt den Schlüssel; ihr nächster Versuch gelingt dann.',
  atListener: (address) => `an deinem Lauscher auf ${address}`,
  knocksFailed: 'Wer anklopft, ließ sich nicht lesen',
  noKnocks: 'Niemand klopft an',
  noKnocksText:
    'Versucht ein Fremder, sich mit einem Lauscher zu verbinden, der nur gepinnte Schlüssel annimmt, wird sein Handshake abgewiesen und hier geführt.',
  accept: 'Annehmen; der nächste Versuch gelingt',
  accepted: (name) => `${name} ist gepinnt; der nächste Versuch gelingt`,
  dismiss: 'Verwerfen',
  turnedAway: (why) => `Abgewiesen: ${why}`,
  tried: (count) => (count === 1 ? 'einmal versucht' : `${formatCount(count)}-mal versucht`),
  failed: 'Das ging nicht',
  loadingKnocks: 'Es wird gefragt, wer anklopft',
  loadingPins: 'Pins werden gelesen',
  copyFingerprint: 'Fingerabdruck kopieren',
  actions: 'Aktionen',
};
