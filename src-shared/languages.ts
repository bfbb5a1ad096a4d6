/** Languages of the interface. The command line and the specifications' own names stay English. */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** What the system asks for, among ours. */
export function languageOf(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const known = languages.find((one) => tag.toLowerCase().split('-', 1)[0] === one);
    if (known !== undefined) return known;
  }
  return 'en';
}
