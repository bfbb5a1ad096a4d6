import { partsByPointer } from './support/by-pointer.ts';
import { openAs, test } from './support/test.ts';

for (const [part, use] of Object.entries(partsByPointer)) {
  test(`${part}: by pointer alone`, async ({ page, daemon }) => {
    await openAs(page, daemon, 'Ada');
    await use(page);
  });
}
