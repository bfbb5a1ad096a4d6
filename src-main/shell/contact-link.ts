import type { Dialog } from 'electron';
import { openRequestGate } from '../api/rpc.ts';
import type { Core } from '../api/core.ts';
import { agrees } from './confirmations.ts';
import { forDialog } from './dialog-text.ts';
import { errorIn } from './error-text.ts';
import type { ShellLanguage } from './language.ts';

/** Links with this scheme open the app: contact cards. */
export const linkScheme = 'epochscope';

/** Contact links that the operating system hands over, from the first moment on: macOS does not wait until the app is ready. */
export class ContactLinks {
  readonly #waiting: string[] = [];
  #offer: ((link: string) => void) | null = null;

  /** @param words what the app was started with, or one link */
  take(words: readonly string[]): void {
    const link = words.find((word) => word.startsWith(`${linkScheme}:contact?`));
    if (link === undefined) return;
    if (this.#offer === null) this.#waiting.push(link);
    else this.#offer(link);
  }

  start(offer: (link: string) => void): void {
    this.#offer = offer;
    for (const link of this.#waiting.splice(0)) offer(link);
  }
}

/**
 * Asks, in a dialog no page can answer, whether to pin the key of a contact card that came by link. A link can come from any
 * web page, so nothing happens without the answer.
 */
export async function offerContact(core: Core, dialog: Dialog, link: string, language: ShellLanguage): Promise<void> {
  const { texts } = language;
  const name = nameIn(link, texts.unnamed);
  const question = { message: texts.pin.message(name), detail: texts.link, agree: texts.pin.agree };
  if (!(await agrees(dialog, question, texts.cancel))) return;
  const gate = openRequestGate({ handlers: core.handlers, actor: { kind: 'window', client: null }, now: () => 0, report: () => undefined });
  const reply = await gate.request('addPin', { card: link, fixed: false });
  if (reply.ok) return;
  const { title, next } = errorIn(language.current, reply.error);
  await dialog.showMessageBox({ type: 'error', message: title, detail: next });
}

function nameIn(link: string, unnamed: string): string {
  return forDialog(new URLSearchParams(link.slice(link.indexOf('?') + 1)).get('name') ?? '', unnamed);
}
