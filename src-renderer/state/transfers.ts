import { transferPiece } from '#shared/contract/backup.ts';
import type { Bridge, Reply } from '#shared/contract.ts';

/** Fetches a bundle that waits in the core, and removes it there. */
export async function fetchTransfer(bridge: Bridge, transferId: string): Promise<Reply<Blob>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  try {
    for (let offset: number | null = 0; offset !== null; ) {
      const reply: Reply<{ readonly data: string; readonly next: number | null }> = await bridge.request('readTransfer', { transferId, offset });
      if (!reply.ok) return reply;
      parts.push(Uint8Array.from(atob(reply.value.data), (letter) => letter.charCodeAt(0)));
      offset = reply.value.next;
    }
    return { ok: true, value: new Blob(parts, { type: 'application/octet-stream' }) };
  } finally {
    await bridge.request('endTransfer', { transferId });
  }
}

/** Hands a file over to the core. @returns the transfer's id, for whoever ends it */
export async function sendTransfer(bridge: Bridge, file: Blob): Promise<Reply<string>> {
  const begun = await bridge.request('beginTransfer', { size: file.size });
  if (!begun.ok) return begun;
  const { transferId } = begun.value;
  for (let offset = 0; offset < file.size; offset += transferPiece) {
    const bytes = new Uint8Array(await file.slice(offset, offset + transferPiece).arrayBuffer());
    const reply = await bridge.request('writeTransfer', { transferId, offset, data: base64(bytes) });
    if (!reply.ok) {
      await bridge.request('endTransfer', { transferId });
      return reply;
    }
  }
  return { ok: true, value: transferId };
}

/** In pieces: a call takes only so many arguments. */
function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x2000) text += String.fromCharCode(...bytes.subarray(at, at + 0x2000));
  return btoa(text);
}
