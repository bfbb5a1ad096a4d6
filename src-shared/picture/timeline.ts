import { isOnTheWayAt } from '../on-the-way.ts';
import type { EpochView } from '../views.ts';
import type { LadderPicture } from './ladder.ts';
import { element, epochHue, type Palette, svgFile, words } from './svg.ts';
import { texts as english, type PictureTexts } from './texts.ts';

export interface TimelineFacts {
  readonly peer: string;
  /** Oldest first. */
  readonly epochs: readonly EpochView[];
  /** Where an epoch that is in use ends in the picture, ms since 1970. */
  readonly end: number;
  /** How a time span in ms is written. */
  readonly span: (milliseconds: number) => string;
  readonly palette: Palette;
  readonly most: number;
  /** English where absent. */
  readonly texts?: PictureTexts;
}

const top = 44;
const boxHeight = 74;
const gap = 4;
const cutWidth = 62;
const rowWidth = 1_400;

/** The epochs side by side, as wide as the root of their lives; long timelines go on in further lines. */
export function timelinePicture({ peer, epochs, end, span, palette, most, texts = english }: TimelineFacts): LadderPicture {
  const drawn = epochs.slice(-most);
  const leftOut = epochs.length - drawn.length;
  const title = texts.title(peer);
  const boxes: string[] = [];
  let [x, y] = [20, top];
  drawn.forEach((epoch, index) => {
    const onTheWay = isOnTheWayAt(drawn, index);
    const lived = onTheWay ? 0 : Math.max(0, (epoch.endedAt ?? end) - epoch.startedAt);
    const width = Math.round(Math.min(320, 178 + 12 * Math.sqrt(lived / 1_000)));
    const resumed = index > 0 && drawn[index - 1]?.attempt !== epoch.attempt;
    if (x + width + (resumed ? cutWidth : 0) > rowWidth) [x, y] = [20, y + boxHeight + 12];
    if (resumed) {
      boxes.push(cut(x, y, palette, texts));
      x += cutWidth + gap;
    }
    boxes.push(box(epoch, { x, y, width, lived: onTheWay ? texts.onTheWay : span(lived) }, palette, texts));
    x += width + gap;
  });
  const about = drawn.length === 0 ? texts.none : leftOut > 0 ? texts.earlier(leftOut.toLocaleString(texts.locale)) : '';
  const width = drawn.length === 0 ? 420 : y > top ? rowWidth + 20 : Math.max(420, x + 16);
  const height = y + boxHeight + (about === '' ? 16 : 34);
  const content = [
    words(title, { x: 20, y: 28, 'font-size': 16, 'font-weight': 600 }, 60),
    ...boxes,
    words(about, { x: 20, y: height - 12, fill: palette.muted, 'font-size': 11 }),
  ];
  return { svg: svgFile(width, height, texts.timeline(title), palette, content), width, height };
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** How long its keys lived, in words. */
  readonly lived: string;
}

function box(epoch: EpochView, { x, y, width, lived }: Box, palette: Palette, texts: PictureTexts): string {
  const hue = epochHue(epoch.epoch, palette);
  const records = epoch.recordsSent + epoch.recordsReceived;
  const small = { x: x + 10, 'font-size': 11, fill: palette.muted };
  const traffic = texts.traffic((epoch.bytesSent + epoch.bytesReceived).toLocaleString(texts.locale), records);
  return [
    element('rect', { x, y, width, height: boxHeight, rx: 4, fill: hue, 'fill-opacity': 0.14 }),
    element('rect', { x, y, width, height: 4, fill: hue }),
    words(epoch.epoch, { x: x + 10, y: y + 25, 'font-size': 15, 'font-weight': 650 }, 20),
    words(texts.by[epoch.by], { x: x + width - 10, y: y + 25, 'text-anchor': 'end', 'font-size': 11, fill: palette.muted }),
    words(`${texts.how[epoch.how]}, ${lived}${epoch.endedAt === null ? `, ${texts.inUse}` : ''}`, { ...small, y: y + 45 }, 40),
    words(traffic, { ...small, y: y + 62 }, 40),
  ].join('');
}

function cut(x: number, y: number, { muted, line }: Palette, texts: PictureTexts): string {
  const middle = x + cutWidth / 2;
  const mark = element('line', { x1: middle, x2: middle, y1: y, y2: y + boxHeight, stroke: line, 'stroke-width': 2, 'stroke-dasharray': '5 5' });
  const style = { x: middle, 'text-anchor': 'middle', 'font-size': 11, fill: muted };
  return mark + words(texts.cut, { ...style, y: y - 4 }) + words(texts.resumed, { ...style, y: y + boxHeight + 10 });
}
