import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { KeyStore } from '#main/store/store.ts';
import { named, sampleAbout, sampleKeyPackage, samplePending, sampleSession } from '../storage/sample-session.ts';
import { sampleCodec } from '../storage/profiles-on-disk.ts';

/** One thing a host asks of a store; durable when it returns. */
export type Step = (store: KeyStore) => void;

const names = ['ann', 'ben', 'cem'] as const;
const references = ['first', 'second', 'third'];

const save =
  (name: string, generation: bigint, use: string | null = null): Step =>
  ({ sessions }) => {
    const pending = generation % 3n === 1n ? samplePending(name, generation) : null;
    const used = use === null ? null : { reference: named(use), notAfter: 9n };
    sessions.save(sampleSession(name, generation, { pending }), sampleAbout, used);
  };

const offers = ['given', 'taken back'] as const;

const offer =
  (name: (typeof offers)[number]): Step =>
  ({ keyPackages }) =>
    keyPackages.offer(sampleKeyPackage(name), named(`${name} secret`), 3);

const forget =
  (name: string): Step =>
  ({ sessions }) =>
    sessions.forget(sampleSession(name, 1n).id);

const suspect =
  (name: string, generation: bigint): Step =>
  ({ sessions }) =>
    sessions.save(sampleSession(name, generation, { standing: 'suspect' }), sampleAbout, null);

/** A life in which everything a store can do to keys happens at least once, and keys change often. */
export const storeLife: readonly Step[] = [
  ({ identities }) => void identities.add('Ida', [{ scheme: 'Ed25519', publicKey: named('public'), privateKey: named('private') }], 1),
  save('ann', 1n, 'first'),
  save('ann', 2n),
  save('ann', 3n),
  save('ben', 1n, 'second'),
  save('ann', 4n),
  ({ pins }) =>
    void pins.add({ label: 'Ann', kind: 'explicit', address: null, scheme: 0x0807, publicKey: named('ann key'), name: 'Ann', fixed: true }, 2),
  save('ben', 2n),
  forget('ann'),
  save('cem', 1n, 'third'),
  save('ben', 3n),
  save('cem', 2n),
  ({ settings }) => settings.write('theme', 'dark'),
  save('ben', 4n),
  suspect('cem', 3n),
  save('ben', 5n),
  save('ann', 1n),
  save('ann', 2n),
  ({ identities }) =>
    identities.replaceKey(identities.list()[0]?.id ?? '', { scheme: 'Ed25519', publicKey: named('public 2'), privateKey: named('private 2') }, 2),
  ({ identities }) => identities.rename(identities.list()[0]?.id ?? '', 'Ida the second', 2),
  ({ authorities }) =>
    void authorities.add({
      subject: 'CN=Lab',
      scheme: 'Ed25519',
      publicKey: named('lab public'),
      privateKey: named('lab private'),
      certificate: named('lab certificate'),
      createdAt: 2,
    }),
  save('ben', 6n),
  offer('given'),
  ({ identities }) => void identities.add('Gone', [{ scheme: 'P-256', publicKey: named('public 3'), privateKey: named('private 3') }], 3),
  offer('taken back'),
  ({ identities }) => identities.retire(identities.list()[1]?.id ?? '', 4),
  ({ keyPackages }) => void keyPackages.end(sampleKeyPackage('taken back').id, 'withdrawn', 4),
  ({ identities }) => identities.destroyKeys(identities.list()[1]?.id ?? '', 5),
  save('ben', 7n),
];

/** Everything a store says, as one line: two stores that say the same hold the same. Also uses every key there is. */
export function everythingIn(store: KeyStore): string {
  const { identities, authorities, pins, sessions, settings, keyPackages, audit } = store;
  return JSON.stringify({
    identities: identities
      .list()
      .map(({ id, name, keys, formerKeys, retiredAt }) => [
        name,
        retiredAt,
        formerKeys.length,
        keys.map(({ scheme }) => [scheme, hex(identities.signer(id, scheme)?.privateKey)]),
      ]),
    authorities: authorities.list().map(({ id }) => hex(authorities.privateKey(id))),
    pins: pins.list().map(({ label, publicKey }) => [label, hex(publicKey)]),
    sessions: sessions
      .list()
      .map(({ id, standing, generation, quarantine }) => [nameOf(id), standing, String(generation), quarantine, contentOf(store, id)])
      .sort(),
    replayed: references.map((reference) => sessions.isReplayed(named(reference))),
    keyPackages: keyPackages.list().map(({ id, name, state }) => [name, state, hex(keyPackages.secret(id) ?? undefined)]),
    theme: settings.read('theme') ?? null,
    audit: audit.read(0, 1000).map(({ action }) => action),
  });
}

/** Goes on with what was found: the next step of every session, another session, an end. @throws when the store does not let it */
export function livesOn(store: KeyStore): void {
  for (const name of names) {
    const session = sampleSession(name, 1n);
    const row = store.sessions.find(session.id);
    if (row === null || row.standing === 'suspect') continue;
    const next = sampleSession(name, row.generation + 1n);
    store.sessions.save(next, sampleAbout, null);
    if (!isDeepStrictEqual(store.sessions.load(session.id), next)) throw new Error(`${name} does not read back`);
  }
  save('new', 1n)(store);
  forget('new')(store);
}

const nameOf = (id: string): string => names.find((name) => sampleSession(name, 1n).id === id) ?? id;

function contentOf(store: KeyStore, id: string): string | null {
  const session = store.sessions.load(id);
  return session === null ? null : createHash('sha256').update(sampleCodec.encode(session)).digest('hex').slice(0, 16);
}

const hex = (bytes: Uint8Array | undefined): string =>
  Buffer.from(bytes ?? [])
    .toString('hex')
    .slice(0, 16);
