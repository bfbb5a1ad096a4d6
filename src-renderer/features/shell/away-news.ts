import type { ConnectionView } from '#shared/views.ts';
import { connectionName } from '../../format/connection-words.ts';
import { errorWords } from '../../format/error-words.ts';
import type { News } from '../../state/actions.svelte.ts';
import type { CoreState } from '../../state/core.svelte.ts';
import type { PreferencesState } from '../../state/preferences.svelte.ts';
import type { RouteState } from '../../state/route.svelte.ts';
import type { ToastsState } from '../../state/toasts.svelte.ts';
import { texts as connectionTexts } from '../connection/texts.ts';
import { texts } from './texts.ts';

interface Parts {
  readonly core: CoreState;
  readonly route: RouteState;
  readonly preferences: PreferencesState;
  readonly toasts: ToastsState;
}

/** Shows what happens to connections whose page is not on screen: that an action runs, and how it ended. */
export function awayNews({ core, route, preferences, toasts }: Parts): (news: News) => void {
  const onScreen = ({ id, demoPeerId }: ConnectionView): boolean => {
    const now = route.current;
    return now.page === 'connection' && (now.id === id || (preferences.split && now.id === demoPeerId));
  };
  const names: Readonly<Record<string, string>> = connectionTexts.tried;
  /** Of what is under way: a connection may be gone by its end. */
  const titles = new Map<string, string>();
  return ({ subject, action, outcome }) => {
    const id = `acting ${subject}`;
    const connection = core.connections.find(subject);
    const title = connection === null ? titles.get(id) : `${names[action] ?? action}: ${connectionName(connection)}`;
    if (title === undefined) return;
    if (outcome === null) titles.set(id, title);
    else titles.delete(id);
    if (connection !== null && onScreen(connection)) toasts.dismiss(id);
    else if (outcome === null) toasts.show({ id, level: 'info', title, text: texts.underWay, busy: true });
    else if (outcome.error !== null) {
      const words = errorWords(outcome.error);
      toasts.show({ id, level: 'danger', title: `${title}. ${words.title}`, text: words.next });
    } else if (outcome.done !== null) toasts.show({ id, level: 'info', title, text: outcome.done });
    else toasts.dismiss(id);
  };
}
