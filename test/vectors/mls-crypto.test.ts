import { expect } from 'vitest';
import { decryptWithLabel, encryptWithLabel } from 'ts-mls/crypto/hpke.js';
import { refhash } from 'ts-mls/crypto/hash.js';
import { deriveSecret, deriveTreeSecret, expandWithLabel } from 'ts-mls/crypto/kdf.js';
import { signWithLabel, verifyWithLabel } from 'ts-mls/crypto/signature.js';
import { decodeGroupContext } from 'ts-mls/groupContext.js';
import { initializeEpoch } from 'ts-mls/keySchedule.js';
import { computePskSecret, type PreSharedKeyID } from 'ts-mls/presharedkey.js';
import { createSecretTree, deriveKey, deriveNonce, ratchetUntil } from 'ts-mls/secretTree.js';
import { expandSenderDataKey, expandSenderDataNonce } from 'ts-mls/sender.js';
import { type Bytes, toHex } from '#engine/bytes.ts';
import { clientConfig } from '#engine/mls/library.ts';
import { eachCase, hex } from './mls-cases.ts';

const is = (actual: Bytes, expected: string): void => expect(toHex(actual)).toBe(expected);

interface CryptoBasics {
  readonly ref_hash: { readonly label: string; readonly value: string; readonly out: string };
  readonly expand_with_label: {
    readonly secret: string;
    readonly label: string;
    readonly context: string;
    readonly length: number;
    readonly out: string;
  };
  readonly derive_secret: { readonly secret: string; readonly label: string; readonly out: string };
  readonly derive_tree_secret: {
    readonly secret: string;
    readonly label: string;
    readonly generation: number;
    readonly length: number;
    readonly out: string;
  };
  readonly sign_with_label: {
    readonly priv: string;
    readonly pub: string;
    readonly content: string;
    readonly label: string;
    readonly signature: string;
  };
  readonly encrypt_with_label: {
    readonly priv: string;
    readonly pub: string;
    readonly label: string;
    readonly context: string;
    readonly plaintext: string;
    readonly kem_output: string;
    readonly ciphertext: string;
  };
}

eachCase<CryptoBasics>('crypto-basics', 'labelled primitives', async (value, suite) => {
  const {
    ref_hash: ref,
    expand_with_label: expand,
    derive_secret: derive,
    derive_tree_secret: tree,
    sign_with_label: sign,
    encrypt_with_label: seal,
  } = value;
  is(await refhash(ref.label, hex(ref.value), suite.hash), ref.out);
  is(await expandWithLabel(hex(expand.secret), expand.label, hex(expand.context), expand.length, suite.kdf), expand.out);
  is(await deriveSecret(hex(derive.secret), derive.label, suite.kdf), derive.out);
  is(await deriveTreeSecret(hex(tree.secret), tree.label, tree.generation, tree.length, suite.kdf), tree.out);
  const verify = (signature: Bytes) => verifyWithLabel(hex(sign.pub), sign.label, hex(sign.content), signature, suite.signature);
  expect(await verify(hex(sign.signature))).toBe(true);
  expect(await verify(await signWithLabel(hex(sign.priv), sign.label, hex(sign.content), suite.signature))).toBe(true);
  const key = await suite.hpke.importPrivateKey(hex(seal.priv));
  is(await decryptWithLabel(key, seal.label, hex(seal.context), hex(seal.kem_output), hex(seal.ciphertext), suite.hpke), seal.plaintext);
  const again = await encryptWithLabel(
    await suite.hpke.importPublicKey(hex(seal.pub)),
    seal.label,
    hex(seal.context),
    hex(seal.plaintext),
    suite.hpke,
  );
  is(await decryptWithLabel(key, seal.label, hex(seal.context), again.enc, again.ct, suite.hpke), seal.plaintext);
});

interface KeySchedule {
  readonly initial_init_secret: string;
  readonly epochs: readonly Readonly<
    Record<
      | 'commit_secret'
      | 'psk_secret'
      | 'group_context'
      | 'joiner_secret'
      | 'welcome_secret'
      | 'init_secret'
      | 'sender_data_secret'
      | 'encryption_secret'
      | 'exporter_secret'
      | 'epoch_authenticator'
      | 'external_secret'
      | 'confirmation_key'
      | 'membership_key'
      | 'resumption_psk'
      | 'external_pub',
      string
    >
  >[];
}

eachCase<KeySchedule>('key-schedule', 'secrets of every epoch', async ({ initial_init_secret, epochs }, suite) => {
  let initSecret = hex(initial_init_secret);
  for (const epoch of epochs) {
    const context = decodeGroupContext(hex(epoch.group_context), 0)?.[0];
    if (context === undefined) throw new Error('group context');
    const { joinerSecret, welcomeSecret, encryptionSecret, keySchedule } = await initializeEpoch(
      initSecret,
      hex(epoch.commit_secret),
      context,
      hex(epoch.psk_secret),
      suite.kdf,
    );
    is(joinerSecret, epoch.joiner_secret);
    is(welcomeSecret, epoch.welcome_secret);
    is(encryptionSecret, epoch.encryption_secret);
    is(keySchedule.initSecret, epoch.init_secret);
    is(keySchedule.senderDataSecret, epoch.sender_data_secret);
    is(keySchedule.exporterSecret, epoch.exporter_secret);
    is(keySchedule.epochAuthenticator, epoch.epoch_authenticator);
    is(keySchedule.externalSecret, epoch.external_secret);
    is(keySchedule.confirmationKey, epoch.confirmation_key);
    is(keySchedule.membershipKey, epoch.membership_key);
    is(keySchedule.resumptionPsk, epoch.resumption_psk);
    const external = await suite.hpke.deriveKeyPair(keySchedule.externalSecret);
    is(await suite.hpke.exportPublicKey(external.publicKey), epoch.external_pub);
    initSecret = keySchedule.initSecret;
  }
});

interface PskSecret {
  readonly psks: readonly { readonly psk_id: string; readonly psk: string; readonly psk_nonce: string }[];
  readonly psk_secret: string;
}

eachCase<PskSecret>('psk_secret', 'pre-shared keys', async ({ psks, psk_secret }, suite) => {
  const list = psks.map(({ psk_id, psk, psk_nonce }): [PreSharedKeyID, Bytes] => [
    { psktype: 'external', pskId: hex(psk_id), pskNonce: hex(psk_nonce) },
    hex(psk),
  ]);
  is(await computePskSecret(list, suite), psk_secret);
});

interface SecretTree {
  readonly encryption_secret: string;
  readonly sender_data: { readonly sender_data_secret: string; readonly ciphertext: string; readonly key: string; readonly nonce: string };
  readonly leaves: readonly (readonly {
    readonly generation: number;
    readonly application_key: string;
    readonly application_nonce: string;
    readonly handshake_key: string;
    readonly handshake_nonce: string;
  }[])[];
}

eachCase<SecretTree>('secret-tree', 'keys and nonces of every leaf', async ({ encryption_secret, sender_data: sender, leaves }, suite) => {
  is(await expandSenderDataKey(suite, hex(sender.sender_data_secret), hex(sender.ciphertext)), sender.key);
  is(await expandSenderDataNonce(suite, hex(sender.sender_data_secret), hex(sender.ciphertext)), sender.nonce);
  const tree = await createSecretTree(leaves.length, hex(encryption_secret), suite.kdf);
  for (const [index, generations] of leaves.entries()) {
    const node = tree[2 * index];
    if (node === undefined) throw new Error('leaf');
    for (const at of generations) {
      for (const kind of ['application', 'handshake'] as const) {
        const [{ secret }] = await ratchetUntil(node[kind], at.generation, clientConfig.keyRetentionConfig, suite.kdf);
        is(await deriveKey(secret, at.generation, suite), at[`${kind}_key`]);
        is(await deriveNonce(secret, at.generation, suite), at[`${kind}_nonce`]);
      }
    }
  }
});
