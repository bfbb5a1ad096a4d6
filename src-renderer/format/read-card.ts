import decodeQR from 'qr/decode.js';

/** Largest picture or card file, bytes; and the longest side a picture is looked at with, pixels. Our own limits. */
const maxFile = 10_000_000;
const maxSide = 2_000;

export type ReadCard = { readonly card: string } | { readonly problem: 'too big' | 'not found' };

/** The contact card in a card file, or in a picture of a QR code. Nothing leaves the page. */
export async function readCard(file: Blob): Promise<ReadCard> {
  if (file.size > maxFile) return { problem: 'too big' };
  if (!file.type.startsWith('image/')) return cardIn(await file.slice(0, 16_384).text());
  const pixels = await pixelsOf(file);
  if (pixels === null) return { problem: 'not found' };
  try {
    return cardIn(decodeQR(pixels));
  } catch {
    return { problem: 'not found' };
  }
}

function cardIn(text: string): ReadCard {
  const card = text.trim();
  return card.startsWith('epochscope:contact?') ? { card } : { problem: 'not found' };
}

async function pixelsOf(file: Blob): Promise<ImageData | null> {
  try {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, maxSide / Math.max(bitmap.width, bitmap.height));
    const [width, height] = [Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale))];
    const context = new OffscreenCanvas(width, height).getContext('2d');
    context?.drawImage(bitmap, 0, 0, width, height);
    bitmap.close();
    return context?.getImageData(0, 0, width, height) ?? null;
  } catch {
    return null; // not a picture this browser can read
  }
}
