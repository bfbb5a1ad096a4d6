import { expect, test } from 'vitest';
import { type SourcePiece, sourcePieces, sourceWords } from './source-links.ts';

const shown = (piece: SourcePiece): string =>
  piece.kind === 'link' ? `${piece.text} -> ${piece.href}` : piece.kind === 'rule' ? `rule ${piece.id}` : piece.text;

test('a section of an RFC leads to its text, each further one too', () => {
  expect(sourcePieces('RFC 8446 §5.1, §5.2').map(shown)).toEqual([
    'RFC 8446 §5.1 -> https://www.rfc-editor.org/rfc/rfc8446#section-5.1',
    ', ',
    '§5.2 -> https://www.rfc-editor.org/rfc/rfc8446#section-5.2',
  ]);
  expect(sourcePieces('RFC 9420').map(shown)).toEqual(['RFC 9420 -> https://www.rfc-editor.org/rfc/rfc9420']);
});

test('drafts lead to their pages, the editor’s copy has none', () => {
  expect(sourcePieces('draft-kohbrok-mls-two-party-profile Establishing a connection; RFC 9750 §6.4').map(shown)).toEqual([
    'draft-kohbrok-mls-two-party-profile Establishing a connection -> https://datatracker.ietf.org/doc/draft-kohbrok-mls-two-party-profile/',
    '; ',
    'RFC 9750 §6.4 -> https://www.rfc-editor.org/rfc/rfc9750#section-6.4',
  ]);
  expect(sourcePieces('draft-kohbrok-mls-tls, R-KEY').map(shown)).toEqual([
    'draft-kohbrok-mls-tls -> https://datatracker.ietf.org/doc/draft-kohbrok-mls-tls/',
    ', ',
    'rule R-KEY',
  ]);
  expect(sourcePieces('MLS-TLS editor’s copy, R-ED-KEY').map(shown)).toEqual(['MLS-TLS editor’s copy, ', 'rule R-ED-KEY']);
});

test('no path of the repository is shown', () => {
  expect(sourceWords('RFC 9420 §6; docs/PROTOCOL.md')).toBe('RFC 9420 §6; Epochscope’s protocol notes');
});
