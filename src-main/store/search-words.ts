/*
 * Text search without a query language: a row has terms, a search has words, and a row is found when each word begins one of its
 * terms. Terms and words consist of letters, digits and a joining mark alone, so that nothing a peer chose is ever syntax.
 */

/** Stands for whatever separated the parts of a word: `10.0.0.1:7443` is `10·0·0·1·7443`. */
const joint = '·';

/** Longest term, letters; ends of one word; words of a search that count. Our own limits. */
const termLength = 80;
const endCount = 12;
const wordCount = 8;

/**
 * What is looked up for these texts: each word, and each end of it that begins behind a separator.
 *
 * @returns terms joined by spaces, each once
 */
export function searchTerms(texts: readonly (string | null)[]): string {
  const terms = texts.flatMap((text) => wordsOf(text ?? '').flatMap(endsOf));
  return [...new Set(terms)].join(' ');
}

/** What must begin a term each. Empty: everything is found. */
export function searchWords(search: string): readonly string[] {
  return [...new Set(wordsOf(search))].slice(0, wordCount);
}

/** Whether every word begins one of the terms. */
export function isFound(terms: string, words: readonly string[]): boolean {
  return words.every((word) => ` ${terms}`.includes(` ${word}`));
}

/** The least text above everything that begins with this. */
export function behind(prefix: string): string {
  return `${prefix}\u{10ffff}`;
}

/** How SQLite orders text: by its UTF-8. */
export function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));
}

function wordsOf(text: string): readonly string[] {
  const plain = text.normalize('NFKC').toLowerCase();
  return plain.split(/\s+/u).flatMap((word) => {
    const joined = word.replace(/[^\p{L}\p{N}\p{M}]+/gu, joint).replace(/^·|·$/g, '');
    return joined === '' ? [] : [[...joined].slice(0, termLength).join('')];
  });
}

function endsOf(word: string): readonly string[] {
  const parts = word.split(joint);
  return parts.slice(0, endCount).map((_, index) => parts.slice(index).join(joint));
}
