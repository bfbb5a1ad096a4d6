import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

/** `script` of util-linux gives a program a terminal of its own. Its namesake elsewhere takes other options. */
const hasTerminals = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') === true;
const program = resolve(import.meta.dirname, '../../src-main/cli.ts');
const folder = mkdtempSync(join(tmpdir(), 'epochscope-prompt-'));
const backspace = '\u007f';
const interrupt = '\u0003';

afterAll(() => rmSync(folder, { recursive: true }));

/** What a person says at a terminal, and when: each answer is typed once its question is on the screen. */
type Dialogue = readonly (readonly [question: string, answer: string])[];

interface Seen {
  readonly code: number | null;
  /** Everything that was ever on the screen. */
  readonly screen: string;
}

function atTerminal(words: readonly string[], dialogue: Dialogue): Promise<Seen> {
  const command = words.map((word) => `'${word}'`).join(' ');
  const env = { ...process.env, NODE_NO_WARNINGS: '1', EPOCHSCOPE_PASSPHRASE_FILE: '', EPOCHSCOPE_PROFILE_DIR: join(folder, 'profile') };
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], { env });
  let screen = '';
  let from = 0;
  const left = [...dialogue];
  child.stdin.on('error', () => undefined); // a program that ended does not read
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    for (let next = left[0]; next !== undefined && screen.includes(next[0], from); next = left[0]) {
      from = screen.length;
      left.shift();
      child.stdin.write(next[1]);
    }
  });
  return new Promise((done) => child.once('close', (code) => done({ code, screen })));
}

const epochscope = (words: readonly string[], dialogue: Dialogue) => atTerminal([process.execPath, program, ...words], dialogue);

describe.skipIf(!hasTerminals)('a passphrase that is asked for at a terminal (skipped without script of util-linux)', { timeout: 90_000 }, () => {
  test('would show on the screen if the program let it: this one does', async () => {
    const { screen } = await atTerminal(['sh', '-c', 'echo Say:; read word; echo so'], [['Say:', 'seen by all\r']]);
    expect(screen).toContain('seen by all');
  });

  test('is typed twice for a new profile, opens it afterwards, and never shows, not even its length', async () => {
    const made = await epochscope(
      ['identity', 'new', 'Ada'],
      [
        ['New passphrase for the keys of this profile: ', `batteryx${backspace} staple\r`],
        ['The same again: ', 'battery staple\r'],
      ],
    );
    expect(made).toMatchObject({ code: 0, screen: expect.stringMatching(/profile: \r\nThe same again: \r\n/) });
    expect(made.screen).not.toMatch(/batter|staple|\*/);
    const wrong = await epochscope(['identity', 'list'], [['Passphrase: ', 'not this one\r']]);
    expect(wrong).toMatchObject({ code: 1, screen: expect.stringContaining('does not open the profile') });
    expect(wrong.screen).not.toContain('not this one');
    const opened = await epochscope(['identity', 'list'], [['Passphrase: ', 'battery staple\r']]);
    expect(opened).toMatchObject({ code: 0, screen: expect.stringMatching(/^Passphrase: \r\n[\s\S]*Ada/) });
  });

  test('that was typed in two ways changes nothing; Ctrl+C ends the program', async () => {
    const differs = await epochscope(
      ['identity', 'list', '--profile-dir', join(folder, 'other')],
      [
        ['New passphrase', 'battery staple\r'],
        ['The same again', 'battery stable\r'],
      ],
    );
    expect(differs).toMatchObject({ code: 2, screen: expect.stringContaining('The two differ') });
    expect(differs.screen).not.toMatch(/batter|sta[pb]le/);
    const stopped = await epochscope(['identity', 'list'], [['Passphrase: ', `batt${interrupt}`]]);
    expect(stopped.code).toBe(130);
    expect(stopped.screen).not.toContain('batt');
  });
});
