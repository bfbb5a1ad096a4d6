/** Why a filter cannot be read. */
export const filterSentences = {
  'alone': (sign: string) =>
    `“${sign}” alone means nothing here. ${sign === '=' ? 'Compare with ==.' : sign === '&' ? 'Join with && or “and”.' : 'Join with || or “or”.'}`,
  'quotation': () => 'This quotation has no end: put " behind it.',
  'bracket-too-many': () => 'There is a closing bracket too many.',
  'bracket-missing': () => 'A closing bracket is missing.',
  'second-comparison': (sign: string) => `“${sign}” does not belong here: compare one field with one value, and join comparisons with && or ||.`,
  'too-deep': () => 'This filter is nested too deeply.',
  'too-long': (length: number, most: number) => `This filter has ${length} characters; ${most} is the most there can be.`,
  'something-missing': () => 'Something is missing here: a field, or a word to search for.',
  'field-or-word': () => 'A field or a word to search for belongs here.',
  'no-field': (name: string, fields: string) => {
    const nearest = nearestField(name, fields);
    return `There is no field “${name}”. ${nearest === undefined ? `Fields: ${fields}.` : `Did you mean “${nearest}”?`}`;
  },
  'comparison': () => 'A comparison belongs here.',
  'value-missing': (field: string) => `A value to compare “${field}” with is missing.`,
  'number-comparison': (field: string) => `“${field}” is a number: compare it with == != < <= > >=.`,
  'number-value': (field: string, value: string) => `“${field}” is a number, and “${value}” is none.`,
  'text-comparison': (field: string) => `“${field}” is text: compare it with == != ~ !~.`,
  'flag-comparison': (field: string) => `“${field}” is true or false: compare it with == or !=.`,
  'flag-value': (field: string) => `“${field}” is true or false.`,
} as const;

/** The field that somebody began to write, or wrote more of. @param fields names, separated by commas */
export function nearestField(name: string, fields: string): string | undefined {
  const begun = name.toLowerCase();
  return fields.split(', ').find((field) => begun.length > 1 && (field.startsWith(begun) || begun.startsWith(field)));
}

/** What fields hold and comparisons mean, for completions. */
export const filterWords = {
  fields: {
    type: 'name of the message, record or event',
    lane: 'where the row belongs',
    dir: 'sent or received',
    key: 'which key protected it',
    epoch: 'epoch of the session',
    sequence: 'record sequence number',
    length: 'bytes on the wire, or of the message',
    attempt: 'transport of the connection, from 1',
    row: 'place in the recording',
    rule: 'rule at work, such as R-UPD',
    text: 'anything the row says',
    field: 'name or value of a field in its bytes',
    bad: 'something went wrong',
    bytes: 'its bytes are recorded',
  },
  signs: {
    '==': 'equals',
    '!=': 'is not',
    '<': 'less than',
    '<=': 'at most',
    '>': 'more than',
    '>=': 'at least',
    '~': 'contains',
    '!~': 'does not contain',
    '&&': 'and',
    '||': 'or',
  },
} as const;
