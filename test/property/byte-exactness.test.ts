import { expect, test } from 'vitest';
import { type Bytes, concat, toHex } from '#engine/bytes.ts';
import { suites } from '#engine/crypto/suites.ts';
import { explain } from '#engine/explain/explain.ts';
import { type ExplainedNode, failuresOf } from '#engine/explain/node.ts';
import { type HandshakeName, handshakeName, handshakeTypes } from '#engine/two-party/messages.ts';
import { type ProfileName, profileIds } from '#engine/two-party/roles.ts';
import { Dice } from '../fuzz/dice.ts';
import { decodedFields, explainedFields } from '../support/decoded-fields.ts';
import { allNodes, expectCovered, strangers } from '../support/field-trees.ts';
import type { Inner, Overheard } from '../support/overheard.ts';
import { recordsOf } from '../support/wire.ts';
import type { End } from '../support/world.ts';
import { wholeLife } from './whole-lives.ts';

// Each suite once with the profiles in turn; in the long mode every pair of them, three lives each. A failing life is repeated by its seed.
const long = process.env['EPOCHSCOPE_LONG'] === '1';
const seed = Number(process.env['EPOCHSCOPE_SEED'] ?? 5_000);
const profiles = Object.keys(profileIds) as readonly ProfileName[]; // Object.keys forgets that the keys are those of the table
const whole = suites.flatMap(({ id, name }) => profiles.map((profile) => ({ profile, suite: id, name })));
const spread = whole.filter((_, index) => index % profiles.length === Math.floor(index / profiles.length) % profiles.length);
const cells = (long ? whole : spread).flatMap((cell, index) => (long ? [0, 1, 2] : [0]).map((life) => ({ ...cell, seed: seed + 3 * index + life })));

const inClear = (...names: readonly HandshakeName[]) => names.map((name) => `${name} in clear`);
const sealed = (...names: readonly HandshakeName[]) => names.map((name) => `${name} protected`);
const always = [
  ...inClear('client_hello', 'server_hello'),
  ...sealed('connection_update', 'epoch_key_update'),
  ...['application_data protected', 'alert in clear', 'alert protected', 'crossing updates'],
];
const resuming = [...inClear('resumption_request', 'resumption_response'), ...sealed('resumption_status')];

/** What each profile says: R-MSG, R-UPD, R-RES, R-ED, R-EARLY. */
const vocabulary: Readonly<Record<ProfileName, readonly string[]>> = {
  'draft-00': [...always, ...resuming, 'early data'],
  'editor-copy': [...always, ...inClear('resumption'), ...sealed('key_update')],
  'draft-00-literal': [...always, ...resuming],
};

const heard = new Map<ProfileName, Set<string>>(profiles.map((profile) => [profile, new Set()]));

test.each(cells)(
  'every byte that profile $profile sends with suite $name is in one field, and says what the codec reads (seed $seed)',
  { timeout: 300_000 },
  async ({ profile, suite, seed: from }) => {
    const { ends, overheard } = await wholeLife(profile, suite, new Dice(from));
    for (const end of ends) for (const said of expectExact(end, profile, overheard)) heard.get(profile)?.add(said);
  },
);

test.each(profiles)('every kind of message of profile %s was among them, and no other', (profile) => {
  expect([...(heard.get(profile) ?? [])].toSorted()).toEqual(vocabulary[profile].toSorted());
});

test('every handshake type belongs to a profile', () => {
  const said = Object.values(vocabulary)
    .flat()
    .map((words) => words.split(' ')[0]);
  expect(Object.keys(handshakeTypes).filter((name) => !said.includes(name))).toEqual([]);
});

/** One direction of one transport. @returns what was said */
function expectExact(end: End, profile: ProfileName, overheard: Overheard): readonly string[] {
  const stream = concat(...end.sent);
  if (stream.length === 0) return [];
  const tree = explain(stream, 'records');
  expectReadable(tree, stream);
  const records = recordsOf(stream);
  expect(tree.children.map(({ start, end: stop }) => toHex(stream.subarray(start, stop)))).toEqual(records.map(({ bytes }) => toHex(bytes)));
  const inner = records.flatMap(({ type, bytes }) => (type === 23 ? [overheard.inside(bytes.subarray(5))] : []));
  const shown = messagesIn(tree, stream);
  const hidden = messagesInside(inner);
  for (const { node, raw } of [...shown, ...hidden]) expect(explainedFields(node)).toEqual(decodedFields(raw, profile));
  const sent = end.facts.flatMap((fact) => (fact.kind === 'handshake-message' && fact.direction === 'sent' ? [toHex(fact.message)] : []));
  expect([...shown, ...hidden].map(({ raw }) => toHex(raw)).toSorted()).toEqual(sent.toSorted());
  for (const { type, content } of inner) if (type !== 22) expectReadable(explain(content, type === 21 ? 'alert' : 'unknown'), content);
  const early = inner[0]?.type === 23 && end.has('key-installed', ({ label, direction }) => label === 'c e traffic' && direction === 'sent');
  return [
    ...shown.map(({ raw }) => `${nameOf(raw)} in clear`),
    ...hidden.map(({ raw }) => `${nameOf(raw)} protected`),
    ...inner.flatMap(({ type }) => (type === 22 ? [] : [type === 21 ? 'alert protected' : 'application_data protected'])),
    ...records.flatMap(({ type }) => (type === 21 ? ['alert in clear'] : [])),
    ...(end.has('decision', ({ what }) => what === 'dropped-own-update') ? ['crossing updates'] : []),
    ...(early ? ['early data'] : []),
  ];
}

interface Message {
  readonly node: ExplainedNode;
  readonly raw: Bytes;
}

const nameOf = (raw: Bytes): string => handshakeName(raw[0] ?? 0);

/** Those in protected records, which may hold a part of one or several. */
function messagesInside(inner: readonly Inner[]): readonly Message[] {
  const bytes = concat(...inner.filter(({ type }) => type === 22).map(({ content }) => content));
  const tree = explain(bytes, 'handshake');
  expectReadable(tree, bytes);
  return tree.children.map((node) => ({ node, raw: bytes.slice(node.start, node.end) }));
}

function expectReadable(tree: ExplainedNode, bytes: Bytes): void {
  expectCovered(tree, bytes);
  expect(failuresOf(tree)).toEqual([]);
  expect(strangers(tree)).toEqual([]);
}

/** Handshake messages in clear, also those that arrived in several records. */
function messagesIn(tree: ExplainedNode, stream: Bytes): readonly Message[] {
  return allNodes(tree).flatMap((node) => {
    if (node.reassembled !== null) {
      const { pieces, node: root } = node.reassembled;
      return [{ node: root, raw: concat(...pieces.map(({ start, end }) => stream.subarray(start, end))) }];
    }
    return node.type === 'Handshake' && Object.hasOwn(handshakeTypes, node.name) ? [{ node, raw: stream.slice(node.start, node.end) }] : [];
  });
}
