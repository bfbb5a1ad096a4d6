import { decodeAlert } from '#engine/alert.ts';
import { type Bytes, concat } from '#engine/bytes.ts';
import { explain, type ExplainKind, explainKinds } from '#engine/explain/explain.ts';
import { type ExplainedNode, failuresOf } from '#engine/explain/node.ts';
import { unwrap } from '#engine/explain/unwrap.ts';
import { checkIdentityForm } from '#engine/mls/credential.ts';
import { readHeader } from '#engine/mls/message.ts';
import { Deframer } from '#engine/record/deframer.ts';
import { ReceiveHalf } from '#engine/record/half-connection.ts';
import { Reassembler } from '#engine/record/reassembler.ts';
import { plaintextHeader, protectedHeader, writeHeader } from '#engine/record/records.ts';
import { handshakeTypes, readHandshake } from '#engine/two-party/messages.ts';
import { explainedLines } from '#main/cli/explained-lines.ts';
import { mutateBytes } from './byte-mutations.ts';
import { type Decoder, isRefusal } from './campaign.ts';
import type { Dice } from './dice.ts';
import { inRecords, type SessionMessages } from './protocol-specimens.ts';
import { structureDecoders } from './structure-decoders.ts';
import { mutate, specimens } from './tree-mutations.ts';

/** Every decoder of bytes from a peer that the engine has, for messages of these sessions. */
export function protocolDecoders(sessions: readonly SessionMessages[]): readonly Decoder[] {
  const framed = sessions.flatMap(({ handshake }) => handshake);
  const streams = framed.flatMap((message) => [inRecords(message, 2 ** 14), inRecords(message, 100)]);
  const records = specimens(streams, 'records');
  const handshake = specimens(framed, 'handshake');
  const messages = specimens(
    sessions.flatMap(({ mls }) => Object.values(mls)),
    'mls-message',
  );
  const common = { refuses: isRefusal };
  return [
    { ...common, name: 'records in clear', share: 8, make: (dice) => mutate(dice, records), run: (bytes) => deframe(bytes, plaintextHeader) },
    { ...common, name: 'records after keys', share: 3, make: (dice) => protectedStream(dice), run: (bytes) => deframe(bytes, protectedHeader) },
    { ...common, name: 'content of protected records', share: 5, make: innerPlaintext, run: openInner },
    { ...common, name: 'alerts', share: 2, make: (dice) => dice.bytes(dice.below(5)), run: decodeAlert },
    { ...common, name: 'handshake messages out of records', share: 8, make: (dice) => mutate(dice, handshake), run: reassemble },
    ...(['draft-00', 'editor-copy', 'draft-00-literal'] as const).map(
      (profile): Decoder => ({
        ...common,
        name: `handshake messages of ${profile}`,
        share: 5,
        make: (dice) => mutate(dice, handshake),
        run: (bytes) => readHandshake(bytes, profile),
      }),
    ),
    { ...common, name: 'KeyPackage, Welcome and commits', share: 20, make: (dice) => mutate(dice, messages), run: readHeader },
    ...structureDecoders(sessions),
    { ...common, name: 'names in credentials', share: 3, make: (dice) => mutateBytes(dice, dice.pick(names), names), run: readName },
    {
      name: 'explanations',
      share: 3,
      make: (dice) => concat(Uint8Array.of(dice.below(255)), mutate(dice, dice.pick([records, handshake, messages]))),
      run: explainAny,
      refuses: () => false,
      allowance: 2 ** 20,
    },
    { name: 'input of decode', share: 2, make: dressed(messages.bytes), run: unwrap, refuses: () => false },
  ];
}

function deframe(bytes: Bytes, check: typeof plaintextHeader): void {
  const deframer = new Deframer();
  const step = 1 + (bytes.length % 97);
  for (let at = 0; at < bytes.length; at += step) {
    deframer.push(bytes.subarray(at, at + step));
    while (deframer.next(check) !== null);
  }
}

function protectedStream(dice: Dice): Bytes {
  const records = Array.from({ length: 1 + dice.below(4) }, () => {
    const record = new Uint8Array(5 + 17 + dice.below(60));
    writeHeader(record, 0, 23, record.length - 5);
    return record;
  });
  return mutateBytes(dice, concat(...records), records);
}

/** What a peer with the keys may have sealed: content, type, padding, in any order and size. */
function innerPlaintext(dice: Dice): Bytes {
  const content = dice.bytes(dice.pick([0, 0, 1, 2, 30]));
  const padding = new Uint8Array(dice.pick([0, 0, 1, 40, 16_384, 16_370, 17_000]));
  const type = dice.oneIn(8) ? dice.bytes(dice.below(2)) : Uint8Array.of(dice.pick([0, 20, 21, 22, 23, 24, 25]));
  return concat(content, type, padding);
}

function openInner(inner: Bytes): void {
  const key = { seal: () => 0, open: (_nonce: Bytes, _aad: Bytes, body: Bytes) => body, erase: () => undefined };
  const half = new ReceiveHalf({ keys: { key, iv: new Uint8Array(12) }, erase: () => undefined });
  const header = new Uint8Array(5);
  writeHeader(header, 0, 23, inner.length);
  half.open({ type: 23, header, body: inner });
}

function reassemble(bytes: Bytes): void {
  const reassembler = new Reassembler({
    maxMessage: 262_144,
    placement: (type) => (type === handshakeTypes.epoch_key_update ? 'alone' : type === handshakeTypes.connection_update ? 'free' : 'ends-record'),
  });
  const step = 1 + (bytes.length % 211);
  for (let at = 0; at < bytes.length; at += step) {
    reassembler.push(bytes.subarray(at, at + step));
    while (reassembler.next() !== null);
    if (at % 5 === 4) reassembler.otherRecord();
  }
}

const names = ['Ida', 'Rob \u00e9', '\u202eabc', '\u{10ffff}', 'x'.repeat(256), '\u0000'].map((name) => new TextEncoder().encode(name));

function readName(identity: Bytes): void {
  checkIdentityForm({ kind: 'basic', identity });
}

/** As what the first byte says. Every byte is covered once, and the tree is no larger than the bytes allow. */
function explainAny(input: Bytes): void {
  const bytes = input.subarray(1);
  const as: ExplainKind | undefined = explainKinds[(input[0] ?? 0) % (explainKinds.length + 4)];
  const root = explain(bytes, as);
  const { covered, nodes } = measure(root);
  if (covered !== bytes.length) throw new Error(`explained ${covered} of ${bytes.length} bytes`);
  if (nodes > 16 * bytes.length + 64) throw new Error(`${nodes} parts of ${bytes.length} bytes`);
  failuresOf(root);
  explainedLines(root, { bytes, notes: true, lengths: true });
}

function measure(node: ExplainedNode): { readonly covered: number; readonly nodes: number } {
  if (node.children.length === 0) return { covered: node.end - node.start, nodes: 1 };
  const inner = node.children.map(measure);
  return { covered: inner.reduce((sum, { covered }) => sum + covered, 0), nodes: inner.reduce((sum, { nodes }) => sum + nodes, 1) };
}

function dressed(values: readonly Bytes[]): (dice: Dice) => Bytes {
  const texts = values.flatMap((bytes) => {
    const base64 = Buffer.from(bytes).toString('base64');
    return [base64, Buffer.from(bytes).toString('hex'), `-----BEGIN MLS-----\n${base64}\n-----END MLS-----\n`].map((text) =>
      new TextEncoder().encode(text),
    );
  });
  return (dice) => mutateBytes(dice, dice.pick(texts), texts);
}
