import { toBase64 } from './base64.ts';

/** Largest file that a request takes, bytes. */
const maxFile = 500_000;

/** A file for the core: PEM as it is, other bytes as base64; `null` when it is too big. */
export async function fileText(file: Blob): Promise<string | null> {
  if (file.size > maxFile) return null;
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = new TextDecoder().decode(bytes);
  if (text.includes('-----BEGIN ')) return text;
  return toBase64(bytes);
}
