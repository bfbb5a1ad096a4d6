/**
 * A sentence as its code and what stands in it: the core says which one, the face words it in the language of its reader. The words
 * stand in a catalogue per area, here in English and beside it in German.
 */
export type Said = readonly [code: string, ...values: readonly SaidValue[]];
export type SaidValue = string | number | boolean | null;

/** What a notice says, by code: `words/notices.ts`, `words/trust.ts`. */
export interface NoticeSaid {
  readonly title: Said;
  readonly text: readonly Said[];
}

/** Sentences by code: functions of what stands in them. */
export interface Sentences {
  readonly [code: string]: (...values: never[]) => string;
}

/** What can be said with a catalogue. */
export type SaidOf<C extends Sentences> = {
  readonly [K in keyof C & string]: readonly [K, ...Parameters<C[K]>];
}[keyof C & string];

/** The same catalogue in another language: the same codes, functions of the same parameters, words free. */
export type Translated<T> = T extends string
  ? string
  : T extends (...parameters: infer P) => string
    ? (...parameters: P) => string
    : T extends object
      ? { readonly [K in keyof T]: Translated<T[K]> }
      : T;

/** Words a sentence of the catalogue. */
export function say<C extends Sentences>(sentences: C, said: SaidOf<C>): string {
  return worded(sentences, said) ?? '';
}

/** What a notice says: in English, and by code for faces of other languages. */
export function sayNotice<C extends Sentences>(
  sentences: C,
  title: SaidOf<C>,
  text: readonly SaidOf<C>[],
): { readonly title: string; readonly text: string; readonly said: NoticeSaid } {
  return { title: say(sentences, title), text: text.map((one) => say(sentences, one)).join(' '), said: { title, text } };
}

/**
 * Words what came from elsewhere: another version of the program, or a file.
 *
 * @returns `null` for a code that is not in the catalogue, and for values that its sentence cannot hold
 */
export function worded(sentences: Sentences, said: Said | undefined): string | null {
  if (said === undefined) return null;
  const [code, ...values] = said;
  if (!Object.hasOwn(sentences, code)) return null;
  const sentence = sentences[code] as ((...given: readonly SaidValue[]) => string) | undefined; // files bring any values: see below
  try {
    return sentence?.(...values) ?? null;
  } catch {
    return null; // values that this sentence cannot hold
  }
}

/** One sentence behind the other; `null` when one of them cannot be worded. */
export function wordedAll(sentences: Sentences, said: readonly Said[]): string | null {
  const words = said.map((one) => worded(sentences, one));
  return words.includes(null) ? null : words.join(' ');
}
