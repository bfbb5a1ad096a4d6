import { openSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';

/** Control characters that a terminal in raw mode hands over. */
const ends = ['\r', '\n', '\u0004'];
const erasers = ['\u007f', '\b'];
const interrupt = '\u0003';

/** Instead of an answer: the person wants no more of this. */
export class Interrupted extends Error {}

/**
 * Asks at the terminal of this process, whatever its standard streams are joined to, without showing what is typed.
 *
 * @returns `null` when there is no terminal
 * @throws {Interrupted} after Ctrl+C, which a terminal in raw mode hands over as a letter, and when the terminal goes away
 */
export async function askSecret(question: string): Promise<string | null> {
  const terminal = openTerminal();
  if (terminal === null) return null;
  const { descriptor, input } = terminal;
  try {
    // before anybody is asked: what is typed from the first letter of the question on must not show
    input.setRawMode(true);
    writeSync(descriptor, question);
    const answer = await typedIn(input);
    writeSync(descriptor, '\n');
    if (answer === null) throw new Interrupted();
    return answer;
  } finally {
    input.setRawMode(false);
    input.destroy();
  }
}

interface Terminal {
  /** Closed with the stream. */
  readonly descriptor: number;
  readonly input: ReadStream;
}

function openTerminal(): Terminal | null {
  try {
    const descriptor = openSync(process.platform === 'win32' ? '\\\\.\\CON' : '/dev/tty', 'r+');
    return { descriptor, input: new ReadStream(descriptor) };
  } catch {
    return null; // a process without a terminal: a service, a job
  }
}

/** @returns `null` after Ctrl+C */
function typedIn(input: ReadStream): Promise<string | null> {
  const letters: string[] = [];
  return new Promise((resolve) => {
    input.setEncoding('utf8');
    input.on('data', (text) => {
      for (const letter of String(text)) {
        if (ends.includes(letter)) return resolve(letters.join(''));
        if (letter === interrupt) return resolve(null);
        if (erasers.includes(letter)) letters.pop();
        else letters.push(letter);
      }
    });
    input.on('close', () => resolve(null));
  });
}
