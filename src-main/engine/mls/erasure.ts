import type { CiphersuiteImpl, ClientState, PrivateKey } from 'ts-mls';
import { type Bytes, equal } from '../bytes.ts';
import type { Erase } from '../secret.ts';

/**
 * A suite that remembers the secrets it gave out. The library drops most intermediate secrets (path secrets, epoch
 * secret, message keys) without overwriting them; they all come out of these functions.
 */
export interface RecordingSuite {
  readonly suite: CiphersuiteImpl;
  /** Whether `publicKey` belongs to a key pair that was derived from a secret in this step. */
  derived(publicKey: Bytes): boolean;
  /** Overwrites every remembered secret that `keep` does not hold. */
  eraseExcept(keep: readonly Bytes[]): void;
}

export function recordingSuite(inner: CiphersuiteImpl, erase: Erase): RecordingSuite {
  const given: Bytes[] = [];
  const publicKeys: Bytes[] = [];
  const remember = async (secret: Promise<Bytes>): Promise<Bytes> => {
    const bytes = await secret;
    given.push(bytes);
    return bytes;
  };
  const { kdf, hpke, rng } = inner;
  /** A key object holds the very bytes that it is exported as; the library drops both. */
  const rememberKey = async (key: PrivateKey): Promise<PrivateKey> => {
    await remember(hpke.exportPrivateKey(key));
    return key;
  };
  return {
    suite: {
      ...inner,
      kdf: {
        size: kdf.size,
        extract: (salt, ikm) => remember(kdf.extract(salt, ikm)),
        expand: (prk, info, length) => remember(kdf.expand(prk, info, length)),
      },
      hpke: {
        ...delegate(hpke),
        open: (key, enc, ciphertext, info, aad) => remember(hpke.open(key, enc, ciphertext, info, aad)),
        exportPrivateKey: (key) => remember(hpke.exportPrivateKey(key)),
        importPrivateKey: async (bytes) => rememberKey(await hpke.importPrivateKey(bytes)),
        async generateKeyPair() {
          const pair = await hpke.generateKeyPair();
          await rememberKey(pair.privateKey);
          return pair;
        },
        async deriveKeyPair(ikm) {
          const pair = await hpke.deriveKeyPair(ikm);
          await rememberKey(pair.privateKey);
          publicKeys.push(await hpke.exportPublicKey(pair.publicKey));
          return pair;
        },
      },
      rng: {
        randomBytes(length) {
          const bytes = rng.randomBytes(length);
          given.push(bytes);
          return bytes;
        },
      },
    },
    derived: (publicKey) => publicKeys.some((known) => equal(known, publicKey)),
    eraseExcept(keep) {
      eraseAllBut(given, keep, erase);
      given.length = 0;
    },
  };
}

/** Every secret a state holds. The epoch authenticator is not one: it is shown to people. */
export function secretsOf(state: ClientState): readonly Bytes[] {
  const { senderDataSecret, exporterSecret, externalSecret, confirmationKey, membershipKey, resumptionPsk, initSecret } = state.keySchedule;
  const ratchets = state.secretTree.flatMap(({ application, handshake }) => [application, handshake]);
  return [
    senderDataSecret,
    exporterSecret,
    externalSecret,
    confirmationKey,
    membershipKey,
    resumptionPsk,
    initSecret,
    ...ratchets.flatMap(({ secret, unusedGenerations }) => [secret, ...Object.values(unusedGenerations)]),
    ...Object.values(state.privatePath.privateKeys),
    state.signaturePrivateKey,
  ];
}

/** What must survive the step that made `state`: its secrets and what it shows. */
export function keptBy(state: ClientState): readonly Bytes[] {
  return [...secretsOf(state), state.keySchedule.epochAuthenticator];
}

/** Overwrites `secrets` except those that share memory with `keep`. */
export function eraseAllBut(secrets: readonly Bytes[], keep: readonly Bytes[], erase: Erase): void {
  for (const secret of secrets) if (!keep.some((kept) => sameMemory(kept, secret))) erase(secret);
}

function sameMemory(a: Bytes, b: Bytes): boolean {
  return (
    a === b || (a.length > 0 && a.buffer === b.buffer && a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength)
  );
}

/** An HPKE object whose methods may live on a prototype. */
function delegate(hpke: CiphersuiteImpl['hpke']): CiphersuiteImpl['hpke'] {
  return {
    keyLength: hpke.keyLength,
    nonceLength: hpke.nonceLength,
    open: (...args) => hpke.open(...args),
    seal: (...args) => hpke.seal(...args),
    importPrivateKey: (key) => hpke.importPrivateKey(key),
    importPublicKey: (key) => hpke.importPublicKey(key),
    exportPublicKey: (key) => hpke.exportPublicKey(key),
    exportPrivateKey: (key) => hpke.exportPrivateKey(key),
    encryptAead: (...args) => hpke.encryptAead(...args),
    decryptAead: (...args) => hpke.decryptAead(...args),
    exportSecret: (...args) => hpke.exportSecret(...args),
    importSecret: (...args) => hpke.importSecret(...args),
    deriveKeyPair: (ikm) => hpke.deriveKeyPair(ikm),
    generateKeyPair: () => hpke.generateKeyPair(),
  };
}
