import { coverage } from '../test/conformance/coverage.ts';

// Prints what test/conformance/coverage.test.ts would refuse, shorter.
const { items, stale, unknown } = coverage();
const missing = items.filter(({ verdict }) => verdict.status === 'missing');
for (const { id, text } of missing) console.log(`missing  ${id}  ${text}`);
for (const id of stale) console.log(`stale    ${id}`);
for (const id of unknown) console.log(`unknown  ${id}`);
console.log(`${items.filter(({ verdict }) => verdict.status === 'covered').length} covered, ${missing.length} missing of ${items.length}`);
process.exitCode = missing.length + stale.length + unknown.length > 0 ? 1 : 0;
