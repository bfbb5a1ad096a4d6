import type { FieldView } from '#shared/contract/inspection.ts';
import { language } from '../../format/language.ts';
import { germanMeanings, germanNotes, germanReasons, germanShortReasons } from './notes.de.ts';

/** What a field is for, in the language of this page. The most exact name counts, as in the core's glossary. */
export function noteOf({ name, type, note, failure }: FieldView, parentType: string): string | null {
  if (language !== 'de' || note === null) return note;
  if (failure !== null) return germanReasons[failure.reason] ?? note;
  return germanNotes[`${parentType}.${name}`] ?? germanNotes[`${type} ${name}`] ?? germanNotes[type] ?? germanNotes[name] ?? note;
}

/** What a registry says about a value, in the language of this page; names of the registries stay as they are. */
export function meaningOf({ type, value, meaning }: Pick<FieldView, 'type' | 'value' | 'meaning'>): string | null {
  if (language !== 'de' || meaning === null) return meaning;
  return germanMeanings[`${type} ${value}`] ?? germanMeanings[meaning] ?? meaning;
}

/** Why bytes cannot be read, as part of a sentence. */
export function reasonOf(reason: string): string {
  return language === 'de' ? (germanShortReasons[reason] ?? reason) : reason;
}
