import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { generatedDocuments } from '../test/conformance/documents.ts';

for (const [path, text] of Object.entries(generatedDocuments())) {
  writeFileSync(resolve(import.meta.dirname, '..', path), text);
  console.log(path);
}
