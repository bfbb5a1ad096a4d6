import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { languageChannel } from '#shared/contract.ts';
import { type Language, languageOf, languages } from '#shared/languages.ts';
import { type ShellTexts, shellTexts } from './texts.ts';

const languageSchema = v.picklist(languages);

/**
 * The language of the menu and of dialogs of the system: the one the page told last, which is remembered, for the menu is there before
 * the page is.
 */
export class ShellLanguage {
  readonly #file: string;
  #current: Language;

  /** @param wanted what the system asks for, best first; counts until a page has said something */
  constructor(file: string, wanted: readonly string[]) {
    this.#file = file;
    this.#current = remembered(file) ?? languageOf(wanted);
  }

  get current(): Language {
    return this.#current;
  }

  get texts(): ShellTexts {
    return shellTexts(this.#current);
  }

  /** @returns whether it is another one than before; what is no language of ours changes nothing */
  take(told: unknown): boolean {
    const read = v.safeParse(languageSchema, told);
    if (!read.success || read.output === this.#current) return false;
    this.#current = read.output;
    remember(this.#file, read.output);
    return true;
  }
}

/** Hears of the language from pages of our windows, and from nobody else. */
export function serveLanguage(
  ipcMain: Pick<IpcMain, 'handle'>,
  language: ShellLanguage,
  isOurs: (event: IpcMainInvokeEvent) => boolean,
  changed: () => void,
): void {
  ipcMain.handle(languageChannel, (event, told: unknown) => {
    if (isOurs(event) && language.take(told)) changed();
    return null;
  });
}

/** @returns `null` when nothing is remembered that makes sense */
function remembered(file: string): Language | null {
  try {
    const read = v.safeParse(v.object({ language: languageSchema }), JSON.parse(readFileSync(file, 'utf8')));
    return read.success ? read.output.language : null;
  } catch {
    return null; // none yet, or damaged: not worth a message
  }
}

function remember(file: string, language: Language): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, JSON.stringify({ language }), { mode: 0o600 });
  } catch {
    // The page will say it again at the next start.
  }
}
