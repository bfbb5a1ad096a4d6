import { createPrivateKey, createPublicKey } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { type Bytes, equal, fromHex, toHex } from '#engine/bytes.ts';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';
import { thisMachine } from '#main/hosts/core.ts';
import type { IdentityView } from '#shared/views.ts';
import { profileDirectory, Station } from './cores.ts';

/** PKCS #8 of an Ed25519 seed. RFC 8410. */
const pkcs8 = fromHex('302e020100300506032b657004220420');

function publicKeyOf(seed: Bytes): Bytes {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' });
  return new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32));
}

const ed25519 = ({ keys }: IdentityView): Bytes => fromHex(keys.find(({ scheme }) => scheme === 'Ed25519')?.publicKey ?? '');

/** Every file of a profile, by name. */
const filesOf = (directory: string) =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({ name: entry.name, content: readFileSync(join(entry.parentPath, entry.name)) }));

function whereIs(needle: Bytes, directory: string): readonly string[] {
  const forms = [Buffer.from(needle), Buffer.from(toHex(needle)), Buffer.from(Buffer.from(needle).toString('base64'))];
  return filesOf(directory).flatMap(({ name, content }) => (forms.some((form) => content.includes(form)) ? [name] : []));
}

/** The private key of an identity as its row holds it, sealed. */
function sealedKey(directory: string, publicKey: Bytes): Bytes {
  const copy = join(profileDirectory(), 'copy.db');
  copyFileSync(join(directory, 'keys.db'), copy);
  const database = new Sqlite(copy, { readonly: true });
  const row = database
    .prepare<[Bytes], { readonly private_key: Buffer }>('SELECT private_key FROM identity_keys WHERE public_key = ?')
    .get(publicKey);
  database.close();
  rmSync(copy);
  return new Uint8Array(row?.private_key ?? Buffer.alloc(0));
}

test('[R-DEL] [DL-02] once every session has updated, no byte of the old private key is left: not in a file, sealed or not, and every copy was overwritten', async () => {
  const erased: Bytes[] = [];
  const crypto = nodeCryptoProvider({
    erase(bytes) {
      if (bytes.length === 32) erased.push(bytes.slice());
      bytes.fill(0);
    },
  });
  const bob = await Station.open('Bob');
  const alice = await Station.open('Alice', { machine: thisMachine(crypto) });
  const { port } = await bob.listen();
  const here = await alice.connect(port);
  const [before] = await alice.core.handlers.identities({});
  if (before === undefined) throw new Error('no identity');
  const publicKey = ed25519(before);
  // It was overwritten for the first time when it had been stored.
  const old = erased.find((seed) => equal(publicKeyOf(seed), publicKey));
  if (old === undefined) throw new Error('the private key was made without the watched cryptography');
  const sealed = sealedKey(alice.directory, publicKey);
  expect(sealed.length).toBeGreaterThan(32);
  expect(whereIs(sealed, alice.directory)).toEqual(['keys.db']); // the scan sees what is there
  const copies = () => erased.filter((bytes) => equal(bytes, old)).length;
  const copiesBefore = copies();

  const after = await alice.core.handlers.rotateIdentityKey({ identityId: before.id, scheme: 'Ed25519' });
  await alice.until(here.id, ({ own, updating }) => own?.state === 'current' && !updating);
  await bob.untilAny(({ peer }) => peer?.fingerprint.full === after.keys.find(({ scheme }) => scheme === 'Ed25519')?.fingerprint.full);

  expect(copies()).toBeGreaterThan(copiesBefore); // the session's own copy
  expect(whereIs(old, alice.directory)).toEqual([]);
  expect(whereIs(sealed, alice.directory)).toEqual([]);
  expect(whereIs(publicKey, alice.directory)).toContain('keys.db'); // the public half is history
  const next = erased.find((seed) => equal(publicKeyOf(seed), ed25519(after)));
  expect(next === undefined ? ['no copy of the new key was overwritten'] : whereIs(next, alice.directory)).toEqual([]);
  const { core } = alice;
  const shown = JSON.stringify([
    await core.handlers.identityDetail({ identityId: before.id }),
    await core.handlers.connections({}),
    await core.handlers.transcript({ connectionId: here.id, before: null, limit: 200 }),
    await core.handlers.audit({ before: null, limit: 50, actions: null, subjectKind: null, from: null, to: null, text: null }),
  ]);
  for (const secret of [old, next ?? old]) expect(shown).not.toContain(toHex(secret));
});
