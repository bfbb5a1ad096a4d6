import type { Translated } from '../../format/language.ts';
import { formatDate } from '../../format/time.ts';
import type { english } from './texts.ts';

export const german: Translated<typeof english> = {
  pinsTitle: 'Gepinnte Schlüssel',
  pinsAbout:
    'Schlüssel, denen du glaubst. Ein ausdrücklicher Pin gilt an jeder Adresse; einer vom ersten Mal gilt für seine Adresse. Eine Gegenstelle, die dort einen anderen Schlüssel zeigt, wird angehalten; es wird nicht nachgefragt.',
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
  fingerprint: 'Fingerabdruck',
  holds: 'Gilt',
  anywhere: 'Überall',
  onFirstUse: 'erstes Mal',
  explicit: 'ausdrücklich',
  fixed: 'fest',
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
      ? ' Eine gespeicherte Sitzung mit dieser Gegenstelle wird vernichtet und lässt sich nicht wieder aufnehmen.'
      : ` ${count} gespeicherte Sitzungen mit dieser Gegenstelle werden vernichtet und lassen sich nicht wieder aufnehmen.`,
  removeConfirm: 'Pin entfernen',
  addTitle: 'Einen Schlüssel pinnen',
  card: 'Kontaktkarte',
  cardHint: 'Die Gegenstelle danach fragen; sie beginnt mit epochscope:contact?',
  cardMissing: 'Die Kontaktkarte der Gegenstelle einfügen.',
  cardWrong: 'Das ist keine Kontaktkarte: Sie muss mit epochscope:contact? beginnen.',
  fixedLabel: 'Fest: der Gegenstelle nie zu einem neuen Schlüssel folgen',
  add: 'Diesen Schlüssel pinnen',
  addFailed: 'Er konnte nicht gepinnt werden',
  added: (name) => `${name} ist gepinnt`,
  knocksTitle: 'Klopft an',
  knocksAbout:
    'Fremde, deren Handshake abgelehnt wurde, weil ihr Schlüssel nicht gepinnt ist. Den Fingerabdruck auf einem anderen Weg mit ihnen vergleichen; „Annehmen“ pinnt den Schlüssel, und ihr nächster Versuch gelingt.',
  noKnocks: 'Niemand klopft an',
  noKnocksText: 'Versucht ein Fremder, sich mit einem deiner Lauscher zu verbinden, wird er abgewiesen und hier geführt.',
  accept: 'Annehmen; der nächste Versuch gelingt',
  accepted: (name) => `${name} ist gepinnt; der nächste Versuch gelingt`,
  dismiss: 'Verwerfen',
  turnedAway: (why) => `Abgewiesen: ${why}`,
  tried: (count) => (count === 1 ? 'einmal versucht' : `${count}-mal versucht`),
  failed: 'Das ging nicht',
  loadingKnocks: 'Es wird gefragt, wer anklopft',
  loadingPins: 'Pins werden gelesen',
  copyFingerprint: 'Fingerabdruck kopieren',
  actions: 'Aktionen',
};
