import type { FieldView } from '#shared/contract/inspection.ts';
import { language } from '../../format/language.ts';
import { texts } from './texts.ts';
import { germanShortReasons } from '#shared/words/details.de.ts';
import { germanMeanings, germanNotes, germanReasons } from './notes.de.ts';

/** What a field is for, in the language of this page. The most exact name counts, as in the core's glossary. */
export function noteOf({ name, type, note, failure }: FieldView, parentType: string): string | null {
  if (language !== 'de' || note === null) return note;
  if (failure !== null) return germanReasons[failure.reason] ?? note;
  return germanNotes[`${parentType}.${name}`] ?? germanNotes[`${type} ${name}`] ?? germanNotes[type] ?? germanNotes[name] ?? note;
}

/** What a field is called: a record of a stream by its number and what it carries, everything else as the specification does. */
export function fieldName({ name, type, parts }: Pick<FieldView, 'name' | 'type' | 'parts'>): string {
  const place = type === 'TLSPlaintext' || type === 'TLSCiphertext' ? /^\[(\d+)\]$/.exec(name)?.[1] : undefined;
  if (place === undefined) return name;
  return texts.record(Number(place) + 1, parts.find((part) => part.name === 'type')?.meaning ?? null);
}

/** A number as it is usually written: versions of TLS as the bytes that they are. */
export function numberOf({ type, value }: Pick<FieldView, 'type' | 'value'>): string {
  return type === 'TLS ProtocolVersion' ? `0x${Number(value).toString(16).padStart(4, '0')}` : (value ?? '');
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
