import type { RuleView } from '#shared/contract/inspection.ts';
import { germanRules } from '#shared/words/rules.de.ts';
import { language } from './language.ts';

/** What a rule says, in the language of this page. */
export function ruleText({ id, text }: Pick<RuleView, 'id' | 'text'>): string {
  return language === 'de' ? (germanRules[id] ?? text) : text;
}
