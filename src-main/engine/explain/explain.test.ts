import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ascii, type Bytes, concat, fromHex, toHex } from '../bytes.ts';
import { decode, encode } from '../codec/codec.ts';
import { suites } from '../crypto/suites.ts';
import { encodeGroupMarker } from '../mls/marker.ts';
import { decodeMessage } from '../mls/message.ts';
import { plaintextRecord } from '../record/records.ts';
import { frame, frameClear, frameEpochKeyUpdate, frameResumptionStatus, prologue } from '../two-party/messages.ts';
import { allNodes, expectCovered } from '../../../test/support/field-trees.ts';
import { foundPair } from '../../../test/support/mls-parties.ts';
import { explain, type ExplainKind, explainKinds, recognise } from './explain.ts';
import { type ExplainedNode, failuresOf } from './node.ts';
import { unwrap, unwrapText } from './unwrap.ts';

const opening = { version: 0x4d01, profile: 1, flags: 0, random: new Uint8Array(32).fill(7) };

/** Every message of a session of this suite, by the name of what it is. */
async function messagesOf(suite: number): Promise<Readonly<Record<string, Bytes>>> {
  const { keyPackage, welcome, initiator, initiatorGroup } = await foundPair(suite);
  const { message } = await initiator.mls.createCommit(initiatorGroup, { form: 'private' });
  const inPublic = await initiator.mls.createCommit(initiatorGroup, { form: 'public' });
  return {
    client_hello: frameClear('client_hello', { prologue: opening, mls: keyPackage.message }),
    server_hello: frameClear('server_hello', { prologue: opening, mls: welcome }),
    connection_update: frame('connection_update', message),
    public_update: frame('connection_update', inPublic.message),
    epoch_key_update: frameEpochKeyUpdate(2n ** 63n),
    short_epoch_key_update: frame('epoch_key_update', fromHex('00000007')),
    resumption_request: frameClear('resumption_request', { prologue: { ...opening, flags: 1 }, mls: message }),
    resumption_response: frameClear('resumption_response', { prologue: opening, mls: message }),
    resumption: frameClear('resumption', { prologue: { ...opening, profile: 2 }, mls: message }),
    resumption_status: frameResumptionStatus({ earlyData: 1, flightHash: new Uint8Array(32) }),
    key_update: frame('key_update', fromHex('01')),
  };
}

describe.each(suites.map(({ id, name }) => [name, id] as const))('suite %s', (_name, suite) => {
  test('every byte of every message lies in exactly one leaf, in one record or many', async () => {
    for (const [name, message] of Object.entries(await messagesOf(suite))) {
      const alone = explain(message);
      expect(failuresOf(alone), name).toEqual([]);
      expect(recognise(message)).toBe('handshake');
      expectCovered(alone, message);
      expect(unnamed(alone), name).toEqual([]);
      for (const split of message.length < 1000 ? [1, 3, 100] : [100, 4096, 2 ** 14]) {
        const wire = inRecords(message, split);
        expect(recognise(wire)).toBe('records');
        const stream = explain(wire);
        expectCovered(stream, wire);
        expect(failuresOf(stream), `${name} in records of ${split}`).toEqual([]);
        expectSameMessage(stream, wire, alone, message);
      }
    }
  });

  test('the values are those the codec decodes', async () => {
    const messages = await messagesOf(suite);
    for (const name of ['client_hello', 'server_hello', 'connection_update', 'public_update', 'resumption_request']) {
      const tree = explain(messages[name] ?? new Uint8Array());
      const mls = find(tree, (node) => node.type === 'MLSMessage');
      const bytes = (messages[name] ?? new Uint8Array()).subarray(mls.start, mls.end);
      expect(wireValues(mls)).toEqual(['1', ...codecValues(decodeMessage(bytes))]);
    }
  });
});

test('a key package shows the names of the specification, texts, times and the mark', async () => {
  const { client_hello: message } = await messagesOf(0x0001);
  const tree = explain(message ?? new Uint8Array());
  const at = (path: string) => path.split('/').reduce((node, name) => find(node, (inner) => inner.name === name), tree);
  expect(at('client_hello/msg_type')).toMatchObject({ value: '225', meaning: 'client_hello', start: 0, end: 1, rule: 'R-MSG' });
  expect(at('prologue')).toMatchObject({ start: 4, end: 40, rule: 'R-MSG' });
  expect(at('mls_message/key_package/cipher_suite')).toMatchObject({ value: '1', meaning: 'x25519-aes128-ed25519' });
  expect(at('leaf_node/credential/identity')).toMatchObject({ value: 'Ida', form: 'text' });
  expect(at('leaf_node/leaf_node_source')).toMatchObject({ meaning: 'key_package' });
  expect(at('leaf_node/lifetime/not_before')).toMatchObject({ value: '1799996400', meaning: '2027-01-15 07:00:00 UTC' });
  expect(at('component_data/mls_tls_leaf/founding_role')).toMatchObject({ value: '1', meaning: 'founding initiator', rule: 'R-ROLE' });
  expect(at('component_data/component_ids/[0]')).toMatchObject({ value: '61861', meaning: 'MLS-TLS' });
});

test('a public commit shows its path, with the names of RFC 9420', async () => {
  const { public_update: message } = await messagesOf(0x0001);
  const tree = explain(message ?? new Uint8Array());
  const path = find(tree, ({ name }) => name === 'path');
  expect(path.children.map(({ name }) => name)).toEqual(['present', 'leaf_node', 'nodes']);
  const node = find(path, ({ type }) => type === 'UpdatePathNode');
  expect(node.children.map(({ name, type }) => `${type} ${name}`)).toEqual([
    'HPKEPublicKey encryption_key',
    'HPKECiphertext<V> encrypted_path_secret',
  ]);
  expect(find(node, ({ name }) => name === 'kem_output').value).toHaveLength(64);
});

test('the mark of a group is told from that of a leaf, also by its form alone', () => {
  const marker = { version: 0x4d01, profile: 1, suiteDescriptor: ascii('DHKEMX25519/…'.slice(0, 11)), clientHelloHash: new Uint8Array(32) };
  const tree = explain(encodeGroupMarker(marker), 'app-data-dictionary');
  expect(find(tree, ({ name }) => name === 'suite_descriptor')).toMatchObject({ value: 'DHKEMX25519', form: 'text' });
  expect(failuresOf(tree)).toEqual([]);
});

test('unknown numbers are shown and do not end the reading', () => {
  expect(explain(fromHex('99000002aabb'), 'handshake').children[0]).toMatchObject({ name: 'handshake(153)', failure: null });
  const unknownRecord = explain(fromHex('630303000101'), 'records');
  expect(failuresOf(unknownRecord)).toEqual([]);
  expect(find(unknownRecord, ({ name }) => name === 'type')).toMatchObject({ value: '99', meaning: 'unknown' });
  const greased = explain(fromHex('02000004' + 'dada'), 'commit');
  expect(greased.end).toBe(6);
});

test.each([
  ['cut off inside a field', 'e4000008000000', 'handshake', { reason: 'truncated', offset: 4 }],
  ['a length in too many bytes', '40010101', 'app-data-dictionary', { reason: 'not-minimal', offset: 2 }],
  ['bytes behind the end', '0201aa', 'alert', { reason: 'trailing-bytes', offset: 2 }],
  ['another version of MLS', '00020005', 'mls-message', { reason: 'bad-value', offset: 2 }],
  ['a record without its end', '1603030009e1', 'records', { reason: 'truncated', offset: 5 }],
] as const)('%s is a failure in the tree, with its place', (_name, hex, kind, expected) => {
  const bytes = fromHex(hex);
  const tree = explain(bytes, kind);
  expect(failuresOf(tree)).toMatchObject([expected]);
  expectCovered(tree, bytes);
});

test('a broken message does not hide the records behind it', () => {
  const bytes = concat(inRecords(fromHex('e400000200ff'), 100), inRecords(frameEpochKeyUpdate(3n), 100));
  const tree = explain(bytes);
  expect(failuresOf(tree)).toHaveLength(1);
  expect(find(tree.children[1] ?? tree, ({ name }) => name === 'epoch').value).toBe('3');
  expectCovered(tree, bytes);
});

test('whatever the bytes are, explaining them as anything covers each once and throws nothing', async () => {
  const sources = Object.values(await messagesOf(0x0001)).flatMap((message) => [
    message,
    inRecords(message, 300),
    message.subarray(4),
    message.subarray(40),
  ]);
  const mutated = fc
    .tuple(fc.constantFrom(...sources), fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 4 }), fc.nat())
    .map(([source, changes, cut]) => {
      const bytes = source.slice(0, cut % 3 === 0 ? cut % (source.length + 1) : source.length);
      for (const [place, value] of changes) if (bytes.length > 0) bytes[place % bytes.length] = value;
      return bytes;
    });
  fc.assert(
    fc.property(
      fc.oneof(mutated, fc.uint8Array({ maxLength: 200 })),
      fc.constantFrom(undefined, ...explainKinds),
      (bytes, kind: ExplainKind | undefined) => {
        const tree = explain(bytes, kind);
        expectCovered(tree, bytes);
        for (const { offset } of failuresOf(tree)) expect(offset).toBeGreaterThanOrEqual(0);
      },
    ),
    { numRuns: 3000 },
  );
});

describe('what bytes may come dressed in', () => {
  const bytes = frameEpochKeyUpdate(77n);
  const base64 = Buffer.from(bytes).toString('base64');
  test.each([
    ['binary', bytes],
    ['hex', ascii(toHex(bytes))],
    ['hex', ascii(` 0x${toHex(bytes).replaceAll(/../g, '$&:')}\n`.replace(':\n', '\n'))],
    ['base64', ascii(base64)],
    ['base64', ascii(Buffer.from(bytes).toString('base64url'))],
    ['pem', ascii(`-----BEGIN MLS-TLS-----\n${base64}\n-----END MLS-TLS-----\n`)],
  ] as const)('%s', (form, input) => {
    const found = unwrap(input);
    expect(found.form).toBe(form);
    expect(toHex(found.bytes)).toBe(toHex(bytes));
    expect(recognise(found.bytes)).toBe('handshake');
  });

  test('base64 of any length comes back; text of no form does not', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 50 }), (some) => {
        const text = Buffer.from(some).toString('base64');
        // Short runs of letters may be hexadecimal as well.
        if (!/^([0-9a-f]{2})+$/i.test(text)) expect(toHex(unwrapText(text)?.bytes ?? new Uint8Array())).toBe(toHex(some));
      }),
    );
    for (const text of ['', 'abc!', 'A', '-----BEGIN X-----\n!!\n-----END X-----']) expect(unwrapText(text)).toBeNull();
  });
});

test('a prologue by itself', () => {
  const bytes = encode(prologue, opening);
  const tree = explain(bytes, 'prologue');
  expect(tree.children.map(({ name, value }) => [name, value])).toEqual([
    ['version', '19713'],
    ['profile', '1'],
    ['flags', '0'],
    ['random', '07'.repeat(32)],
  ]);
  expect(decode(prologue, bytes)).toEqual(opening);
});

function unnamed(node: ExplainedNode): readonly string[] {
  return [...(node.name === '' ? [`${node.type} at ${node.start}`] : []), ...node.children.flatMap(unnamed)];
}

function find(node: ExplainedNode, wanted: (node: ExplainedNode) => boolean): ExplainedNode {
  const found = allNodes(node).find(wanted);
  if (found === undefined) throw new Error('no such part');
  return found;
}

function inRecords(message: Bytes, size: number): Bytes {
  const records: Bytes[] = [];
  for (let at = 0; at < message.length; at += size) records.push(plaintextRecord(22, message.subarray(at, at + size)));
  return concat(...records);
}

/** The message, in its record or put together from several, is explained as it is alone. */
function expectSameMessage(stream: ExplainedNode, wire: Bytes, alone: ExplainedNode, message: Bytes): void {
  const [inner] = alone.children;
  const reassembled = allNodes(stream).flatMap((node) => node.reassembled ?? []);
  const found = reassembled[0]?.node ?? find(stream, ({ type, name }) => type === 'Handshake' && name === inner?.name);
  expect(treeValues(found)).toEqual(treeValues(inner ?? alone));
  for (const { pieces } of reassembled) expect(toHex(concat(...pieces.map(({ start, end }) => wire.subarray(start, end))))).toBe(toHex(message));
}

/** Every value, lengths and what was read inside of bytes included. */
function treeValues(node: ExplainedNode): readonly string[] {
  return allNodes(node).map(({ name, type, value, form, meaning }) => [name, type, value, form, meaning].join(' '));
}

const tags = ['WireFormat', 'LeafNodeSource', 'ContentType', 'SenderType', 'ProposalOrRefType'];

/** Values in wire order as a codec has them: without lengths and tags, and with bytes as they are. */
function wireValues({ name, type, value, form, children }: ExplainedNode): readonly string[] {
  if (name === 'length' || name === 'present' || tags.includes(type)) return [];
  if (value === null) return children.flatMap(wireValues);
  return [form === 'text' ? toHex(new TextEncoder().encode(value)) : value];
}

function codecValues(value: unknown): readonly string[] {
  if (typeof value === 'number' || typeof value === 'bigint') return [String(value)];
  if (value instanceof Uint8Array) return [toHex(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(codecValues);
}
