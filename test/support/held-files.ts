import type { CaptureForm, HeldView } from '#shared/contract/captures.ts';
import type { Handlers } from '#shared/contract.ts';

type Held = Pick<Handlers, 'readHeld'>;

/** A file that a core holds, read to its end. */
export async function readHeld(handlers: Held, { heldId }: HeldView): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let offset: number | null = 0; offset !== null; ) {
    const piece: { readonly data: string; readonly next: number | null } = await handlers.readHeld({ heldId, offset });
    pieces.push(Buffer.from(piece.data, 'base64'));
    offset = piece.next;
  }
  return Buffer.concat(pieces);
}

/** What a core exports of a connection. */
export async function exportCapture(handlers: Held & Pick<Handlers, 'exportCapture'>, connectionId: string, form: CaptureForm): Promise<Buffer> {
  return readHeld(handlers, await handlers.exportCapture({ connectionId, form, plaintext: form !== 'wire' }));
}
