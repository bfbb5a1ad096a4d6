import { openSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';

/** Control characters that a terminal in raw mode hands over. */
const ends = ['\r', '\n', '\u0004'];
const erasers = ['\u007f', '\b'];
const interrupt = '\u0003';

/**
 * Asks at the terminal of this process, whatever its standard streams are joined to, without showing what is typed. Ctrl+C ends
 * the process as it does elsewhere.
 *
 * @returns `null` when there is no terminal
 */
export async function askSecret(question: string): Promise<string | null> {
  const input = openTerminal();
  if (input === null) return null;
  const { fd } = input;
  try {
    writeSync(fd, question);
    input.setRawMode(true);
    const answer = await typedIn(input);
    writeSync(fd, '\n');
    if (answer === null) process.kill(process.pid, 'SIGINT');
    return answer ?? '';
  } finally {
    input.setRawMode(false);
    input.destroy();
  }
}

interface Terminal extends ReadStream {
  readonly fd: number;
}

function openTerminal(): Terminal | null {
  try {
    // `fd` is there at run time and missing in the types.
    return new ReadStream(openSync(process.platform === 'win32' ? '\\\\.\\CON' : '/dev/tty', 'r+')) as Terminal;
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
