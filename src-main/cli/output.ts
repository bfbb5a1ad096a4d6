import type { ErrorView } from '#shared/views.ts';

/** Where a command writes to. Text from peers is made harmless: a terminal acts on control characters. */
export interface Output {
  readonly json: boolean;
  /** A result: the object with `--json`, else the lines. */
  show(object: object, lines: string | readonly string[]): void;
  /** Something to know that is no result; standard error. Silent with `--json`. */
  note(text: string): void;
  fail(view: ErrorView): void;
}

export interface Streams {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

export function openOutput(json: boolean, streams: Streams): Output {
  return {
    json,
    show(object, lines) {
      const text = json ? JSON.stringify(object) : [lines].flat().map(harmless).join('\n');
      if (text !== '') streams.out(`${text}\n`);
    },
    note(text) {
      if (!json) streams.error(`${harmless(text)}\n`);
    },
    fail(view) {
      streams.error(json ? `${JSON.stringify({ error: view })}\n` : `${failureLines(view).map(harmless).join('\n')}\n`);
    },
  };
}

function failureLines(view: ErrorView): readonly string[] {
  const facts = [view.code, view.rule, view.alert === null ? null : `alert ${view.alert}`, view.detail].filter((fact) => fact !== null);
  return [`${view.title}${/[.!?]$/.test(view.title) ? '' : '.'}`, ...(view.next === '' ? [] : [view.next]), `(${facts.join('; ')})`];
}

/** Control characters, and those that reorder text, become `\u{…}`. */
function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, (letter) => `\\u{${letter.codePointAt(0)?.toString(16)}}`);
}
