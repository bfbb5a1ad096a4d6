/**
 * Letters of other scripts that common fonts draw like Latin ones, after lower-casing and NFKC. Ours, and small: the Cyrillic and
 * Greek letters of a Latin alphabet, the digits and pairs that pass for letters. Armenian, Cherokee, mathematical letters beyond
 * what NFKC folds, and accents are not covered; a word that mixes scripts is told separately.
 */
const twins: ReadonlyMap<string, string> = new Map([
  ...pairs(
    'а a',
    'ё e',
    'е e',
    'о o',
    'р p',
    'с c',
    'у y',
    'х x',
    'і i',
    'ї i',
    'ј j',
    'ѕ s',
    'һ h',
    'ԁ d',
    'ԛ q',
    'ԝ w',
    'ӏ i',
    'в b',
    'к k',
    'м m',
    'н h',
    'т t',
    'г r',
    'п n',
  ),
  ...pairs('α a', 'β b', 'ε e', 'η n', 'ι i', 'κ k', 'ν v', 'ο o', 'ρ p', 'τ t', 'υ u', 'χ x', 'γ y', 'ω w'),
  ...pairs('ı i', 'ł l', 'ø o', 'ɑ a', 'ɡ g', '0 o', '1 i', 'l i', '| i', '5 s'),
]);

function pairs(...written: readonly string[]): readonly (readonly [string, string])[] {
  return written.map((pair) => [pair.charAt(0), pair.charAt(2)]);
}

/** What a name looks like: names with the same skeleton can be taken for one another, and are different identities. */
export function skeleton(name: string): string {
  const folded = name
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();
  return Array.from(folded, (letter) => twins.get(letter) ?? letter)
    .join('')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w');
}

/** The first of these names that another name could be taken for, or `null`. The same name is no look-alike. */
export function lookAlike(name: string, known: Iterable<string>, skeletonOf: (name: string) => string = skeleton): string | null {
  const own = skeletonOf(name);
  if (own === '') return null;
  for (const other of known) if (other !== name && skeletonOf(other) === own) return other;
  return null;
}

const scripts = [
  ['Latin', /\p{Script=Latin}/u],
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Greek', /\p{Script=Greek}/u],
] as const;

/** The scripts that one word of a name mixes, of those that look alike; empty when none does. */
export function mixedScripts(name: string): readonly string[] {
  for (const word of name.normalize('NFKC').split(/[^\p{L}\p{M}]+/u)) {
    const used = scripts.filter(([, pattern]) => pattern.test(word)).map(([script]) => script);
    if (used.length > 1) return used;
  }
  return [];
}
