import type { ConnectionView } from '#shared/views.ts';
import type { MenuAction } from '../../components/menu-action.ts';
import type { Commands } from '../shell/commands.svelte.ts';
import { keys } from '../shell/keys.svelte.ts';
import { offeredActions } from './table.ts';
import { texts } from './texts.ts';

/** What a menu says about a connection: all that is offered now, with what is in the way. */
export function connectionEntries(commands: Commands, connection: ConnectionView): readonly MenuAction[] {
  return offeredActions(connection).map(({ name, obstacle }) => ({
    id: name,
    ...texts.words[name],
    keys: keys.of(name) ?? null,
    obstacle: obstacle(connection),
    run: () => commands.act(name, connection),
  }));
}
