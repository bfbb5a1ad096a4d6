import type { Page } from '@playwright/test';

/** What a page says at each place of a walk: visible texts and accessible names, numbers taken out. */
export type Said = Map<string, ReadonlySet<string>>;

/** Notes what is on screen now under the name of a place. */
export async function note(page: Page, said: Said, place: string): Promise<void> {
  const texts = await page.evaluate(textsOnPage);
  said.set(place, new Set([...(said.get(place) ?? []), ...texts]));
}

/** English words that no German sentence has; names of the protocol have none of them, for they have no spaces. */
const englishWords =
  /(^|[\s(“„])(the|of|and|is|are|was|were|be|been|to|with|by|its|it|this|that|not|no|has|have|from|for|or|your|you|which|would|their|an|on|at|as|we|our|us|if|then|when|what|who|how|only|any|all|each|both|under|after|before|because|nothing|nobody|yet|ago|never|byte|bytes|records|row|rows|key|keys|peer|peers|open|closed|none)(?=$|[\s,.;:)”“])/i;

/**
 * Texts of the German walk that are English: the English walk says the same, or words stand in them that only English has.
 *
 * @param allowed names, quotations and terms that are the same in both languages
 */
export function leftInEnglish(english: Said, german: Said, allowed: readonly RegExp[]): readonly string[] {
  const everything = new Set([...english.values()].flatMap((texts) => [...texts]));
  const found = new Map<string, string>();
  for (const [place, texts] of german) {
    for (const text of texts) {
      const bare = allowed.reduce((left, name) => left.replaceAll(name, ' '), text).trim();
      const same = everything.has(text) && wordsOf(bare) > 1;
      if ((same || englishWords.test(bare)) && !found.has(text)) found.set(text, place);
    }
  }
  return [...found].map(([text, place]) => `${place}: ${text}`);
}

/** Words are of letters; what has digits, dots or underscores in it is a name. */
function wordsOf(text: string): number {
  return text.split(/[\s,;:()“”„·…]+/).filter((word) => /^[\p{L}’'-]{2,}$/u.test(word)).length;
}

/** Runs in the page. */
function textsOnPage(): string[] {
  const found: string[] = [];
  const add = (text: string | null): void => {
    const plain = (text ?? '').replace(/\d+/g, '#').replace(/\s+/g, ' ').trim();
    if (plain !== '') found.push(plain);
  };
  // What a peer or a file says keeps its words; so does the button that offers the other language.
  const foreign = '[lang]:not(html), bdi, style, script';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent && !parent.closest(foreign) && parent.checkVisibility()) add(node.textContent);
  }
  for (const element of document.body.querySelectorAll('[aria-label], [title], [placeholder], [alt], [aria-description], [aria-roledescription]')) {
    if (element.closest(foreign)) continue;
    for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description', 'aria-roledescription']) add(element.getAttribute(name));
  }
  for (const element of document.body.querySelectorAll('option')) add(element.textContent);
  return found;
}
