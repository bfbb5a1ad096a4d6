import { visible } from '../visible.ts';

/** Colours of a picture. Files are looked at elsewhere, where our variables do not exist. */
export interface Palette {
  readonly page: string;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly bad: string;
  readonly badSoft: string;
  readonly plain: string;
  readonly early: string;
  /** In turn, as on screen: neighbouring epochs differ. */
  readonly epochs: readonly string[];
}

export const palettes: { readonly light: Palette; readonly dark: Palette } = {
  light: {
    page: '#fbfcfd',
    text: '#1b2229',
    muted: '#525c66',
    line: '#b9c2ca',
    bad: '#b3261e',
    badSoft: '#fdecea',
    plain: '#7d868e',
    early: '#a06b00',
    epochs: ['#007f83', '#6a55c9', '#2b8047', '#a03aa8', '#2b70b3', '#6b741c'],
  },
  dark: {
    page: '#12181d',
    text: '#eaeff2',
    muted: '#aab4bc',
    line: '#4a555e',
    bad: '#ff8a80',
    badSoft: '#3a1d1c',
    plain: '#949da5',
    early: '#e5b454',
    epochs: ['#4fd0cf', '#a99bff', '#6fd48a', '#e08fe6', '#74b6f2', '#b9c95a'],
  },
};

/** What a document may hold; everything else of XML is escaped away. */
export type Attributes = Readonly<Record<string, string | number>>;

/** One element. Values are escaped; `content` is markup already. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapedXml(String(value))}"`);
  return content === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${content}</${name}>`;
}

/** Text of anybody, cut to a length: never markup, nothing that turns the direction. */
export function words(text: string, attributes: Attributes, limit = 120): string {
  const content = escapedXml(visible(text, false, limit));
  return content === '' ? '' : element('text', attributes, content);
}

/** A whole file. Without scripts, styles, links and foreign elements, so that any viewer shows it and none has to load anything. */
export function svgFile(width: number, height: number, title: string, { page, text }: Palette, content: readonly string[]): string {
  const frame = {
    xmlns: 'http://www.w3.org/2000/svg',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    'font-family': 'system-ui, sans-serif',
    'font-size': 12,
    fill: text,
    role: 'img',
  };
  const name = element('title', {}, escapedXml(visible(title, false, 200)));
  return `${element('svg', frame, [name, element('rect', { width, height, fill: page }), ...content].join('\n'))}\n`;
}

/** @param epoch decimal; `null` for plaintext */
export function epochHue(epoch: string | null, palette: Palette): string {
  if (epoch === null || !/^\d{1,20}$/.test(epoch)) return palette.plain;
  return palette.epochs[Number(BigInt(epoch) % BigInt(palette.epochs.length))] ?? palette.plain;
}

function escapedXml(text: string): string {
  return text.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
