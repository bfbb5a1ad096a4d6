import type { ConnectionView } from '#shared/views.ts';
import type { MenuAction } from '../../components/menu-action.ts';
import type { Commands } from '../shell/commands.svelte.ts';
import { keys } from '../shell/keys.svelte.ts';
import { offeredActions } from './table.ts';
import { texts } from './texts.ts';

/**
 * What a menu says about a connection: all that is offered now, with what is in the way.
 *
 * @param gone why nothing can be done at all
 */
export function connectionEntries(commands: Commands, connection: ConnectionView, gone: string | null = null): readonly MenuAction[] {
  return offeredActions(connection).map(({ name, group, obstacle }) => ({
    id: name,
    ...texts.words[name],
    ...(name === 'autoResume' ? { label: texts.autoResume, checked: connection.autoResume } : {}),
    group,
    keys: keys.of(name) ?? null,
    obstacle: name === 'epochs' ? null : (gone ?? obstacle(connection)),
    run: () => commands.act(name, connection),
  }));
}
