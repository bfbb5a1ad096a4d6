import { type KeyRefusal, type OwnKeys, actionOf, isOverText, keyOf, keysPressed, parseOwnKeys, refusalOf, without } from './key-choice.ts';
import { readStored, writeStored } from '../../state/stored.ts';
import { type Shortcut, type ShortcutName, shortcuts } from './shortcuts.ts';

const place = 'keys';

/** Which key does what in this window; what somebody chose is kept in the browser's storage, never sent to the core. */
class Keys {
  #own = $state.raw<OwnKeys>(stored());

  /** The key as it is shown; `undefined` when there is none. */
  of(name: ShortcutName): string | undefined {
    const shortcut = shortcutOf(name);
    return shortcut ? (this.shownFor(shortcut) ?? undefined) : undefined;
  }

  /** The same for `aria-keyshortcuts`. */
  aria(name: ShortcutName): string | undefined {
    return this.of(name)?.replace('Ctrl ', 'Control+');
  }

  shownFor(shortcut: Shortcut): string | null {
    return keyOf(shortcut, this.#own);
  }

  get changed(): boolean {
    return Object.keys(this.#own).length > 0;
  }

  /** Whether somebody chose the key of this. */
  isOwn(name: ShortcutName): boolean {
    return this.#own[name] !== undefined;
  }

  /** @param keys as `keysPressed` gives them; `null`: none. @returns why not; then nothing changed */
  choose(name: ShortcutName, keys: string | null): KeyRefusal | null {
    const refusal = keys === null ? null : refusalOf(name, keys, this.#own);
    if (refusal) return refusal;
    const ours = shortcutOf(name)?.keys;
    this.#keep(keys === ours ? without(this.#own, name) : { ...this.#own, [name]: keys });
    return null;
  }

  /** @returns why not: something else has the key of ours by now */
  reset(name: ShortcutName): KeyRefusal | null {
    return this.choose(name, shortcutOf(name)?.keys ?? null);
  }

  resetAll(): void {
    this.#keep({});
  }

  /**
   * The action a key press asks for, or `null`: in text fields and dialogs only those with Ctrl or Cmd count.
   *
   * @param letters whether keys by themselves count at all
   */
  pressed(event: KeyboardEvent, letters: boolean): ShortcutName | null {
    if (event.repeat || event.defaultPrevented) return null;
    const pressed = keysPressed(event);
    if (pressed === null) return null;
    if (!pressed.startsWith('Ctrl ') && (!letters || isOverText(event.target))) return null;
    return actionOf(pressed, this.#own);
  }

  #keep(own: OwnKeys): void {
    this.#own = own;
    writeStored(place, JSON.stringify(own));
  }
}

export const keys = new Keys();

function stored(): OwnKeys {
  return parseOwnKeys(readStored(place) ?? '{}');
}

function shortcutOf(name: ShortcutName): Shortcut | undefined {
  return shortcuts.find(({ run }) => run === name);
}
