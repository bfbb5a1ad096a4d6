import { transferPiece } from '#shared/contract/backup.ts';
import type { Bridge, Reply } from '#shared/contract.ts';
import { fromBase64, toBase64 } from '../format/base64.ts';

/** Fetches a bundle that waits in the core, and removes it there. */
export async function fetchTransfer(bridge: Bridge, transferId: string): Promise<Reply<Blob>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  try {
    for (let offset: number | null = 0; offset !== null; ) {
      const reply: Reply<{ readonly data: string; readonly next: number | null }> = await bridge.request('readTransfer', { transferId, offset });
      if (!reply.ok) return reply;
      parts.push(fromBase64(reply.value.data));
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
    const reply = await bridge.request('writeTransfer', { transferId, offset, data: toBase64(bytes) });
    if (!reply.ok) {
      await bridge.request('endTransfer', { transferId });
      return reply;
    }
  }
  return { ok: true, value: transferId };
}
