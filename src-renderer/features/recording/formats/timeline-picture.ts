import type { Reply } from '#shared/contract.ts';
import type { LadderPicture } from '#shared/picture/ladder.ts';
import { palettes } from '#shared/picture/svg.ts';
import { timelinePicture } from '#shared/picture/timeline.ts';
import { connectionName } from '../../../format/connection-words.ts';
import { formatDuration } from '../../../format/time.ts';
import { texts } from '../texts.ts';
import type { ExportFormat, ExportSource } from './format.ts';
import { rasterise } from './rasterise.ts';
import { readRecording } from './read-recording.ts';
import { pictureTexts } from './worded.ts';

/** Epochs drawn. */
const most = 500;

export const timelineSvg: ExportFormat = {
  id: 'timeline-svg',
  group: 'picture',
  ...texts.formats.timelineSvg,
  safe: true,
  offered: () => true,
  make: async (source, safe) => {
    const drawn = await draw(source, safe);
    if (!drawn.ok) return drawn;
    return { ok: true, value: { name: `epochs${safe ? '-safe' : ''}.svg`, content: new Blob([drawn.value.svg], { type: 'image/svg+xml' }) } };
  },
};

export const timelinePng: ExportFormat = {
  id: 'timeline-png',
  group: 'picture',
  ...texts.formats.timelinePng,
  safe: true,
  offered: () => true,
  make: async (source, safe) => {
    const drawn = await draw(source, safe);
    const content = drawn.ok ? await rasterise(drawn.value) : drawn;
    return content.ok ? { ok: true, value: { name: `epochs${safe ? '-safe' : ''}.png`, content: content.value } } : content;
  },
};

async function draw(source: ExportSource, safe: boolean): Promise<Reply<LadderPicture>> {
  const file = await readRecording(source, safe);
  if (!file.ok) return file;
  const { head, rows } = file.value;
  const palette = source.dark ? palettes.dark : palettes.light;
  const end = rows.at(-1)?.at ?? head.connection.lastActivityAt;
  const peer = head.safe ? '' : connectionName(head.connection);
  return { ok: true, value: timelinePicture({ peer, epochs: head.epochs, end, span: formatDuration, palette, most, texts: pictureTexts }) };
}
