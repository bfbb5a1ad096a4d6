import type { Reply, Result } from '#shared/contract.ts';
import { parseRecording, type RecordingFile } from '#shared/recording/recording-file.ts';
import { texts } from '../texts.ts';
import type { ExportSource } from './format.ts';

/** The recording as the core writes it, in pieces. Ends early, with what came, when nobody waits any more. */
export async function readPieces({ bridge, connection, progress, signal }: ExportSource, safe: boolean): Promise<Reply<readonly string[]>> {
  const pieces: string[] = [];
  for (let after: number | null = 0; after !== null && !signal.aborted; ) {
    const reply: Reply<Result<'exportRecording'>> = await bridge.request('exportRecording', { connectionId: connection.id, after, safe });
    if (!reply.ok) return reply;
    pieces.push(reply.value.text);
    after = reply.value.next;
    progress(after ?? 0);
  }
  return { ok: true, value: pieces };
}

/** The same, read: what reports and pictures are made from, so that “safe to share” means one thing for all of them. */
export async function readRecording(source: ExportSource, safe: boolean): Promise<Reply<RecordingFile>> {
  const pieces = await readPieces(source, safe);
  if (!pieces.ok) return pieces;
  const file = parseRecording(pieces.value.join(''));
  if (file !== null) return { ok: true, value: file };
  return { ok: false, error: { code: 'NOT_A_RECORDING', ...texts.unreadable, rule: null, alert: null, detail: null } };
}
