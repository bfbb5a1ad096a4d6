import type { ExportedFile } from '#shared/contract/credentials.ts';
import { fromBase64, toBase64 } from '../../format/base64.ts';
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
    return { name: file.name, base64: toBase64(new Uint8Array(await file.arrayBuffer())) };
  } catch {
    return null; // gone, or not readable
  }
}

/** Everything that was chosen and pasted. */
export function allFiles(chosen: readonly ChosenFile[], pasted: string): readonly string[] {
  const text = pasted.trim() === '' ? [] : [toBase64(new TextEncoder().encode(pasted))];
  return [...chosen.map(({ base64 }) => base64), ...text];
}

export function tooLarge(files: readonly string[]): boolean {
  return files.reduce((sum, { length }) => sum + length, 0) > largest;
}

export function saveExported({ name, base64 }: ExportedFile): void {
  saveFile(new Blob([fromBase64(base64)], { type: 'application/octet-stream' }), name);
}
