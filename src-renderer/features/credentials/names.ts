/** A distinguished name of nothing but the name people see. */
export function subjectFor(name: string): string {
  return `CN=${name.replaceAll(/[\\,+]/g, '\\$&')}`;
}

/** What stands in the lines of a text field. */
export function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
