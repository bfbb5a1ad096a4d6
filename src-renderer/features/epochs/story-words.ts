import type { EpochStoryView } from '#shared/contract/epochs.ts';
import { texts } from './texts.ts';

/** What happened on the way to an epoch and in it, one line each; empty when nothing is worth saying. */
export function storyLines(epoch: EpochStoryView): readonly string[] {
  const { unseen, automatic, crossing, resumption, ends } = epoch;
  return [
    ...(unseen === true ? [texts.story.unseen] : []),
    ...(automatic ? [texts.story.automatic] : []),
    ...(crossing === null ? [] : [texts.story.crossing[crossing]]),
    ...(resumption === null ? [] : lineage(resumption)),
    ...ends.map(({ orderly, how, attempt }) => (orderly ? texts.story.closed(attempt) : texts.story.ended(attempt, endWords(how)))),
  ];
}

function lineage({ asked, case: found, carriedOver, tie }: NonNullable<EpochStoryView['resumption']>): readonly string[] {
  return [
    texts.story.asked[asked],
    ...(tie === null ? [] : [texts.story.tie[tie]]),
    ...(found === null ? [] : [texts.story.cases[found]]),
    ...(carriedOver ? [texts.story.carriedOver] : []),
  ];
}

function endWords(how: string): string {
  return Object.hasOwn(texts.story.ends, how) ? texts.story.ends[how as keyof typeof texts.story.ends] : how;
}
