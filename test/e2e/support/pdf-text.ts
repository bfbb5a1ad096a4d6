import { inflateSync } from 'node:zlib';

/** What is printed on each page of a PDF that Chromium wrote: its words in the order in which they are drawn. */
export interface PdfText {
  readonly pages: number;
  readonly text: string;
}

/**
 * Reads just as much of the format as Chromium's printer uses: objects in the open, flate streams, fonts whose glyphs a ToUnicode
 * table names.
 */
export function pdfText(file: Buffer): PdfText {
  const objects = objectsOf(file);
  const pages = [...objects.values()].filter(({ head }) => /\/Type\s*\/Page\b/.test(head));
  const fonts = new Map(
    [...objects].flatMap(([number, { head }]) => {
      const table = /\/ToUnicode (\d+) 0 R/.exec(head)?.[1];
      return table === undefined ? [] : [[`F${number}`, glyphsOf(objects.get(Number(table))?.stream ?? '')] as const];
    }),
  );
  const drawn = pages.flatMap(({ head }) =>
    [...head.matchAll(/\/Contents (\d+) 0 R/g)].map(([, number]) => objects.get(Number(number))?.stream ?? ''),
  );
  return { pages: pages.length, text: drawn.map((stream) => drawnText(stream, fonts)).join('\n') };
}

interface PdfObject {
  readonly head: string;
  readonly stream: string;
}

function objectsOf(file: Buffer): ReadonlyMap<number, PdfObject> {
  const text = file.toString('latin1');
  const found = new Map<number, PdfObject>();
  for (const match of text.matchAll(/(\d+) 0 obj\n([\s\S]*?)endobj/g)) {
    const [, number = '', body = ''] = match;
    const at = body.indexOf('stream\n');
    const head = at < 0 ? body : body.slice(0, at);
    const raw = at < 0 ? '' : body.slice(at + 'stream\n'.length, body.lastIndexOf('\nendstream'));
    found.set(Number(number), { head, stream: head.includes('/FlateDecode') ? inflated(raw) : raw });
  }
  return found;
}

function inflated(raw: string): string {
  try {
    return inflateSync(Buffer.from(raw, 'latin1')).toString('latin1');
  } catch {
    return ''; // a picture or a font; not what is looked for
  }
}

/** Characters by glyph, both in hexadecimal as the file writes them. */
function glyphsOf(table: string): ReadonlyMap<number, string> {
  const glyphs = new Map<number, string>();
  const letter = (hex: string) => Buffer.from(hex, 'hex').swap16().toString('utf16le');
  for (const [, part = ''] of table.matchAll(/beginbfchar([\s\S]*?)endbfchar/g))
    for (const [, glyph = '', hex = ''] of part.matchAll(/<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/g)) glyphs.set(Number.parseInt(glyph, 16), letter(hex));
  for (const [, part = ''] of table.matchAll(/beginbfrange([\s\S]*?)endbfrange/g))
    for (const [, from = '', to = '', hex = ''] of part.matchAll(/<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/g))
      for (let glyph = Number.parseInt(from, 16), code = Number.parseInt(hex, 16); glyph <= Number.parseInt(to, 16); glyph++, code++)
        glyphs.set(glyph, String.fromCodePoint(code));
  return glyphs;
}

function drawnText(stream: string, fonts: ReadonlyMap<string, ReadonlyMap<number, string>>): string {
  let font: ReadonlyMap<number, string> = new Map();
  let text = '';
  for (const [, name, shown, end] of stream.matchAll(/\/(F\d+) [\d.]+ Tf|((?:<[0-9A-Fa-f]*>|\[[^\]]*\])\s*T[jJ])|(ET)/g)) {
    if (name !== undefined) font = fonts.get(name) ?? new Map();
    else if (end !== undefined) text += '\n';
    else
      for (const [, hex = ''] of (shown ?? '').matchAll(/<([0-9A-Fa-f]*)>/g))
        for (const glyph of hex.match(/.{4}/g) ?? []) text += font.get(Number.parseInt(glyph, 16)) ?? '\u{fffd}';
  }
  return text;
}
