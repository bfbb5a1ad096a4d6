import type { Dialog } from 'electron';
import type { Handlers, Params, RequestName } from '#shared/contract.ts';
import { parseCard } from '../api/opening.ts';
import type { Confirm } from '../api/rpc.ts';
import { shortFingerprint } from '../trust/fingerprint.ts';
import { forDialog } from './dialog-text.ts';
import type { ShellTexts } from './texts.ts';

/** What a person is asked outside the page. */
export interface Question {
  readonly message: string;
  readonly detail: string;
  /** What the button that agrees says. */
  readonly agree: string;
}

type Asked = Omit<Question, 'agree'>;

type Questions = {
  readonly [M in RequestName]?: (params: Params<M>, handlers: Handlers, texts: ShellTexts) => Promise<Question | null> | Question | null;
};

/**
 * Requests that loosen trust or bring a key out, and what is asked before each: the page could have been taken over, the
 * dialog of the system cannot. What is asked comes from the core, never in the words of the page. Threat “compromised
 * renderer”, RN-007; SECURITY.md.
 */
const questions: Questions = {
  acceptKnock: async ({ knockId }, handlers, texts) => {
    const knock = (await handlers.knocks({})).find(({ id }) => id === knockId);
    return knock === undefined ? null : pinning(knock.name, knock.fingerprint.short, texts);
  },
  addPin: ({ card }, _handlers, texts) => {
    const { name, ...key } = parseCard(card);
    return pinning(name, shortFingerprint(key), texts);
  },
  editContact: async ({ pinId, fixed, verifiedBy, policyId }, handlers, { contact, compared, unnamed }) => {
    if (fixed !== false && typeof verifiedBy !== 'string' && policyId === undefined) return null;
    const { label, fingerprint } = await handlers.contact({ pinId });
    return { message: contact.message(forDialog(label, unnamed)), detail: `${fingerprint.short}\n\n${compared}`, agree: contact.agree };
  },
  setPolicy: ({ name }, _handlers, { policy, ...texts }) => ({
    ...wanted({ message: policy.message(forDialog(name, texts.unnamed)), detail: policy.detail }, texts),
    agree: policy.agree,
  }),
  addAnchor: ({ label }, _handlers, { anchor, ...texts }) => ({
    ...wanted({ message: anchor.message(forDialog(label ?? '', texts.unnamed)), detail: anchor.detail }, texts),
    agree: anchor.agree,
  }),
  addTrustEntry: ({ effect, list, value }, _handlers, { entry, asked, unnamed }) =>
    effect === 'deny' ? null : { message: entry.message(forDialog(value, unnamed), forDialog(list, unnamed)), detail: asked, agree: entry.agree },
  removeTrustEntry: (_params, _handlers, texts) => ({ ...wanted(texts.removedEntry, texts), agree: texts.removedEntry.agree }),
  removeCrl: (_params, _handlers, texts) => ({ ...wanted(texts.removedList, texts), agree: texts.removedList.agree }),
  exportPrivateKey: async ({ identityId, scheme }, handlers, { exportKey, ...texts }) => {
    const identity = (await handlers.identities({})).find(({ id }) => id === identityId);
    const name = forDialog(identity?.name ?? '', texts.unnamed);
    return { ...wanted({ message: exportKey.message(scheme, name), detail: exportKey.detail }, texts), agree: exportKey.agree };
  },
  makeRecoveryKit: (_params, _handlers, texts) => ({ ...wanted(texts.kit, texts), agree: texts.kit.agree }),
  removeProtection: ({ kind }, _handlers, { protection, asked }) => ({ message: protection.message(kind), detail: asked, agree: protection.agree }),
};

/**
 * Asks in dialogs of the system, one at a time; Cancel is the answer to whoever only presses Enter.
 *
 * @param texts in the language of the moment
 */
export function confirmations(handlers: Handlers, dialog: Pick<Dialog, 'showMessageBox'>, texts: () => ShellTexts): Confirm {
  let open = false;
  return async (name, params) => {
    if (questions[name] === undefined) return 'agreed';
    if (open) return 'busy';
    open = true;
    try {
      const question = await questions[name](params, handlers, texts());
      return question === null || (await agrees(dialog, question, texts().cancel)) ? 'agreed' : 'refused';
    } finally {
      open = false;
    }
  };
}

export async function agrees(dialog: Pick<Dialog, 'showMessageBox'>, { message, detail, agree }: Question, cancel: string): Promise<boolean> {
  const { response } = await dialog.showMessageBox({ type: 'question', buttons: [agree, cancel], defaultId: 1, cancelId: 1, message, detail });
  return response === 0;
}

/** What follows from it, and that only who asked for it should go on. */
function wanted({ message, detail }: Asked, { asked }: Pick<ShellTexts, 'asked'>): Asked {
  return { message, detail: `${detail} ${asked}` };
}

function pinning(name: string, fingerprint: string, { pin, compared, unnamed }: ShellTexts): Question {
  return { message: pin.message(forDialog(name, unnamed)), detail: `${fingerprint}\n\n${compared}`, agree: pin.agree };
}
