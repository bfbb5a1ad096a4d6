import type { ExportedFile } from '#shared/contract/credentials.ts';
import { saveFile } from '../../format/save-file.ts';

/** A file of the person, for a request. */
export interface ChosenFile {
  readonly name: string;
  readonly base64: string;
}

/** What one request can carry, characters of base64. The core refuses more. */
const largest = 800_000;

/** @returns `null` for one that is too large to be a certificate or key, or cannot be read */
export async function readChosen(file: File): Promise<ChosenFile | null> {
  if (file.size > largest) return null;
  try {
    return { name: file.name, base64: base64Of(new Uint8Array(await file.arrayBuffer())) };
  } catch {
    return null; // gone, or not readable
  }
}

/** Everything that was chosen and pasted. */
export function allFiles(chosen: readonly ChosenFile[], pasted: string): readonly string[] {
  const text = pasted.trim() === '' ? [] : [base64Of(new TextEncoder().encode(pasted))];
  return [...chosen.map(({ base64 }) => base64), ...text];
}

export function tooLarge(files: readonly string[]): boolean {
  return files.reduce((sum, { length }) => sum + length, 0) > largest;
}

export function saveExported({ name, base64 }: ExportedFile): void {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  saveFile(new Blob([bytes], { type: 'application/octet-stream' }), name);
}

function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
