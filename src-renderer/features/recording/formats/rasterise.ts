import type { Reply } from '#shared/contract.ts';
import type { LadderPicture } from '#shared/picture/ladder.ts';
import { texts } from '../texts.ts';

/** Pixels to a unit of the drawing: sharp on screens of today. */
const scale = 2;

/** Draws an SVG of ours on a canvas. As a `data:` image, which the page's policy allows; a `blob:` image it does not. */
export async function rasterise({ svg, width, height }: LadderPicture): Promise<Reply<Blob>> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  const canvas = document.createElement('canvas');
  canvas.width = width * scale;
  canvas.height = height * scale;
  try {
    await image.decode();
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  } catch {
    return failed;
  }
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
  return blob === null ? failed : { ok: true, value: blob };
}

const failed: Reply<never> = { ok: false, error: { code: 'UNEXPECTED', ...texts.noPicture, rule: null, alert: null, detail: null } };
