import { type Said, type SaidOf, say } from '#shared/words/said.ts';
import { trustNotices } from '#shared/words/trust.ts';
import type { Draft, Evidence, Knowledge, Peer, TrustNotice } from './decision.ts';
import { mixedScripts } from './look-alike.ts';
import { noticeWords } from './sentence.ts';

interface Warning {
  readonly text: string;
  readonly said: readonly Said[];
}

/**
 * Adds what should worry a person to the notice of a decision: a name that looks like a known one when a name is new here, and
 * what the steps warn of. Look-alikes are different identities; nothing is allowed or refused for it.
 */
export function warned(draft: Draft, peer: Peer, knowledge: Knowledge, evidence: readonly Evidence[]): Draft {
  const warnings: readonly Warning[] = [
    ...nameWarnings(draft, peer, knowledge).map((said) => ({ text: say(trustNotices, said), said: [said] })),
    ...evidence.flatMap(({ warning }) => (warning === null ? [] : [warning])),
  ];
  if (warnings.length === 0) return draft;
  const lookAlikes = warnings.length > evidence.filter(({ warning }) => warning !== null).length;
  return { ...draft, notice: joined(draft.notice, peer, lookAlikes, warnings) };
}

/** Only where a name appears for the first time: a pinned peer under its usual name was looked at before. */
function nameWarnings(draft: Draft, { name }: Peer, { twinOf }: Knowledge): readonly SaidOf<typeof trustNotices>[] {
  const isNew = draft.notice !== null && ['first-use', 'knocking', 'name-changed', 'identity-moved', 'unchecked'].includes(draft.notice.kind);
  if (!isNew) return [];
  const twin = twinOf(name);
  const scripts = mixedScripts(name);
  return [
    ...(twin === null ? [] : [['looks-like', name, twin] as const]),
    ...(scripts.length === 0 ? [] : [['mixed-scripts', name, scripts.join(', ')] as const]),
  ];
}

function joined(notice: TrustNotice | null, { name }: Peer, lookAlikes: boolean, warnings: readonly Warning[]): TrustNotice {
  const text = warnings.map((warning) => warning.text).join(' ');
  const title = noticeWords(['accepted-with-warning', name]);
  const words = { ...title, text, said: { ...title.said, text: warnings.flatMap(({ said }) => said) } };
  if (notice === null) return { kind: 'check', level: 'warning', ...words };
  const level = notice.level === 'info' ? 'warning' : notice.level;
  const kind = lookAlikes && (notice.kind === 'first-use' || notice.kind === 'knocking') ? 'look-alike' : notice.kind;
  const said = { ...notice.said, text: [...words.said.text, ...notice.said.text] };
  return { ...notice, kind, level, text: `${words.text} ${notice.text}`, said };
}
