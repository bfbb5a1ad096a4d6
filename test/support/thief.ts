import { type Bytes, concat } from '#engine/bytes.ts';
import type { TrafficKeys } from '#engine/crypto/aead.ts';
import { findSuite, type Suite } from '#engine/crypto/suites.ts';
import type { Group, Mls } from '#engine/mls/group.ts';
import { createMls } from '#engine/mls/ts-mls-group.ts';
import { editorKeySchedule } from '#engine/mls-tls/editor-traffic-secrets.ts';
import { draft00KeySchedule, trafficSecrets } from '#engine/mls-tls/traffic-secrets.ts';
import { trafficKeys } from '#engine/record/traffic-keys.ts';
import { handshakeTypes } from '#engine/two-party/messages.ts';
import type { ProfileName } from '#engine/two-party/roles.ts';
import { mlsSuiteProvider } from '#main/crypto/mls-provider.ts';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';
import { Opener, readRecords, type WireRecord } from './scripted-records.ts';
import { seededRandomness } from './seeded-randomness.ts';

/** Everything both sides of one connection sent. */
export interface Capture {
  readonly initiator: Bytes;
  readonly responder: Bytes;
}

type Direction = keyof Capture;
const directions = ['initiator', 'responder'] as const;

/** Where the attacker stands in one direction of a capture. */
interface Reading {
  readonly records: readonly WireRecord[];
  at: number;
  opener: Opener | null;
  epoch: bigint;
  text: string;
  handshake: Bytes;
}

/**
 * An attacker with a full engine: a party's MLS state at some moment, and every byte of the wire. It reads on as far as that
 * goes: opens records, applies each commit it can, and tries the keys of every epoch it gets to know.
 */
export class Thief {
  readonly #mls: Mls;
  readonly #profile: ProfileName;
  readonly #crypto = nodeCryptoProvider();
  readonly #groups = new Map<bigint, Group>();

  constructor(profile: ProfileName) {
    this.#profile = profile;
    const randomness = seededRandomness('thief');
    this.#mls = createMls({ suite: mlsSuiteProvider(randomness), crypto: this.#crypto, randomness });
  }

  /** A copy of a group as it lies in somebody's memory now; what its owner erases later stays here. */
  steal(group: Group): void {
    this.#groups.set(group.epoch, this.#mls.decodeGroup(this.#mls.encodeGroup(group)));
  }

  /** The epochs whose state it has or could make. */
  get epochs(): readonly bigint[] {
    return [...this.#groups.keys()];
  }

  /** Reads a capture from its first record. @returns the application data it could open, by direction */
  async read(capture: Capture): Promise<Readonly<Record<Direction, string>>> {
    const readings = { initiator: begin(capture.initiator), responder: begin(capture.responder) };
    for (let moved = true; moved; ) {
      moved = false;
      for (const direction of directions) while (await this.#next(direction, readings[direction])) moved = true;
    }
    return { initiator: readings.initiator.text, responder: readings.responder.text };
  }

  /** One more record of a direction. @returns whether it could be dealt with */
  async #next(direction: Direction, reading: Reading): Promise<boolean> {
    const record = reading.records[reading.at];
    if (record === undefined) return false;
    const opened = record.type === 23 ? this.#open(direction, reading, record) : { type: 0, content: new Uint8Array(0) };
    if (opened === null) return false;
    reading.at += 1;
    if (opened.type === 23) reading.text += Buffer.from(opened.content).toString();
    if (opened.type === 22) await this.#handshake(reading, opened.content);
    return true;
  }

  /** Under the key in use, or the first record under that of an epoch it knows. */
  #open(direction: Direction, reading: Reading, record: WireRecord): ReturnType<Opener['open']> {
    const opened = reading.opener?.open(record) ?? null;
    if (opened !== null) return opened;
    for (const epoch of this.epochs.filter((known) => known > reading.epoch)) {
      const opener = this.#opener(epoch, direction);
      const first = opener?.open(record) ?? null;
      if (opener === null || first === null) continue;
      reading.opener = opener;
      reading.epoch = epoch;
      return first;
    }
    return null;
  }

  #opener(epoch: bigint, direction: Direction): Opener | null {
    const group = this.#groups.get(epoch);
    if (group === undefined || group.exporterSecret === null) return null;
    const copy = this.#mls.decodeGroup(this.#mls.encodeGroup(group)); // using an epoch takes its secret away
    const schedule = this.#profile === 'editor-copy' ? editorKeySchedule(this.#crypto, this.#mls) : draft00KeySchedule(this.#crypto, this.#mls);
    return new Opener(schedule.use(copy, direction).send);
  }

  /** Applies a commit if it can: the peer's of whoever it was stolen from, not that one's own. */
  async #handshake(reading: Reading, content: Bytes): Promise<void> {
    reading.handshake = concat(reading.handshake, content);
    for (;;) {
      const [type = 0, high = 0, middle = 0, low = 0] = reading.handshake;
      const end = 4 + high * 65536 + middle * 256 + low;
      if (reading.handshake.length < Math.max(4, end)) return;
      const body = reading.handshake.slice(4, end);
      reading.handshake = reading.handshake.slice(end);
      if (type === handshakeTypes.connection_update) await this.#apply(body);
    }
  }

  async #apply(commit: Bytes): Promise<void> {
    for (const group of [...this.#groups.values()]) {
      try {
        const { next } = await this.#mls.processCommit(group, commit, { privateOnly: false });
        this.#groups.set(next.epoch, next);
        return;
      } catch {
        // Not for this state: the next one.
      }
    }
  }
}

function begin(stream: Bytes): Reading {
  return { records: readRecords(stream), at: 0, opener: null, epoch: 0n, text: '', handshake: new Uint8Array(0) };
}

/**
 * Tries every window of Nh bytes of stolen memory as exporter_secret and as traffic secret of every protected record.
 * Profile draft-00.
 *
 * @returns indices of the records of `stream` that came open as the first under some key
 */
export function openedByBruteForce(stolen: Bytes, stream: Bytes, suiteId: number): readonly number[] {
  const suite = findSuite(suiteId);
  if (suite === undefined) throw new Error('unknown suite');
  const crypto = nodeCryptoProvider();
  const records = readRecords(stream);
  const opened = new Set<number>();
  for (let at = 0; at + suite.nh <= stolen.length; at++) {
    for (const keys of candidates(crypto, suite, stolen.slice(at, at + suite.nh))) {
      for (const [index, record] of records.entries()) if (record.type === 23 && new Opener(keys).open(record) !== null) opened.add(index);
    }
  }
  return [...opened].sort((a, b) => a - b);
}

function candidates(crypto: ReturnType<typeof nodeCryptoProvider>, suite: Suite, window: Bytes): readonly TrafficKeys[] {
  const { client, server } = trafficSecrets(crypto, suite, window);
  return [window.slice(), client, server].map((secret) => trafficKeys(crypto, suite, secret));
}
