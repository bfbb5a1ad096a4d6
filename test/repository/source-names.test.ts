import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rules } from '#engine/rules.ts';

/** A document by the one name that it has for people, which the glossary explains. */
const named = /^(?:RFC \d+|draft-kohbrok-mls-(?:tls|two-party-profile)|MLS-TLS editor’s copy|MLS extensions draft|docs\/PROTOCOL\.md)(?![\w-])/u;

test('a rule names its sources as every other place does', () => {
  for (const [id, { source }] of Object.entries(rules)) for (const one of source.split('; ')) expect(one, id).toMatch(named);
});

test('explanations name drafts in no other way', () => {
  const folder = new URL('../../src-main/engine/explain/', import.meta.url);
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))) {
    const strings = readFileSync(new URL(file, folder), 'utf8').match(/'[^'\n]*'/g) ?? [];
    const others = strings.filter((text) => /^'\[|^'MLS-TLS,/.test(text));
    expect(others, file).toEqual([]);
  }
});
