import { heldPiece, type HeldView } from '#shared/contract/captures.ts';
import type { Bridge, Reply } from '#shared/contract.ts';
import { fromBase64, toBase64 } from '../format/base64.ts';

/** Fetches a file that the core holds in memory. It is gone there when it was read, or when nobody waits any more. */
export async function readHeld(bridge: Bridge, { heldId }: HeldView, signal?: AbortSignal): Promise<Reply<Blob>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let offset: number | null = 0; offset !== null; ) {
    const piece: Reply<{ readonly data: string; readonly next: number | null }> = await bridge.request('readHeld', { heldId, offset });
    if (!piece.ok) return piece;
    parts.push(fromBase64(piece.value.data));
    offset = piece.value.next;
    if (offset === null || !signal?.aborted) continue;
    await bridge.request('dropHeld', { heldId });
    break;
  }
  return { ok: true, value: new Blob(parts) };
}

/** Hands a capture over to the core. @returns what it is held as */
export async function sendCapture(bridge: Bridge, file: Blob): Promise<Reply<string>> {
  const begun = await bridge.request('beginCapture', { size: file.size });
  if (!begun.ok) return begun;
  const { heldId } = begun.value;
  for (let offset = 0; offset < file.size; offset += heldPiece) {
    const data = toBase64(new Uint8Array(await file.slice(offset, offset + heldPiece).arrayBuffer()));
    const reply = await bridge.request('writeCapture', { heldId, offset, data });
    if (!reply.ok) return reply;
  }
  return { ok: true, value: heldId };
}
