import { type ConnectionActionName, connectionActions } from '../actions/table.ts';
import { texts as actionTexts } from '../actions/texts.ts';
import { texts } from './texts.ts';

/** Everything the keyboard can do, as the list shows it. `run` names what the page-wide handler does. */
export interface Shortcut {
  /** Those it has by itself; `null`: none. */
  readonly keys: string | null;
  readonly does: string;
  readonly group: 'anywhere' | 'connection' | 'lists';
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

export const shortcuts: readonly Shortcut[] = [
  { group: 'anywhere', keys: 'N', does: texts.does.connect, run: 'connect' },
  { group: 'anywhere', keys: 'L', does: texts.does.listen, run: 'listen' },
  { group: 'anywhere', keys: 'D', does: texts.does.demo, run: 'demo' },
  { group: 'anywhere', keys: 'J', does: texts.does.next, run: 'next' },
  { group: 'anywhere', keys: 'K', does: texts.does.previous, run: 'previous' },
  { group: 'anywhere', keys: 'S', does: texts.does.sessions, run: 'sessions' },
  { group: 'anywhere', keys: 'H', does: texts.does.home, run: 'home' },
  { group: 'anywhere', keys: 'Ctrl K', does: texts.does.palette, run: 'palette' },
  { group: 'anywhere', keys: 'Q', does: texts.does.lock, run: 'lock' },
  { group: 'anywhere', keys: '?', does: texts.does.shortcuts, run: 'shortcuts' },
  { group: 'anywhere', keys: 'Esc', does: texts.does.escape },
  ...connectionActions.map(
    ({ name, keys }): Shortcut => ({ group: 'connection', keys, does: actionTexts.words[name].label.replace('…', ''), run: name }),
  ),
  { group: 'connection', keys: 'M', does: texts.does.message, run: 'message' },
  { group: 'connection', keys: '[', does: texts.does.previousEpoch, run: 'previousEpoch' },
  { group: 'connection', keys: ']', does: texts.does.nextEpoch, run: 'nextEpoch' },
  { group: 'lists', keys: '↑ ↓', does: texts.does.rows },
  { group: 'lists', keys: 'Home End', does: texts.does.ends },
  { group: 'lists', keys: 'PgUp PgDn', does: texts.does.screens },
  { group: 'lists', keys: '/', does: texts.does.filter },
  { group: 'lists', keys: 'F', does: texts.does.follow },
];
