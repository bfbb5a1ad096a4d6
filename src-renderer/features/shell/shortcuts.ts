import { type ConnectionActionName, connectionActions } from '../actions/table.ts';
import { texts as actionTexts } from '../actions/texts.ts';

/** Everything the keyboard can do, as the list shows it. `run` names what the page-wide handler does. */
export interface Shortcut {
  readonly keys: string;
  readonly does: string;
  readonly group: 'Anywhere' | 'Connection' | 'Lists and ladder';
  readonly run?: ShortcutName;
}

export type ShortcutName =
  | 'connect'
  | 'listen'
  | 'demo'
  | 'shortcuts'
  | 'home'
  | 'lock'
  | 'security'
  | 'sessions'
  | 'next'
  | 'previous'
  | ConnectionActionName
  | 'message'
  | 'previousEpoch'
  | 'nextEpoch'
  | 'palette';

export const messageWords = 'Write a message';

export const shortcuts: readonly Shortcut[] = [
  { group: 'Anywhere', keys: 'N', does: 'Connect to a peer', run: 'connect' },
  { group: 'Anywhere', keys: 'L', does: 'Listen for peers', run: 'listen' },
  { group: 'Anywhere', keys: 'D', does: 'Start a demo pair', run: 'demo' },
  { group: 'Anywhere', keys: 'J', does: 'Next connection', run: 'next' },
  { group: 'Anywhere', keys: 'K', does: 'Previous connection', run: 'previous' },
  { group: 'Anywhere', keys: 'S', does: 'Resumable sessions', run: 'sessions' },
  { group: 'Anywhere', keys: 'H', does: 'Start page', run: 'home' },
  { group: 'Anywhere', keys: 'Ctrl K', does: 'Search commands, pages and connections', run: 'palette' },
  { group: 'Anywhere', keys: 'Q', does: 'Lock now', run: 'lock' },
  { group: 'Anywhere', keys: '?', does: 'Keyboard shortcuts', run: 'shortcuts' },
  { group: 'Anywhere', keys: 'Esc', does: 'Close a dialog or popover; the focus goes back' },
  ...connectionActions.flatMap(({ name, keys }): readonly Shortcut[] =>
    keys === null ? [] : [{ group: 'Connection', keys, does: actionTexts.words[name].label.replace('…', ''), run: name }],
  ),
  { group: 'Connection', keys: 'M', does: messageWords, run: 'message' },
  { group: 'Connection', keys: '[', does: 'The epoch before', run: 'previousEpoch' },
  { group: 'Connection', keys: ']', does: 'The epoch after', run: 'nextEpoch' },
  { group: 'Lists and ladder', keys: '↑ ↓', does: 'Move through rows; details follow' },
  { group: 'Lists and ladder', keys: 'Home End', does: 'Oldest row, newest row' },
  { group: 'Lists and ladder', keys: 'PgUp PgDn', does: 'One screen back, one screen on' },
  { group: 'Lists and ladder', keys: '/', does: 'Filter the rows, in the ladder' },
  { group: 'Lists and ladder', keys: 'F', does: 'Follow the newest row, in the ladder' },
];

/** The action a key press asks for, or `null`: letters count only outside text fields, dialogs and menus. */
export function shortcutOf(event: KeyboardEvent): ShortcutName | null {
  if (isPaletteKey(event)) return 'palette';
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.repeat) return null;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest('input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable], [role="dialog"], [role="alertdialog"]'))
    return null;
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return shortcuts.find((shortcut) => shortcut.keys === key)?.run ?? null;
}

/** Ctrl+K, on macOS Cmd+K: works in text fields, too. */
export function isPaletteKey(event: KeyboardEvent): boolean {
  return event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && !event.repeat;
}
