import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';

/** What stands on a page now: visible texts, accessible names, tips. Without what a peer, a file or the other language says. */
export function textsOn(page: Page): Promise<readonly string[]> {
  return page.evaluate(readTexts);
}

/** Words that no German sentence has; names of the protocol have none of them, for they have no spaces. */
const englishWords =
  /(?<![\p{L}\d_-])(the|of|and|is|are|were|be|been|to|with|by|its|it|this|that|has|have|from|for|or|your|you|which|would|their|them|at|as|our|us|if|then|when|what|who|how|only|any|each|both|under|after|before|because|nothing|nobody|yet|ago|never|not|byte|records|row|rows|key|keys|peer|peers|open|closed|none|sent|received|valid|until|expired|trusted|pinned|unknown|absent|yes|true|false|list|empty|known|new|use|used|name|date|day|days|hours|seconds|minutes|today|value|data|size|no|certificate|signature|policy|failed|missing|damaged|refused|found|The|This|It|Key|Keys|Peer|Policy|Certificate|Not|No)(?![\p{L}\d_-])/gu;

/** Sentences and parts of sentences of the English catalogues, as they stand in the sources: three words or more. */
const englishPhrases: ReadonlySet<string> = new Set(
  catalogues().flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g)]
      .flatMap(([, quoted, template]) => (quoted ?? template ?? '').split(/\$\{[^}]*\}/))
      .map((part) => part.trim())
      .filter((part) => part.split(/\s+/).filter((word) => /^\p{L}{2,}/u.test(word)).length >= 3),
  ),
);

/**
 * What of a text is English.
 *
 * @param same names and quotations that are the same in both languages
 */
export function englishIn(text: string, same: RegExp): readonly string[] {
  const bare = text.replace(same, ' ');
  const phrase = [...englishPhrases].find((one) => bare.includes(one));
  return [...(phrase === undefined ? [] : [phrase]), ...[...bare.matchAll(englishWords)].map(([word]) => word)];
}

function catalogues(): readonly string[] {
  const root = join(import.meta.dirname, '../../..');
  const all = [
    'src-renderer/**/texts.ts',
    'src-renderer/features/help/glossary.ts',
    'src-shared/words/*.ts',
    'src-shared/errors/*.ts',
    'src-shared/*-words.ts',
  ];
  return globSync(all, { cwd: root })
    .filter((name) => !name.endsWith('.de.ts'))
    .map((name) => join(root, name));
}

/** Runs in the page. */
function readTexts(): string[] {
  const found = new Set<string>();
  const add = (text: string | null): void => {
    const plain = (text ?? '').replace(/\s+/g, ' ').trim();
    if (plain !== '') found.add(plain);
  };
  const foreign = '[lang]:not(html), [translate="no"], code, style, script, textarea';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent && !parent.closest(foreign) && (parent.checkVisibility() || parent.closest('option'))) add(node.textContent);
  }
  for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description', 'aria-roledescription', 'aria-valuetext']) {
    for (const element of document.body.querySelectorAll(`[${name}]`)) if (!element.closest(foreign)) add(element.getAttribute(name));
  }
  return [...found];
}
