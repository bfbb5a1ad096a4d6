export type BytesPerLine = 4 | 8 | 16;

/**
 * How many bytes a line of a hex dump takes: each takes four characters, offset, gaps and padding take nearly ten.
 *
 * @param room the characters of a line
 */
export function bytesThatFit(room: number): BytesPerLine {
  return room >= 74 ? 16 : room >= 42 ? 8 : 4;
}

export interface HexLine {
  /** Offset of the first byte of the line. */
  readonly offset: string;
  /** The bytes of the line, two digits each, a wider gap after the eighth. */
  readonly bytes: string;
  /** Printable ASCII, everything else as a dot. */
  readonly text: string;
}

/** Lower-case hex as the lines of a hex dump. */
export function hexLines(hex: string, bytesPerLine: BytesPerLine = 16): readonly HexLine[] {
  const lines: HexLine[] = [];
  const width = bytesPerLine * 2;
  for (let start = 0; start < hex.length; start += width) {
    const pairs = hex.slice(start, start + width).match(/../g) ?? [];
    lines.push({
      offset: (start / 2).toString(16).padStart(4, '0'),
      bytes: `${pairs.slice(0, 8).join(' ')}  ${pairs.slice(8).join(' ')}`.trimEnd(),
      text: pairs.map(printable).join(''),
    });
  }
  return lines;
}

function printable(pair: string): string {
  const code = Number.parseInt(pair, 16);
  return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '·';
}

/** @param hex an even number of hex digits */
export function hexToBytes(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export interface HexCellLine {
  /** Offset of the first byte of the line. */
  readonly offset: number;
  readonly cells: readonly { readonly at: number; readonly pair: string; readonly letter: string }[];
}

/** Lower-case hex as lines of single bytes. */
export function hexCells(hex: string, bytesPerLine: BytesPerLine): readonly HexCellLine[] {
  const cells = (hex.match(/../g) ?? []).map((pair, at) => ({ at, pair, letter: printable(pair) }));
  return Array.from({ length: Math.ceil(cells.length / bytesPerLine) }, (_, index) => ({
    offset: index * bytesPerLine,
    cells: cells.slice(index * bytesPerLine, (index + 1) * bytesPerLine),
  }));
}
