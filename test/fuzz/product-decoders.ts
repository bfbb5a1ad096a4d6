import { createSecretKey } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Socket } from 'node:net';
import { type Bytes, concat } from '#engine/bytes.ts';
import { EngineError } from '#engine/errors.ts';
import { decodeSession } from '#engine/mls-tls/snapshot.ts';
import { ApiError } from '#main/api/core.ts';
import { frameHeader, LocalProtocolError, LocalReader } from '#main/api/local-frames.ts';
import { isRequestName, parseParams } from '#main/api/parse.ts';
import { judgePlain } from '#main/api/plain-value.ts';
import { readArguments, UsageError } from '#main/cli/arguments.ts';
import { signature } from '#main/crypto/signatures.ts';
import { seal, unseal } from '#main/store/sealing.ts';
import { StoreError } from '#main/store/store-error.ts';
import { decodeFact, encodeFact } from '#main/store/trace-json.ts';
import { unpackSegment } from '#main/store/trace-segment.ts';
import { ContactCardError, encodeContactCard, parseContactCard } from '#main/trust/contact-card.ts';
import { requestFrameOf } from '#shared/frames.ts';
import type { Host } from '../support/world.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { requests } from './api-specimens.ts';
import { mutateBytes } from './byte-mutations.ts';
import { captureDecoders } from './capture-decoders.ts';
import { certificateDecoders } from './certificate-decoders.ts';
import type { Decoder } from './campaign.ts';
import { Dice } from './dice.ts';
import { mutateText, mutateValue } from './value-mutations.ts';

const utf8 = new TextEncoder();
const text = (bytes: Bytes): string => new TextDecoder().decode(bytes);
const never = (): boolean => false;

/** Every decoder of bytes and values that come from a face, from a disk or from a person. @param host somebody with stored sessions */
export function productDecoders(host: Host): readonly Decoder[] {
  return [...faceDecoders(), ...personDecoders(), ...diskDecoders(host), ...keyDecoders(), ...certificateDecoders(), ...captureDecoders()];
}

function faceDecoders(): readonly Decoder[] {
  const lines = Object.entries(requests).map(([request, params], id) => utf8.encode(JSON.stringify({ id, request, params })));
  return [
    { name: 'lines and messages of faces', share: 5, make: (dice) => changedLine(dice, lines), run: serveLine, refuses: isApiRefusal },
    { name: 'values over IPC', share: 3, make: (dice) => dice.bytes(4), run: serveValue, refuses: isApiRefusal, allowance: 2 ** 20 },
    {
      name: 'the local socket',
      share: 0.4,
      make: (dice) => socketBytes(dice, lines),
      run: readSocket,
      refuses: (error) => error instanceof LocalProtocolError,
    },
  ];
}

function changedLine(dice: Dice, lines: readonly Bytes[]): Bytes {
  const line = dice.pick(lines);
  if (dice.oneIn(2)) return mutateBytes(dice, line, lines);
  return utf8.encode(JSON.stringify(mutateValue(dice, JSON.parse(text(line)), false)) ?? '');
}

/** As the carriers of JSON do: a line that is no request frame ends there. */
function serveLine(line: Bytes): void {
  const frame = requestFrameOf(jsonOrNull(text(line)));
  if (frame !== null) serve(frame.request, frame.params);
}

function jsonOrNull(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Electron carries values, not bytes: the input is the seed of one. */
function serveValue(seed: Bytes): void {
  const dice = new Dice(new DataView(seed.buffer, seed.byteOffset).getUint32(0));
  const [name, params] = dice.pick(Object.entries(requests));
  serve(name, mutateValue(dice, params, true));
}

function serve(name: unknown, params: unknown): void {
  if (isRequestName(name) && judgePlain(params) === 'plain') parseParams(name, params);
}

const isApiRefusal = (error: unknown): boolean => error instanceof ApiError && error.view.code === 'IPC_BAD_ARGS';

/** A line, then frames. */
function socketBytes(dice: Dice, lines: readonly Bytes[]): Bytes {
  const frames = (['data', 'end', 'result'] as const).map((kind) => {
    const payload = dice.bytes(kind === 'end' ? 0 : dice.below(40));
    return concat(frameHeader(kind, payload.length), payload);
  });
  return mutateBytes(dice, concat(dice.pick(lines), utf8.encode('\n'), ...frames), frames);
}

async function readSocket(bytes: Bytes): Promise<void> {
  const chunks = [bytes.subarray(0, bytes.length >> 1), bytes.subarray(bytes.length >> 1)].map((chunk) => Buffer.from(chunk));
  // Of a socket, only what every readable stream has is used.
  const reader = new LocalReader(Readable.from(chunks) as unknown as Socket);
  if ((await reader.line()) === null) return;
  while ((await reader.frame()) !== null);
}

function personDecoders(): readonly Decoder[] {
  const publicKey = seededRandomness('card').bytes(32);
  const cards = ['Ida', 'Rob \u00e9', 'a & b=c'].map((name) => encodeContactCard({ name, scheme: 0x0807, publicKey }));
  const lines = ['connect localhost:7443 --suite 1 --json', 'decode --as commit --lengths -', 'listen 7443 --pin x -- --y', '--profile-dir=/x help'];
  const options = [
    { name: 'suite', takes: 'SUITE', multiple: true, help: '' },
    { name: 'as', takes: 'KIND', help: '' },
    { name: 'lengths', takes: null, help: '' },
  ] as const;
  const changed = (from: readonly string[]) => (dice: Dice) => utf8.encode(mutateText(dice, dice.pick(from), from));
  return [
    {
      name: 'contact cards',
      share: 3,
      make: changed(cards),
      run: (bytes) => parseContactCard(text(bytes)),
      refuses: (error) => error instanceof ContactCardError,
    },
    {
      name: 'command lines',
      share: 1,
      make: changed(lines),
      run: (bytes) => readArguments(text(bytes).split(' '), options, [0, 3]),
      refuses: (error) => error instanceof UsageError,
    },
  ];
}

function diskDecoders(host: Host): readonly Decoder[] {
  const sessions = [...host.disk.sessions.values()];
  const key = createSecretKey(new Uint8Array(32));
  const sealed = [seal(key, 'place', seededRandomness('sealed').bytes(100))];
  const facts = host.ends.flatMap((end) => end.facts).map((fact) => encodeFact(fact));
  const segments = [seededRandomness('segment').bytes(32 * 4), new Uint8Array(32 * 3)];
  const damaged = (error: unknown): boolean => error instanceof StoreError && error.code === 'STORE_DAMAGED';
  return [
    {
      name: 'stored sessions',
      share: 2,
      make: (dice) => mutateBytes(dice, dice.pick(sessions), sessions),
      run: (bytes) => decodeSession(host.mls, bytes, (secret) => void secret.fill(0)),
      refuses: isStateRefusal,
    },
    {
      name: 'sealed values',
      share: 0.5,
      make: (dice) => mutateBytes(dice, dice.pick(sealed), sealed),
      run: (bytes) => unseal(key, 'place', bytes),
      refuses: never,
    },
    {
      name: 'recorded facts',
      share: 1,
      make: (dice) => utf8.encode(mutateText(dice, dice.pick(facts), facts)),
      run: (bytes) => decodeFact(text(bytes)),
      refuses: damaged,
    },
    {
      name: 'recorded records',
      share: 1,
      make: (dice) => mutateBytes(dice, dice.pick(segments), segments),
      run: (bytes) => unpackSegment(bytes, 0, 0),
      refuses: damaged,
    },
  ];
}

/** A stored state that cannot be read is a fault of ours or of the disk. */
const isStateRefusal = (error: unknown): boolean =>
  error instanceof EngineError && (error.failure.kind === 'decode' || (error.failure.kind === 'internal' && error.failure.where === 'stored group'));

/** Keys and signatures a peer chose: points and DER through the platform's import. Refusal is `false`. */
function keyDecoders(): readonly Decoder[] {
  const message = utf8.encode('message');
  return (['Ed25519', 'P-256', 'P-521'] as const).map((name): Decoder => {
    const scheme = signature(name);
    const { publicKey, privateKey } = scheme.generate(seededRandomness(name));
    const valid = [publicKey, scheme.sign(privateKey, message)];
    return {
      name: `keys and signatures of ${name}`,
      share: 0.02,
      make: (dice) => mutateBytes(dice, concat(...valid), valid),
      run: (bytes) => scheme.verify(bytes.subarray(0, publicKey.length), message, bytes.subarray(publicKey.length)),
      refuses: never,
    };
  });
}
