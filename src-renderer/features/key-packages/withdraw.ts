import type { ActionsState } from '../../state/actions.svelte.ts';
import type { CoreState } from '../../state/core.svelte.ts';
import type { DialogsState } from '../../state/dialogs.svelte.ts';
import { texts } from './texts.ts';

interface Parts {
  readonly core: CoreState;
  readonly actions: ActionsState;
  readonly dialogs: DialogsState;
}

/** Asks before the private parts of a KeyPackage are destroyed. */
export function askWithdraw({ core, actions, dialogs }: Parts, id: string, ondone: () => void): void {
  const run = async (): Promise<void> => {
    await actions.run(id, 'withdraw', () => core.bridge.request('withdrawKeyPackage', { keyPackageId: id }), null);
    ondone();
  };
  dialogs.ask({ title: texts.withdrawTitle, text: texts.withdrawText, confirm: texts.withdrawConfirm, run: () => void run() });
}
