import { describe, expect, test } from 'vitest';
import { openMemoryStore } from '#main/store/memory-store.ts';
import type { Page, Place } from '#main/store/paging.ts';
import { type PinFilter, type PinQuery, pinOrders, queryPins } from '#main/store/pin-query.ts';
import { isFound, searchTerms, searchWords } from '#main/store/search-words.ts';
import { credentialStates, querySessions, type SessionFilter, type SessionQuery, sessionOrders } from '#main/store/session-query.ts';
import type { NewPin, PeerKey } from '#main/store/pin-table.ts';
import type { KeyStore, SessionAbout } from '#main/store/store.ts';
import { fullFingerprint, shortFingerprint } from '#main/trust/fingerprint.ts';
import { Dice } from '../fuzz/dice.ts';
import { fillProfile } from '../support/bulk-store.ts';
import { openProfile, sampleCodec, temporaryDirectory } from './profiles.ts';
import { named, sampleAbout, samplePending, sampleSession } from './sample-session.ts';

const long = process.env['EPOCHSCOPE_LONG'] === '1';
const queries = long ? 3_000 : 300;
/** More than are counted one by one, so that both ways to find a page are taken. */
const many = 2_500;
const noon = 1_700_000_000_000;
const erase = (bytes: Uint8Array) => bytes.fill(0);

const names = ['Ada', 'ada lovelace', 'Bob-Marley', 'Zoë', 'ΣΊΣΥΦΟΣ', 'x', '', 'eve" OR 1=1 --', "o'Neil*", '%_%', '🙂 smile', 'İstanbul'];

/** A stored session that depends on the number alone. */
function saveSession(sessions: KeyStore['sessions'], index: number, seed = 0): void {
  const dice = new Dice(index + 1_000_000 * seed);
  const name = `s${seed}-${index}`;
  const rare = dice.oneIn(60);
  const standing = rare ? dice.pick(['unconfirmed', 'suspect'] as const) : 'confirmed';
  const session = sampleSession(name, 1n, {
    standing,
    createdAt: noon + dice.below(500),
    profile: dice.pick(['draft-00', 'draft-00', 'draft-00', 'editor-copy'] as const),
    pending: dice.oneIn(40) ? samplePending(name, 1n) : null,
  });
  const suite = dice.oneIn(200) ? 7 : 1;
  const group = { ...session.group, suite, epoch: dice.oneIn(9) ? 2n ** 63n + BigInt(dice.below(50)) : BigInt(dice.below(50)) };
  sessions.save({ ...session, group, keysUsedEpoch: group.epoch }, sessionAbout(dice), null);
}

function sessionAbout(dice: Dice): SessionAbout {
  return {
    ...sampleAbout,
    connectionId: dice.oneIn(3) ? null : `c${dice.below(40)}`,
    peerName: dice.pick(names) + (dice.oneIn(2) ? '' : ` ${dice.below(300)}`),
    peerFingerprint: `F${dice.below(30)} GHJK`,
    address: dice.oneIn(4) ? null : `10.0.${dice.below(4)}.${dice.below(256)}:7443`,
    credential: dice.pick(credentialStates),
    lastUsedAt: noon + dice.below(2_000),
  };
}

function randomFilter(dice: Dice, ids: readonly string[]): SessionFilter {
  const choices: readonly (() => SessionFilter)[] = [
    () => ({
      search: dice.pick([
        'a',
        'ada',
        'bob marley',
        'MARLEY',
        '10.0.1',
        '10.0.1.7:7443',
        'σίσυφος',
        'nobody',
        'c3',
        '" OR "',
        '*',
        'eve 1',
        'f7',
        '1',
      ]),
    }),
    () => ({ search: dice.pick(ids).slice(0, dice.below(64)) }),
    () => ({ standing: dice.pick(['unconfirmed', 'confirmed', 'suspect'] as const) }),
    () => ({ pending: dice.pick(['none', 'any', 'request', 'update'] as const) }),
    () => ({ profile: dice.pick(['draft-00', 'editor-copy', 'draft-00-literal'] as const) }),
    () => ({ suite: dice.pick([1, 7, 9]) }),
    () => ({ credential: dice.pick(credentialStates) }),
    () => ({ hideExpired: dice.oneIn(2) }),
    () => ({ quarantined: dice.oneIn(2) }),
    () => ({ usedBefore: noon + dice.below(2_100) }),
    () => ({ createdBefore: noon + dice.below(510) }),
    () => ({ sizeAtLeast: dice.pick([0, 1, 4_000, 1_000_000]) }),
    () => ({ peerFingerprint: `F${dice.below(31)} GHJK` }),
    () => ({ connectionId: `c${dice.below(41)}` }),
    () => ({ idPrefix: dice.oneIn(2) ? dice.pick(ids).slice(0, 1 + dice.below(6)) : `c${dice.below(5)}` }),
    () => ({ only: [dice.pick(ids), dice.pick(ids), 'none'] }),
    () => ({ except: [dice.pick(ids)] }),
  ];
  const filter = {};
  for (let count = dice.below(4); count > 0; count--) Object.assign(filter, dice.pick(choices)());
  return filter;
}

const keyOf = (name: string): PeerKey => ({ scheme: 0x0807, publicKey: named(name) });

/** What people type to find a key. */
function waysToSay(key: PeerKey): readonly string[] {
  const [digits, letters] = [shortFingerprint(key), fullFingerprint(key)];
  const together = digits.replaceAll(' ', '');
  return [digits, together, together.slice(0, 23), digits.slice(0, 17), digits.split(' ').slice(5, 8).join(' '), letters, letters.slice(0, 14)];
}

/** Every page, one after the other. @param between called after each */
function everyPage<R>(
  page: (after: Place | null) => Page<R>,
  between: () => void = () => undefined,
): { readonly rows: readonly R[]; readonly first: Page<R> } {
  const first = page(null);
  const rows: R[] = [...first.rows];
  for (let next = first.next; next !== null; ) {
    between();
    const following = page(next);
    rows.push(...following.rows);
    next = following.next;
  }
  return { rows, first };
}

const everything = { after: null, limit: Number.MAX_SAFE_INTEGER } as const;

const stores: readonly (readonly [string, () => KeyStore])[] = [
  [
    'memory',
    () => {
      const store = openMemoryStore(sampleCodec);
      for (let index = 0; index < 300; index++) saveSession(store.sessions, index);
      return store;
    },
  ],
  [
    'SQLite',
    () => {
      const directory = temporaryDirectory();
      fillProfile(directory, sampleCodec, erase, many, ({ sessions }, index) => saveSession(sessions, index));
      return openProfile(directory);
    },
  ],
];

describe.each(stores)('pages of sessions in the %s store', (_name, open) => {
  test('are the whole list, filtered and sorted, for any filter, order and size of page', () => {
    const { sessions } = open();
    const all = sessions.list();
    const ids = all.map(({ id }) => id);
    expect(sessions.count()).toBe(all.length);
    for (let seed = 0; seed < queries; seed++) {
      const dice = new Dice(seed);
      const query: SessionQuery = {
        filter: randomFilter(dice, ids),
        order: dice.pick(sessionOrders),
        reversed: dice.oneIn(2),
        after: null,
        limit: 1 + dice.below(dice.pick([5, 100, 5_000])),
      };
      const expected = querySessions(all, { ...query, ...everything }).rows.map(({ id }) => id);
      const limit = Math.max(query.limit, Math.ceil(expected.length / 25));
      const { rows, first } = everyPage((after) => sessions.page({ ...query, limit, after }));
      expect([seed, rows.map(({ id }) => id)]).toEqual([seed, expected]);
      if (first.total.more) expect([seed, first.total.count <= expected.length]).toEqual([seed, true]);
      else expect([seed, first.total.count]).toEqual([seed, expected.length]);
    }
  });

  test('show no session twice, and none is lost that was there throughout, while others come, go and change', () => {
    const { sessions } = open();
    for (let seed = 0; seed < 12; seed++) {
      const dice = new Dice(seed);
      const before = sessions.list().map(({ id }) => id);
      const gone = new Set<string>();
      let added = 0;
      const order = dice.pick(sessionOrders);
      const { rows } = everyPage(
        (after) => sessions.page({ filter: {}, order, reversed: seed % 2 === 0, after, limit: 97 }),
        () => {
          if (added < 4) saveSession(sessions, added++, seed + 1);
          const id = dice.pick(before);
          if (gone.size < 3) {
            gone.add(id);
            sessions.forget(id);
          }
        },
      );
      const shown = rows.map(({ id }) => id);
      expect(new Set(shown).size).toBe(shown.length);
      const set = new Set(shown);
      expect(before.filter((id) => !gone.has(id) && !set.has(id))).toEqual([]);
    }
  });

  test('find the peer’s key by its digits as they are shown, with the spaces and without, and by its letters', () => {
    const { sessions } = open();
    const [key, other] = [keyOf('found by digits'), keyOf('another')];
    for (const [name, one] of [
      ['digits', key],
      ['others', other],
    ] as const) {
      sessions.save(sampleSession(name, 1n), { ...sampleAbout, peerFingerprint: fullFingerprint(one) }, null);
    }
    const { id } = sampleSession('digits', 1n);
    for (const search of waysToSay(key)) {
      const { rows } = sessions.page({ filter: { search }, order: 'used', reversed: false, after: null, limit: 5 });
      expect([search, rows.map((row) => row.id)]).toEqual([search, [id]]);
    }
  });

  test('follow a peer that is renamed, and what was found out about its credential', () => {
    const { sessions } = open();
    const find = (filter: SessionFilter) => sessions.page({ filter, order: 'used', reversed: false, after: null, limit: 5 }).rows.map(({ id }) => id);
    const { id } = sampleSession('fresh', 1n);
    sessions.save(sampleSession('fresh', 1n), { ...sampleAbout, peerName: 'Before Marriage' }, null);
    expect(find({ search: 'marriage' })).toEqual([id]);
    sessions.save(sampleSession('fresh', 2n), { ...sampleAbout, peerName: 'Afterwards' }, null);
    expect([find({ search: 'marriage' }), find({ search: 'afterw' })]).toEqual([[], [id]]);
    sessions.noteCredential(id, 'revoked');
    expect(find({ search: 'afterwards', credential: 'revoked' })).toEqual([id]);
    sessions.noteCredential('nobody', 'revoked');
    sessions.forget(id);
    expect(find({ search: 'afterwards' })).toEqual([]);
  });
});

const emptyStores: readonly (readonly [string, () => KeyStore])[] = [
  ['memory', () => openMemoryStore(sampleCodec)],
  ['SQLite', () => openProfile(temporaryDirectory())],
];

test.each(emptyStores)('a pinned key is found by its digits, and after it moved by those of the new key alone (%s)', (_name, open) => {
  const { pins } = open();
  const [first, second] = [keyOf('first'), keyOf('second')];
  const find = (search: string) => pins.page({ filter: { search }, order: 'name', reversed: false, after: null, limit: 5 }).rows.map(({ id }) => id);
  const { id } = pins.add({ label: 'Bob', kind: 'explicit', address: null, name: null, fixed: false, ...first }, noon);
  pins.add({ label: 'Eve', kind: 'explicit', address: null, name: null, fixed: false, ...keyOf('other') }, noon);
  for (const search of waysToSay(first)) expect([search, find(search)]).toEqual([search, [id]]);
  pins.move(id, second, 'Bob', noon);
  for (const search of waysToSay(first)) expect([search, find(search)]).toEqual([search, []]);
  for (const search of waysToSay(second)) expect([search, find(search)]).toEqual([search, [id]]);
});

const pinOf = (index: number): NewPin => {
  const dice = new Dice(index);
  const kind = dice.pick(['explicit', 'first-use'] as const);
  return {
    label: `${dice.pick(names)}${index}`,
    kind,
    address: kind === 'explicit' && dice.oneIn(2) ? null : `host${dice.below(50)}.example:${7_000 + dice.below(3)}`,
    scheme: 0x0807,
    publicKey: named(`pin ${index}`),
    name: dice.oneIn(3) ? null : dice.pick(names),
    fixed: dice.oneIn(30),
  };
};

test('pages of pins are the whole list, filtered and sorted', () => {
  const directory = temporaryDirectory();
  fillProfile(directory, sampleCodec, erase, many, ({ pins }, index) => {
    const { id } = pins.add(pinOf(index), noon + (index % 700));
    if (index % 5 === 0) pins.seen(id, index % 10 === 0 ? 'Seen' : null, noon + (index % 90));
    if (index % 50 === 0) pins.move(id, { scheme: 0x0807, publicKey: named(`moved ${index}`) }, 'Moved', noon);
  });
  const { pins } = openProfile(directory);
  const all = pins.list();
  const memory = openMemoryStore(sampleCodec).pins;
  for (const pin of all.slice(0, 50)) memory.add(pin, pin.createdAt);
  expect([pins.count(), memory.count()]).toEqual([many, 50]);
  for (let seed = 0; seed < queries / 6; seed++) {
    const dice = new Dice(seed);
    const choices: readonly (() => PinFilter)[] = [
      () => ({ search: dice.pick(['a', 'bob', 'host7.example', 'host7.example:7001', 'seen', 'moved', 'nobody', '7']) }),
      () => ({ kind: dice.pick(['explicit', 'first-use'] as const) }),
      () => ({ fixed: dice.oneIn(2) }),
      () => ({ anywhere: dice.oneIn(2) }),
      () => ({ idPrefix: dice.pick(all).id.slice(0, 1 + dice.below(8)) }),
    ];
    const filter: PinFilter = Object.assign({}, ...Array.from({ length: dice.below(4) }, () => dice.pick(choices)()));
    const query: PinQuery = { filter, order: dice.pick(pinOrders), reversed: dice.oneIn(2), after: null, limit: 130 + dice.below(500) };
    for (const [table, rows] of [
      [pins, all],
      [memory, memory.list()],
    ] as const) {
      const expected = queryPins(rows, { ...query, ...everything }).rows.map(({ id }) => id);
      expect([seed, everyPage((after) => table.page({ ...query, after })).rows.map(({ id }) => id)]).toEqual([seed, expected]);
    }
  }
});

test('a search is words that begin words; what a peer chose is never syntax', () => {
  const terms = searchTerms(['Jean-Luc O’Neil', 'ABCD EFGH', '10.0.0.1:7443', null]);
  const found = (search: string) => isFound(terms, searchWords(search));
  for (const search of ['jean', 'LUC', 'jean-luc', 'Jean Luc', 'neil', 'efg abc', '10.0.0.1', '10.0.0.1:74', '7443', '', ' * '])
    expect([search, found(search)]).toEqual([search, true]);
  for (const search of ['ean', 'bcd', '0.0.1.8', 'jean bob', '10.0.0.2', 'luc-jean']) expect([search, found(search)]).toEqual([search, false]);
  expect(searchTerms(['"; DROP TABLE sessions --', '\u0000\ud800'])).toBe('drop table sessions');
});
