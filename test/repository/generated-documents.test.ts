import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { generatedDocuments } from '../conformance/documents.ts';

test.each(Object.entries(generatedDocuments()))('%s is what "npm run docs" writes', (path, text) => {
  expect(readFileSync(resolve(import.meta.dirname, '../..', path), 'utf8')).toBe(text);
});
