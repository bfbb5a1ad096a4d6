import type { Draft, Evidence, Knowledge, Peer, TrustNotice } from './decision.ts';
import { mixedScripts } from './look-alike.ts';

/**
 * Adds what should worry a person to the notice of a decision: a name that looks like a known one when a name is new here, and
 * what the steps warn of. Look-alikes are different identities; nothing is allowed or refused for it.
 */
export function warned(draft: Draft, peer: Peer, knowledge: Knowledge, evidence: readonly Evidence[]): Draft {
  const warnings = [...nameWarnings(draft, peer, knowledge), ...evidence.flatMap(({ warning }) => (warning === null ? [] : [warning]))];
  if (warnings.length === 0) return draft;
  const lookAlikes = warnings.length > evidence.filter(({ warning }) => warning !== null).length;
  return { ...draft, notice: joined(draft.notice, peer, lookAlikes, warnings) };
}

/** Only where a name appears for the first time: a pinned peer under its usual name was looked at before. */
function nameWarnings(draft: Draft, { name }: Peer, { twinOf }: Knowledge): readonly string[] {
  const isNew = draft.notice !== null && ['first-use', 'knocking', 'name-changed', 'identity-moved', 'unchecked'].includes(draft.notice.kind);
  if (!isNew) return [];
  const twin = twinOf(name);
  const scripts = mixedScripts(name);
  return [
    ...(twin === null ? [] : [`“${name}” looks like “${twin}”, which you know, but it is another name and another identity.`]),
    ...(scripts.length === 0 ? [] : [`“${name}” mixes ${scripts.join(' and ')} letters in one word, as names made to deceive do.`]),
  ];
}

function joined(notice: TrustNotice | null, { name }: Peer, lookAlikes: boolean, warnings: readonly string[]): TrustNotice {
  const text = warnings.join(' ');
  if (notice === null) return { kind: 'check', level: 'warning', title: `“${name}” was accepted with a warning`, text };
  const level = notice.level === 'info' ? 'warning' : notice.level;
  const kind = lookAlikes && (notice.kind === 'first-use' || notice.kind === 'knocking') ? 'look-alike' : notice.kind;
  return { ...notice, kind, level, text: `${text} ${notice.text}` };
}
