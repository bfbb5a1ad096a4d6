import type { FieldView } from '#shared/contract/inspection.ts';
import { language } from '../../format/language.ts';
import { germanNotes, germanReasons } from './notes.de.ts';

/** What a field is for, in the language of this page. The most exact name counts, as in the core's glossary. */
export function noteOf({ name, type, note, failure }: FieldView, parentType: string): string | null {
  if (language !== 'de' || note === null) return note;
  if (failure !== null) return germanReasons[failure.reason] ?? note;
  return germanNotes[`${parentType}.${name}`] ?? germanNotes[`${type} ${name}`] ?? germanNotes[type] ?? germanNotes[name] ?? note;
}
