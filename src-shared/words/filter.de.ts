import { type filterSentences, type filterWords, nearestField } from './filter.ts';
import type { Translated } from './said.ts';

export const germanFilterSentences: Translated<typeof filterSentences> = {
  'alone': (sign) =>
    `„${sign}“ allein bedeutet hier nichts. ${
      sign === '=' ? 'Mit == vergleichen.' : sign === '&' ? 'Mit && oder „and“ verbinden.' : 'Mit || oder „or“ verbinden.'
    }`,
  'quotation': () => 'Dieses Zitat hat kein Ende: " dahinter setzen.',
  'bracket-too-many': () => 'Hier ist eine schließende Klammer zu viel.',
  'bracket-missing': () => 'Eine schließende Klammer fehlt.',
  'second-comparison': (sign) => `„${sign}“ gehört nicht hierher: ein Feld mit einem Wert vergleichen und Vergleiche mit && oder || verbinden.`,
  'too-deep': () => 'Dieser Filter ist zu tief verschachtelt.',
  'too-long': (length, most) => `Dieser Filter hat ${length} Zeichen; höchstens ${most} sind möglich.`,
  'something-missing': () => 'Hier fehlt etwas: ein Feld oder ein Wort, nach dem gesucht wird.',
  'field-or-word': () => 'Hierher gehört ein Feld oder ein Wort, nach dem gesucht wird.',
  'no-field': (name, fields) => {
    const nearest = nearestField(name, fields);
    return `Ein Feld „${name}“ gibt es nicht. ${nearest === undefined ? `Felder: ${fields}.` : `War „${nearest}“ gemeint?`}`;
  },
  'comparison': () => 'Hierher gehört ein Vergleich.',
  'value-missing': (field) => `Ein Wert, mit dem „${field}“ verglichen wird, fehlt.`,
  'number-comparison': (field) => `„${field}“ ist eine Zahl: mit == != < <= > >= vergleichen.`,
  'number-value': (field, value) => `„${field}“ ist eine Zahl, und „${value}“ ist keine.`,
  'text-comparison': (field) => `„${field}“ ist Text: mit == != ~ !~ vergleichen.`,
  'flag-comparison': (field) => `„${field}“ ist true oder false: mit == oder != vergleichen.`,
  'flag-value': (field) => `„${field}“ ist true oder false.`,
};

export const germanFilterWords: Translated<typeof filterWords> = {
  fields: {
    type: 'Name der Nachricht, des Records oder Ereignisses',
    lane: 'wohin die Zeile gehört',
    dir: 'gesendet oder empfangen',
    key: 'welcher Schlüssel sie schützte',
    epoch: 'Epoche der Sitzung',
    sequence: 'Sequenznummer des Records',
    length: 'Bytes auf der Leitung oder der Nachricht',
    attempt: 'Transport der Verbindung, ab 1',
    row: 'Stelle in der Aufzeichnung',
    rule: 'Regel, die wirkte, etwa R-UPD',
    text: 'alles, was die Zeile sagt',
    field: 'Name oder Wert eines Feldes in ihren Bytes',
    bad: 'etwas ging schief',
    bytes: 'ihre Bytes sind aufgezeichnet',
  },
  signs: {
    '==': 'ist gleich',
    '!=': 'ist nicht',
    '<': 'kleiner als',
    '<=': 'höchstens',
    '>': 'größer als',
    '>=': 'mindestens',
    '~': 'enthält',
    '!~': 'enthält nicht',
    '&&': 'und',
    '||': 'oder',
  },
};
