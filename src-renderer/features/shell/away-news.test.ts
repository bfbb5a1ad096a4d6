import { expect, test } from 'vitest';
import type { ConnectionView } from '#shared/views.ts';
import type { CoreState } from '../../state/core.svelte.ts';
import type { PreferencesState } from '../../state/preferences.svelte.ts';
import type { Route, RouteState } from '../../state/route.svelte.ts';
import { ToastsState } from '../../state/toasts.svelte.ts';
import { awayNews } from './away-news.ts';

const subject = 'c-1';
const done = { action: 'remove', at: 0, done: 'Removed', error: null } as const;

/** What is told of a connection, and what is shown of it. */
function window() {
  const parts: { current: Route; connection: ConnectionView | null } = {
    current: { page: 'home' },
    // these fields alone are looked at
    connection: { id: subject, demoPeerId: null, label: 'Bob', address: 'bob:1', peer: null } as ConnectionView,
  };
  const toasts = new ToastsState();
  const tell = awayNews({
    core: { connections: { find: () => parts.connection } } as unknown as CoreState,
    route: parts as unknown as RouteState,
    preferences: { split: false } as PreferencesState,
    toasts,
  });
  return { parts, toasts, tell };
}

test('the end of what a connection does not outlive is told', () => {
  const { parts, toasts, tell } = window();
  tell({ subject, action: 'remove', outcome: null });
  expect(toasts.items).toMatchObject([{ title: 'Remove: Bob', busy: true }]);
  parts.connection = null;
  tell({ subject, action: 'remove', outcome: done });
  expect(toasts.items).toMatchObject([{ title: 'Remove: Bob', text: 'Removed' }]);
  expect(toasts.items[0]?.busy).toBeUndefined();
});

test('what ends on screen is no longer said to be under way', () => {
  const { parts, toasts, tell } = window();
  tell({ subject, action: 'remove', outcome: null });
  parts.current = { page: 'connection', id: subject };
  tell({ subject, action: 'remove', outcome: done });
  expect(toasts.items).toEqual([]);
});

test('what belongs to no connection is not told', () => {
  const { parts, toasts, tell } = window();
  parts.connection = null;
  tell({ subject, action: 'remove', outcome: null });
  tell({ subject, action: 'remove', outcome: done });
  expect(toasts.items).toEqual([]);
});
