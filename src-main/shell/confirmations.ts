import type { Dialog } from 'electron';
import type { Handlers, Params, RequestName } from '#shared/contract.ts';
import { parseCard } from '../api/opening.ts';
import type { Confirm } from '../api/rpc.ts';
import { fullFingerprint } from '../trust/fingerprint.ts';
import { forDialog } from './dialog-text.ts';

/** What a person is asked outside the page. */
export interface Question {
  readonly message: string;
  readonly detail: string;
  /** What the button that agrees says. */
  readonly agree: string;
}

type Questions = {
  readonly [M in RequestName]?: (params: Params<M>, handlers: Handlers) => Promise<Question | null> | Question | null;
};

const compared = 'Go on only if you asked for this and the fingerprint is the one your contact has.';
const asked = 'Go on only if you asked for this.';

/**
 * Requests that loosen trust or bring a key out, and what is asked before each: the page could have been taken over, the
 * dialog of the system cannot. What is asked comes from the core, never in the words of the page. Threat “compromised
 * renderer”, RN-007; SECURITY.md.
 */
const questions: Questions = {
  acceptKnock: async ({ knockId }, handlers) => {
    const knock = (await handlers.knocks({})).find(({ id }) => id === knockId);
    return knock === undefined ? null : pinning(knock.name, knock.fingerprint.full);
  },
  addPin: ({ card }) => {
    const { name, ...key } = parseCard(card);
    return pinning(name, fullFingerprint(key));
  },
  editContact: async ({ pinId, fixed, verifiedBy, policyId }, handlers) => {
    if (fixed !== false && typeof verifiedBy !== 'string' && policyId === undefined) return null;
    const { label, fingerprint } = await handlers.contact({ pinId });
    return { message: `Change how “${forDialog(label)}” is trusted?`, detail: `${fingerprint.full}\n\n${compared}`, agree: 'Change' };
  },
  setPolicy: ({ name }) => ({
    message: `Save the policy “${forDialog(name)}”?`,
    detail: `It decides who is believed. ${asked}`,
    agree: 'Save policy',
  }),
  addAnchor: ({ label }) => ({
    message: `Trust the root “${forDialog(label ?? 'without a name')}”?`,
    detail: `Whoever holds it can introduce peers. ${asked}`,
    agree: 'Trust this root',
  }),
  addTrustEntry: ({ effect, list, value }) =>
    effect === 'deny' ? null : { message: `Put “${forDialog(value)}” on the list “${forDialog(list)}”?`, detail: asked, agree: 'Allow' },
  removeTrustEntry: () => ({ message: 'Take this entry off its list?', detail: `Whom it denied may be believed again. ${asked}`, agree: 'Remove' }),
  removeCrl: () => ({ message: 'Remove this revocation list?', detail: `What it revoked may be believed again. ${asked}`, agree: 'Remove' }),
  exportPrivateKey: async ({ identityId, scheme }, handlers) => {
    const identity = (await handlers.identities({})).find(({ id }) => id === identityId);
    const name = forDialog(identity?.name ?? 'unnamed');
    return { message: `Export the private ${scheme} key of “${name}”?`, detail: `Whoever has it can be you. ${asked}`, agree: 'Export key' };
  },
  makeRecoveryKit: () => ({ message: 'Make a recovery kit?', detail: `It opens this profile without the passphrase. ${asked}`, agree: 'Make kit' }),
  removeProtection: ({ kind }) => ({ message: `Take the ${kind} off this profile?`, detail: asked, agree: 'Remove' }),
};

/** Asks in dialogs of the system, one at a time; Cancel is the answer to whoever only presses Enter. */
export function confirmations(handlers: Handlers, dialog: Pick<Dialog, 'showMessageBox'>): Confirm {
  let open = false;
  return async (name, params) => {
    if (questions[name] === undefined) return 'agreed';
    if (open) return 'busy';
    open = true;
    try {
      const question = await questions[name](params, handlers);
      return question === null || (await agrees(dialog, question)) ? 'agreed' : 'refused';
    } finally {
      open = false;
    }
  };
}

export async function agrees(dialog: Pick<Dialog, 'showMessageBox'>, { message, detail, agree }: Question): Promise<boolean> {
  const { response } = await dialog.showMessageBox({ type: 'question', buttons: [agree, 'Cancel'], defaultId: 1, cancelId: 1, message, detail });
  return response === 0;
}

function pinning(name: string, fingerprint: string): Question {
  return { message: `Trust the key of “${forDialog(name)}”?`, detail: `${fingerprint}\n\n${compared}`, agree: 'Pin this key' };
}
