import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runCommandLine } from '#main/cli/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'epochscope-certificates-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string): string => join(folder, name);
/** Each command opens the profile with a core of its own. */
const patience = 120_000;

/** One command line on a profile, without a process around it. */
async function run(profile: string, words: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly error: string }> {
  const out: string[] = [];
  const error: string[] = [];
  const streams = { out: (text: string) => void out.push(text), error: (text: string) => void error.push(text) };
  const environment = { EPOCHSCOPE_PROFILE_DIR: file(profile), XDG_RUNTIME_DIR: folder };
  const interrupted = new AbortController().signal;
  const code = await runCommandLine([...words, '--insecure-plain-keys'], {
    version: '0',
    programFolder: '',
    environment,
    streams,
    interrupted,
    secret: async () => null,
  });
  return { code, out: out.join(''), error: error.join('') };
}

test(
  'two profiles: one makes an authority and signs, the other asks, installs, exports and imports again',
  async () => {
    const lab = (...words: string[]) => run('lab', words);
    const bob = (...words: string[]) => run('bob', words);
    writeFileSync(file('password'), 'long enough\n');
    expect(await lab('ca', 'new', 'CN=Lab root', '--key', 'P-256')).toMatchObject({ code: 0, out: expect.stringContaining('Laboratory use only') });
    expect(await bob('identity', 'new', 'Bob')).toMatchObject({ code: 0 });
    expect(await bob('identity', 'csr', '--subject', 'CN=Bob, O=Example', '--alt', 'dns:bob.example.org', '--out', file('csr.pem'))).toMatchObject({
      code: 0,
    });
    expect(await bob('identity', 'csr', '--subject', 'Bob')).toMatchObject({ code: 1 });
    expect(await lab('ca', 'issue', 'Lab root', '--csr', file('csr.pem'), '--out', file('bob.pem'))).toMatchObject({ code: 0 });
    expect(await bob('identity', 'install', file('bob.pem'))).toMatchObject({ code: 0, out: expect.stringContaining('CN=Bob, O=Example') });

    expect(await bob('identity', 'export', '--form', 'pkcs12', '--out', file('bob.p12'))).toMatchObject({ code: 2 });
    expect(await bob('identity', 'export', '--form', 'pkcs12', '--out', file('bob.p12'), '--password-file', file('password'))).toMatchObject({
      code: 0,
    });
    expect(statSync(file('bob.p12')).mode & 0o777).toBe(0o600);
    expect(await lab('identity', 'import', file('bob.p12'))).toMatchObject({ code: 1, error: expect.stringContaining('IMPORT_PASSWORD_NEEDED') });
    expect(await lab('identity', 'import', file('bob.p12'), '--password-file', file('password'))).toMatchObject({ code: 0 });
    const shown = await lab('identity', 'certificates', 'Bob', '--json');
    expect(JSON.parse(shown.out)).toMatchObject({
      scheme: 'Ed25519',
      chain: [{ name: 'Bob', names: ['dns:bob.example.org'] }, { name: 'Lab root' }],
    });

    const issued = JSON.parse((await lab('ca', 'list', 'Lab root', '--json')).out);
    expect(await lab('ca', 'revoke', 'Lab root', issued.serial, '--reason', 'superseded')).toMatchObject({
      code: 0,
      out: expect.stringContaining('revoked'),
    });
    expect(await lab('ca', 'crl', 'Lab root', '--out', file('crl.pem'))).toMatchObject({ code: 0 });
    expect(readFileSync(file('crl.pem'), 'utf8')).toContain('BEGIN X509 CRL');
    expect(await lab('ca', 'root', 'Lab root')).toMatchObject({ code: 0, out: expect.stringContaining('BEGIN CERTIFICATE') });
  },
  patience,
);

test('what is not understood is said before anything is asked', async () => {
  for (const words of [
    ['identity', 'import'],
    ['identity', 'import', file('nothing')],
    ['identity', 'export', '--form', 'jks'],
    ['identity', 'export', '--key', 'RSA'],
    ['identity', 'csr'],
    ['ca', 'issue', 'x'],
    ['ca', 'new', 'CN=x', '--days', '0'],
    ['ca', 'revoke', 'x', '01', '--reason', 'mood'],
  ]) {
    expect(await run('none', words), words.join(' ')).toMatchObject({ code: 2 });
  }
});
