import { formatCount } from '../../format/bytes.ts';
import { greatestKeyPolicy as most, type KeyLimitName } from '#shared/key-policy.ts';
import type { Translated } from '../../format/language.ts';
import type { english } from './texts.ts';

const limits: { readonly [N in KeyLimitName]: { readonly label: string; readonly hint: string; readonly wrong: string } } = {
  updateRecords: {
    label: 'Update nach Records',
    hint: 'Unter einer Epoche, in einer der Richtungen. 0: nie.',
    wrong: `0 für nie angeben oder eine ganze Zahl von 16 bis ${formatCount(most.updateRecords)}.`,
  },
  updateBytes: {
    label: 'Update nach Daten',
    hint: 'Auf der Leitung, in einer der Richtungen. 0: nie.',
    wrong: `0 für nie angeben oder 4 KiB bis ${formatCount(most.updateBytes / 2 ** 30)} GiB, auf das Byte.`,
  },
  updateAge: {
    label: 'Update im Alter, Sekunden',
    hint: 'Seit die Schlüssel in Benutzung kamen, sobald sie Daten trugen. 0: nie.',
    wrong: `0 für nie angeben oder 1 bis ${formatCount(most.updateAge / 1_000)}, auf die Millisekunde.`,
  },
  recordsPerKey: {
    label: 'Schließen nach Records je Schlüssel',
    hint: 'Dann schließt die Verbindung. 0: die Grenze des Verfahrens.',
    wrong: `0 für die Grenze des Verfahrens angeben oder eine ganze Zahl von 64 bis ${formatCount(most.recordsPerKey)}.`,
  },
};

export const german: Translated<typeof english> = {
  title: (peer) => `Schlüsselrichtlinie für ${peer}`,
  about:
    'Was eine Verbindung von selbst tut: Schlüssel erneuern, nach einem Abbruch wiederkommen. Eine Änderung wirkt sofort, auch auf offenen Verbindungen.',
  scope: 'Für',
  scopes: { connection: 'Diese Verbindung', standard: 'Alle Verbindungen' },
  own: 'Sie hat eine eigene Richtlinie.',
  follows: 'Sie folgt der Richtlinie aller Verbindungen. Eine andere hier löst sie davon.',
  limits,
  earlyData: 'Frühe Daten bei der Wiederaufnahme annehmen',
  autoResume: 'Nach einem Abbruch von selbst wieder aufnehmen, mit wachsenden Pausen',
  unit: 'Einheit',
  try: 'Probelauf auf dieser Aufzeichnung',
  save: 'Diese Richtlinie benutzen',
  standard: { connection: 'Allen Verbindungen folgen', standard: 'Zurück zu der des Programms' },
  loading: 'Die Richtlinie wird gelesen',
  failed: 'Die Richtlinie konnte nicht gelesen werden',
  notSaved: 'Die Richtlinie konnte nicht geändert werden',
  notTried: 'Die Richtlinie konnte nicht erprobt werden',
  saved: 'Schlüsselrichtlinie geändert',
  trial: {
    title: 'Was sie getan hätte',
    nothing: 'Von dieser Verbindung ist noch nichts aufgezeichnet.',
    updates: (count, made) =>
      `${count === 0 ? 'Kein Update' : count === 1 ? 'Ein Update' : `${formatCount(count)} Updates`} von selbst; damals verlangten Grenzen ${formatCount(made)}.`,
    lives: (would, did) => `Die langlebigsten Schlüssel hätten ${would} gelebt; sie lebten ${did}.`,
    mean: (would, did) => `Im Mittel ${would} statt ${did}.`,
    span: (time, cut) => `Angesehen: ${time} Aufzeichnung${cut ? ', ihr neuester Teil' : ''}.`,
    why: { records: 'Records', bytes: 'Bytes', age: 'Alter' },
    tick: (why, time) => `Update wegen ${why} um ${time}`,
    marks: 'Auch auf der Zeitleiste der Epochen markiert.',
    axis: (count) => `Zeitachse mit ${count === 1 ? 'einem Update' : `${formatCount(count)} Updates`}, die die Richtlinie ausgeführt hätte`,
  },
};
