import { bytesToBase64, makePskIndex } from 'ts-mls';
import { joinGroup } from 'ts-mls/clientState.js';
import { decodeMlsMessage } from 'ts-mls/message.js';
import { processPrivateMessage, processPublicMessage } from 'ts-mls/processMessages.js';
import { decodeRatchetTree } from 'ts-mls/ratchetTree.js';
import { expect } from 'vitest';
import { toHex } from '#engine/bytes.ts';
import { clientConfig } from '#engine/mls/library.ts';
import { decodeMessage } from '#engine/mls/message.ts';
import { eachCase, hex } from './mls-cases.ts';

interface Passive
  extends Readonly<Record<'key_package' | 'signature_priv' | 'encryption_priv' | 'init_priv' | 'welcome' | 'initial_epoch_authenticator', string>> {
  readonly external_psks: readonly { readonly psk_id: string; readonly psk: string }[];
  readonly ratchet_tree: string | null;
  readonly epochs: readonly { readonly proposals: readonly string[]; readonly commit: string; readonly epoch_authenticator: string }[];
}

for (const name of ['passive-client-welcome', 'passive-client-handling-commit']) {
  eachCase<Passive>(name, 'joins and follows', async (value, suite) => {
    // Our strict decoder must take whatever other stacks write.
    for (const message of [value.key_package, value.welcome, ...value.epochs.flatMap(({ proposals, commit }) => [...proposals, commit])])
      decodeMessage(hex(message));
    const keyPackage = decodeMlsMessage(hex(value.key_package), 0)?.[0];
    const welcome = decodeMlsMessage(hex(value.welcome), 0)?.[0];
    if (keyPackage?.wireformat !== 'mls_key_package' || welcome?.wireformat !== 'mls_welcome') throw new Error('wire format');
    const psks = Object.fromEntries(value.external_psks.map(({ psk_id, psk }) => [bytesToBase64(hex(psk_id)), hex(psk)]));
    const tree = value.ratchet_tree === null ? undefined : decodeRatchetTree(hex(value.ratchet_tree), 0)?.[0];
    const keys = { hpkePrivateKey: hex(value.encryption_priv), initPrivateKey: hex(value.init_priv), signaturePrivateKey: hex(value.signature_priv) };
    let state = await joinGroup(welcome.welcome, keyPackage.keyPackage, keys, makePskIndex(undefined, psks), suite, tree, undefined, clientConfig);
    expect(toHex(state.keySchedule.epochAuthenticator)).toBe(value.initial_epoch_authenticator);
    for (const epoch of value.epochs) {
      for (const bytes of [...epoch.proposals, epoch.commit]) {
        const message = decodeMlsMessage(hex(bytes), 0)?.[0];
        const known = makePskIndex(state, psks);
        if (message?.wireformat === 'mls_private_message')
          state = (await processPrivateMessage(state, message.privateMessage, known, suite)).newState;
        else if (message?.wireformat === 'mls_public_message')
          state = (await processPublicMessage(state, message.publicMessage, known, suite)).newState;
        else throw new Error('wire format');
      }
      expect(toHex(state.keySchedule.epochAuthenticator)).toBe(epoch.epoch_authenticator);
    }
  });
}
