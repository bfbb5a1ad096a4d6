import { type Shortcut, type ShortcutName, shortcuts } from './shortcuts.ts';

/** Keys that somebody chose instead of ours; `null`: none at all. */
export type OwnKeys = { readonly [N in ShortcutName]?: string | null };

/** Why a key cannot be chosen. */
export type KeyRefusal = { readonly why: 'taken'; readonly by: Shortcut } | { readonly why: 'reserved' };

/** Beside those of the fixed shortcuts: Z is the ladder's; the others edit text, or belong to browsers and the menu. */
const reserved = new Set(['Z', ...[...'ACVXYZRQTWP123'].map((letter) => `Ctrl ${letter}`), 'Ctrl /']);

/** The key that does a thing now. */
export function keyOf({ run, keys }: Shortcut, own: OwnKeys): string | null {
  const chosen = run === undefined ? undefined : own[run];
  return chosen === undefined ? keys : chosen;
}

/** What a key does now; `null` when nothing that the page itself does. */
export function actionOf(keys: string, own: OwnKeys): ShortcutName | null {
  return shortcuts.find((one) => keyOf(one, own) === keys)?.run ?? null;
}

/** Whether `keys` may do `name`. @returns `null` when it may */
export function refusalOf(name: ShortcutName, keys: string, own: OwnKeys): KeyRefusal | null {
  const by = shortcuts.find((one) => one.run !== name && keyOf(one, own) === keys);
  if (by) return { why: 'taken', by };
  return reserved.has(keys) ? { why: 'reserved' } : null;
}

/** `N`, or `Ctrl K` for Ctrl and on macOS Cmd; `null` for what cannot be a shortcut. Letters are the same with and without Shift. */
export function keysPressed(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string | null {
  if (event.altKey || event.key.length !== 1 || event.key.trim() === '') return null;
  const key = event.key.toUpperCase();
  if (!event.ctrlKey && !event.metaKey) return key;
  return event.shiftKey ? null : `Ctrl ${key}`;
}

/** As stored; what is no shortcut of today, or clashes with another, is left out. */
export function parseOwnKeys(text: string): OwnKeys {
  let own: OwnKeys = {};
  for (const [name, keys] of entriesOf(text)) {
    const run = shortcuts.find((one) => one.run === name)?.run;
    if (run === undefined) continue;
    if (keys === null) own = { ...own, [run]: null };
    else if (typeof keys === 'string' && /^(Ctrl )?\S$/u.test(keys)) own = { ...own, [run]: keys };
  }
  return withoutClashes(own);
}

function entriesOf(text: string): readonly (readonly [string, unknown])[] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? Object.entries(value) : [];
  } catch {
    return []; // written by something else, or cut off: as if nothing was chosen
  }
}

function withoutClashes(own: OwnKeys): OwnKeys {
  const clash = shortcuts.find(({ run }) => {
    const keys = run === undefined ? null : own[run];
    return run !== undefined && typeof keys === 'string' && refusalOf(run, keys, own) !== null;
  });
  if (clash?.run === undefined) return own;
  return withoutClashes(without(own, clash.run));
}

/** With the key of ours again. */
export function without(own: OwnKeys, name: ShortcutName): OwnKeys {
  return Object.fromEntries(Object.entries(own).filter(([one]) => one !== name));
}

/** Whether keys that are pressed there write text, or belong to a dialog. */
export function isOverText(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  const over = target.closest(
    'input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable], [role="dialog"], [role="alertdialog"]',
  );
  return over !== null;
}
