import { toBase64 } from './base64.ts';

/** Largest file that a request takes, bytes. */
const maxFile = 500_000;

/** What a file says, or why it cannot be taken. */
export type FileText = { readonly text: string } | { readonly problem: 'too big' | 'unreadable' };

/** A file for the core: PEM as it is, other bytes as base64. */
export async function fileText(file: Blob): Promise<FileText> {
  if (file.size > maxFile) return { problem: 'too big' };
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const text = new TextDecoder().decode(bytes);
    return { text: text.includes('-----BEGIN ') ? text : toBase64(bytes) };
  } catch {
    return { problem: 'unreadable' }; // a folder, or gone
  }
}
