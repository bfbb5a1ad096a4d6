import { texts } from './texts.ts';

/** A part of what a source says. */
export type SourcePiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }
  /** One of our own rules. */
  | { readonly kind: 'rule'; readonly id: string };

const draftPages = 'https://datatracker.ietf.org/doc/';
const pattern =
  /(?<rfc>RFC (?<number>\d+)(?: §(?<section>[\d.]*\d))?)|(?<more>§(?<further>[\d.]*\d))|(?<draft>(?<name>draft-kohbrok-mls-[a-z-]*[a-z])(?: [^;,]+)?)|(?<rule>\b(?:R-[A-Z-]*[A-Z](?::[a-e])?|U\d+)\b)|(?<ours>docs\/PROTOCOL\.md)/gu;

/** What a source names, with the address of each document: `RFC 8446 §5.1, §5.2; docs/PROTOCOL.md`. The shell lets out only these two sites. */
export function sourcePieces(source: string): readonly SourcePiece[] {
  const pieces: SourcePiece[] = [];
  let rfc = '';
  let at = 0;
  for (const { 0: text, index, groups = {} } of source.matchAll(pattern)) {
    if (index > at) pieces.push({ kind: 'text', text: source.slice(at, index) });
    at = index + text.length;
    rfc = groups['number'] ?? rfc;
    pieces.push(pieceOf(text, groups, rfc));
  }
  return at < source.length ? [...pieces, { kind: 'text', text: source.slice(at) }] : pieces;
}

/** The same as words alone, for places that can hold no link. */
export function sourceWords(source: string): string {
  return sourcePieces(source)
    .map((piece) => (piece.kind === 'rule' ? piece.id : piece.text))
    .join('');
}

function pieceOf(text: string, groups: Readonly<Record<string, string | undefined>>, rfc: string): SourcePiece {
  if (groups['ours']) return { kind: 'text', text: texts.ours };
  if (groups['rule']) return { kind: 'rule', id: text };
  if (groups['name']) return { kind: 'link', text, href: `${draftPages}${groups['name']}/` };
  const section = groups['section'] ?? groups['further'];
  if (rfc === '') return { kind: 'text', text };
  return { kind: 'link', text, href: `https://www.rfc-editor.org/rfc/rfc${rfc}${section ? `#section-${section}` : ''}` };
}
