import type { LaboratoryCheckView } from '#shared/contract/laboratory.ts';
import type { DamageView } from '#shared/contract/repair.ts';
import type { EvidenceView } from '#shared/contract/trust-policies.ts';
import type { AppView, NoticeView } from '#shared/views.ts';
import { germanDetailSentences } from '#shared/words/details.de.ts';
import { germanFoundSentences } from '#shared/words/found.de.ts';
import { germanNoticeSentences } from '#shared/words/notices.de.ts';
import { germanProgramSentences } from '#shared/words/program.de.ts';
import { type Said, type Sentences, wordedAll } from '#shared/words/said.ts';
import { germanTrustSentences } from '#shared/words/trust.de.ts';
import { language } from './language.ts';

/** A notice in the language of this page. */
export function noticeWords({ title, text, said }: Pick<NoticeView, 'title' | 'text' | 'said'>): Pick<NoticeView, 'title' | 'text'> {
  return { title: inGerman(germanNoticeSentences, [said.title], title), text: inGerman(germanNoticeSentences, said.text, text) };
}

/** What a step of a policy found, in the language of this page; decisions of before have it in English alone. */
export function evidenceText({ text, said }: Pick<EvidenceView, 'text' | 'said'>): string {
  return inGerman(germanTrustSentences, said, text);
}

/** What a step warns of. */
export function warningText({ warning, warningSaid }: Pick<EvidenceView, 'warning' | 'warningSaid'>): string {
  return inGerman(germanTrustSentences, warningSaid, warning ?? '');
}

/** What the finding of a step consists of. */
export function detailTexts({ details, detailsSaid }: Pick<EvidenceView, 'details' | 'detailsSaid'>): readonly string[] {
  return details.map((detail, at) => inGerman(germanTrustSentences, detailsSaid?.[at], detail));
}

/** What the laboratory found at a check. */
export function foundText({ found, said }: Pick<LaboratoryCheckView, 'found' | 'said'>): string {
  return inGerman(germanFoundSentences, said && [said], found);
}

/** What damage of a profile was found first. */
export function damageReason({ reason, reasonSaid }: Pick<DamageView, 'reason' | 'reasonSaid'>): string {
  return inGerman(germanDetailSentences, reasonSaid, reason);
}

/** What is wrong with the program as it runs. */
export function warningsOf({ warnings, warningsSaid }: Pick<AppView, 'warnings' | 'warningsSaid'>): readonly string[] {
  return warnings.map((warning, at) => inGerman(germanProgramSentences, warningsSaid?.slice(at, at + 1), warning));
}

/** Why a decision fell as it did: what the step found that decided. */
export function explanationText(explanation: string, evidence: readonly EvidenceView[]): string {
  return evidenceText({ text: explanation, said: evidence.find(({ text }) => text === explanation)?.said ?? [] });
}

/** Policies that come with the program have English names; those that people made have theirs. */
const builtIn: Readonly<Record<string, string>> = {
  Always: 'Immer',
  'Pinned keys': 'Gepinnte Schlüssel',
  'Trust on first use': 'Vertrauen beim ersten Mal',
  'Accept any key': 'Jeden Schlüssel annehmen',
  'missing policy': 'fehlende Richtlinie',
};

export function policyName(name: string): string {
  return language === 'de' && Object.hasOwn(builtIn, name) ? (builtIn[name] ?? name) : name;
}

function inGerman(sentences: Sentences, said: readonly Said[] | undefined, english: string): string {
  if (language !== 'de' || said === undefined || said.length === 0) return english;
  return wordedAll(sentences, said) ?? english;
}
