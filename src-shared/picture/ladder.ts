import type { TranscriptRow } from '../views.ts';
import { element, epochHue, type Palette, svgFile, words } from './svg.ts';
import { texts as english, type PictureTexts } from './texts.ts';

export interface LadderPicture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

export interface LadderFacts {
  /** Name of the peer; empty where it is left out. */
  readonly peer: string;
  /** What is drawn, oldest first. */
  readonly rows: readonly TranscriptRow[];
  /** How a row's time is written. */
  readonly time: (row: TranscriptRow) => string;
  readonly palette: Palette;
  /** The newest of so many rows are drawn; the picture says that others are left out. */
  readonly most: number;
  /** English where absent. */
  readonly texts?: PictureTexts;
}

const width = 1_080;
const rowHeight = 26;
const top = 64;
/** Columns, px from the left: the two lifelines, and what stands beside them. */
const at = { time: 20, key: 118, us: 190, peer: 900, sequence: 968, bytes: 1_060 };
const mono = { 'font-family': 'ui-monospace, monospace' };

type Line = { readonly kind: 'row'; readonly row: TranscriptRow } | { readonly kind: 'note'; readonly text: string };

/** The ladder as a drawing of its own, from the rows alone. */
export function ladderPicture({ peer, rows, time, palette, most, texts = english }: LadderFacts): LadderPicture {
  const drawn = rows.slice(-most);
  const leftOut = rows.length - drawn.length;
  const lines = [...(leftOut > 0 ? [note(texts.leftOut(leftOut.toLocaleString(texts.locale)))] : []), ...withAttempts(drawn, texts)];
  const height = top + lines.length * rowHeight + 20;
  const title = texts.title(peer);
  const lifelines = [at.us, at.peer].map((x) =>
    element('line', { x1: x, x2: x, y1: top - 8, y2: height - 12, stroke: palette.line, 'stroke-width': 2 }),
  );
  const content = [
    words(title, { x: at.time, y: 26, 'font-size': 16, 'font-weight': 600 }, 80),
    ...head(peer, palette, texts),
    ...lifelines,
    ...lines.map((line, index) =>
      line.kind === 'row'
        ? drawRow(line.row, top + index * rowHeight, { time, palette, texts })
        : drawNote(line.text, top + index * rowHeight, palette),
    ),
  ];
  return { svg: svgFile(width, height, texts.ladder(title), palette, content), width, height };
}

function head(peer: string, { muted }: Palette, texts: PictureTexts): readonly string[] {
  const y = 48;
  const small = { y, fill: muted, 'font-size': 11 };
  return [
    words(texts.time, { ...small, x: at.time }),
    words(texts.key, { ...small, x: at.key }),
    words(texts.us, { x: at.us, y, 'text-anchor': 'middle', 'font-weight': 600 }),
    words(texts.peer(peer), { x: at.peer, y, 'text-anchor': 'middle', 'font-weight': 600 }, 26),
    words(texts.number, { ...small, x: at.sequence, 'text-anchor': 'end' }),
    words(texts.bytes, { ...small, x: at.bytes, 'text-anchor': 'end' }),
  ];
}

function withAttempts(rows: readonly TranscriptRow[], texts: PictureTexts): readonly Line[] {
  return rows.flatMap((row, index): readonly Line[] => [
    ...(rows[index - 1]?.attempt === row.attempt ? [] : [note(texts.attempt(row.attempt))]),
    { kind: 'row', row },
  ]);
}

interface RowStyle extends Pick<LadderFacts, 'time' | 'palette'> {
  readonly texts: PictureTexts;
}

function drawRow(row: TranscriptRow, y: number, { time, palette, texts }: RowStyle): string {
  const middle = y + rowHeight / 2;
  const base = middle + 4;
  const hue =
    row.bad || row.lane === 'alert'
      ? palette.bad
      : row.key === 'early'
        ? palette.early
        : epochHue(row.key === 'plaintext' ? null : row.epoch, palette);
  const travels = row.direction !== null && row.lane !== 'local' && row.lane !== 'machine';
  const faint = { y: base, fill: palette.muted, 'font-size': 11 };
  return [
    row.bad ? element('rect', { x: 8, y, width: width - 16, height: rowHeight, fill: palette.badSoft }) : '',
    words(time(row), { ...faint, ...mono, x: at.time }, 16),
    words(keyOf(row, texts), { ...faint, x: at.key, fill: hue }, 8),
    travels ? arrow(row, middle, hue) : element('circle', { cx: at.us, cy: middle, r: 3.5, fill: hue }),
    label(row, base, travels, hue, palette),
    words(row.sequence ?? '', { ...faint, ...mono, x: at.sequence, 'text-anchor': 'end' }, 12),
    words(row.length?.toLocaleString(texts.locale) ?? '', { ...faint, ...mono, x: at.bytes, 'text-anchor': 'end' }),
  ].join('');
}

function arrow({ direction, key, lane }: TranscriptRow, y: number, hue: string): string {
  const [from, to, back] = direction === 'sent' ? [at.us + 4, at.peer - 4, -9] : [at.peer - 4, at.us + 4, 9];
  const dashes = key === 'plaintext' ? { 'stroke-dasharray': '6 4' } : key === 'early' ? { 'stroke-dasharray': '11 4' } : {};
  const line = element('line', { x1: from, x2: to, y1: y, y2: y, stroke: hue, 'stroke-width': lane === 'record' ? 1 : 2, ...dashes });
  return line + element('path', { d: `M${to} ${y}l${back} -5v10z`, fill: hue });
}

/** The name and, where there is room, what it means; on a patch of the page, so that the arrow does not strike it through. */
function label(row: TranscriptRow, y: number, travels: boolean, hue: string, palette: Palette): string {
  const title = row.title.slice(0, 48);
  const summary = row.summary === row.title ? '' : row.summary.slice(0, 66);
  const middle = (at.us + at.peer) / 2;
  const length = title.length * 7.4 + summary.length * 6.2 + 26;
  const x = travels ? middle - length / 2 : at.us + 14;
  const fill = row.bad ? palette.badSoft : palette.page;
  const patch = travels ? element('rect', { x, y: y - 13, width: length, height: 18, fill }) : '';
  const strong = { x: x + 8, y, ...mono, 'font-weight': row.lane === 'record' ? 400 : 600, fill: row.bad ? hue : palette.text };
  const rest = { x: x + title.length * 7.4 + 18, y, fill: palette.muted, 'font-size': 11 };
  return patch + words(title, strong) + words(summary, rest);
}

function keyOf({ key, epoch }: TranscriptRow, texts: PictureTexts): string {
  if (key === null) return '';
  return key === 'epoch' ? `e${epoch ?? '?'}` : key === 'early' ? texts.early : texts.clear;
}

function note(text: string): Line {
  return { kind: 'note', text };
}

function drawNote(text: string, y: number, { muted, page }: Palette): string {
  const middle = (at.us + at.peer) / 2;
  const patch = element('rect', { x: middle - 180, y: y + 3, width: 360, height: rowHeight - 6, fill: page });
  return patch + words(text, { x: middle, y: y + rowHeight / 2 + 4, 'text-anchor': 'middle', fill: muted, 'font-weight': 600, 'font-size': 11 });
}
