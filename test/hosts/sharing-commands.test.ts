import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { recordedRow, recording } from '../support/recordings.ts';
import { runCommand } from '../support/run-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'epochscope-'));
const environment = { EPOCHSCOPE_PROFILE_DIR: join(folder, 'profile') };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

function recordingFile(name: string, ...titles: readonly string[]): string {
  const { head, rows } = recording(
    {},
    titles.map((title, index) => recordedRow(index + 1, { title })),
  );
  return file(name, [head, ...rows, { end: rows.length }].map((line) => `${JSON.stringify(line)}\n`).join(''));
}

test('compare tells how recordings, and bytes, differ; report writes one from a file; neither needs a core', { timeout: 60_000 }, async () => {
  const [one, more, hello] = [
    recordingFile('one', 'client_hello'),
    recordingFile('more', 'client_hello', 'server_hello'),
    file('a.hex', '15030300020232'),
  ];
  expect(await runCommand(['compare', one, one], environment)).toMatchObject({ code: 0, out: 'No difference.\n' });
  expect(await runCommand(['compare', one, more], environment)).toMatchObject({ code: 1, out: '+ recording.handshake.sent server_hello\n' });
  const bytes = await runCommand(['compare', hello, file('b.hex', '15030300020228'), '--json'], environment);
  expect(JSON.parse(bytes.out)).toMatchObject({
    equal: false,
    changes: [{ kind: 'changed', left: expect.stringContaining('decode_error'), right: expect.stringContaining('handshake_failure') }],
  });
  expect(await runCommand(['compare', one, hello], environment)).toMatchObject({ code: 2 });
  expect((await runCommand(['report', one], environment)).out).toContain('# Connection with Rob');
  const path = join(folder, 'report.md');
  expect(await runCommand(['report', one, path], environment)).toMatchObject({ code: 0 });
  expect(readFileSync(path, 'utf8')).toContain('client\\_hello');
  expect(await runCommand(['report', one, '--safe-to-share'], environment)).toMatchObject({ code: 2 });
});
