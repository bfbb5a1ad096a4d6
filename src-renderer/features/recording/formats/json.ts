import { texts } from '../texts.ts';
import type { ExportFormat } from './format.ts';
import { readPieces } from './read-recording.ts';

/** docs/RECORDINGS.md: what this window opens again. */
export const json: ExportFormat = {
  id: 'json',
  group: 'recording',
  ...texts.formats.json,
  safe: true,
  offered: () => true,
  make: async (source, safe) => {
    const pieces = await readPieces(source, safe);
    if (!pieces.ok) return pieces;
    const name = `recording${safe ? '-safe' : ''}.epochscope.jsonl`;
    return { ok: true, value: { name, content: new Blob([...pieces.value], { type: 'application/jsonl' }) } };
  },
};
