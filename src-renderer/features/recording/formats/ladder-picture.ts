import type { Reply } from '#shared/contract.ts';
import { type LadderPicture, ladderPicture } from '#shared/picture/ladder.ts';
import { palettes } from '#shared/picture/svg.ts';
import { connectionName } from '../../../format/connection-words.ts';
import { texts } from '../texts.ts';
import type { ExportFormat, ExportSource } from './format.ts';
import { rasterise } from './rasterise.ts';
import { readRecording } from './read-recording.ts';
import { pictureTexts, wordedRow } from './worded.ts';

/** Rows in a drawing, and in a picture, whose height browsers limit to 32,767 pixels. */
const most = { svg: 5_000, png: 600 };

export const ladderSvg: ExportFormat = {
  id: 'ladder-svg',
  group: 'picture',
  ...texts.formats.ladderSvg,
  safe: true,
  offered: () => true,
  make: async (source, safe) => {
    const drawn = await draw(source, safe, most.svg);
    if (!drawn.ok) return drawn;
    return { ok: true, value: { name: `ladder${safe ? '-safe' : ''}.svg`, content: new Blob([drawn.value.svg], { type: 'image/svg+xml' }) } };
  },
};

export const ladderPng: ExportFormat = {
  id: 'ladder-png',
  group: 'picture',
  ...texts.formats.ladderPng,
  safe: true,
  offered: () => true,
  make: async (source, safe) => {
    const drawn = await draw(source, safe, most.png);
    const content = drawn.ok ? await rasterise(drawn.value) : drawn;
    return content.ok ? { ok: true, value: { name: `ladder${safe ? '-safe' : ''}.png`, content: content.value } } : content;
  },
};

async function draw(source: ExportSource, safe: boolean, rows: number): Promise<Reply<LadderPicture>> {
  const file = await readRecording(source, safe);
  if (!file.ok) return file;
  const { head } = file.value;
  const palette = source.dark ? palettes.dark : palettes.light;
  const peer = head.safe ? '' : connectionName(head.connection);
  return {
    ok: true,
    value: ladderPicture({
      peer,
      rows: file.value.rows.filter(source.shown).map(wordedRow),
      time: source.time,
      palette,
      most: rows,
      texts: pictureTexts,
    }),
  };
}
