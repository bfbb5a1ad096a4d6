import { expect, test } from 'vitest';
import { type Bytes, concat, equal } from '#engine/bytes.ts';
import type { Group } from '#engine/mls/group.ts';
import { frame, frameEpochKeyUpdate } from '#engine/two-party/messages.ts';
import { codeOf } from '../support/outcome.ts';
import { clearRecord } from '../support/scripted-records.ts';
import type { ScriptedPeer } from '../support/scripted-peer.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { starts } from '../support/starts.ts';

const runs = 200;
const steps = 25;

/** A liar that says whatever comes to its mind, half of it true. */
class Liar {
  readonly peer: ScriptedPeer;
  /** Every group the victim may be in: a liar makes several commits in one epoch. */
  readonly candidates: Group[];
  readonly said: string[] = [];
  readonly #number: (limit: number) => number;
  readonly #bytes: (length: number) => Bytes;

  constructor(peer: ScriptedPeer, seed: number) {
    const random = seededRandomness(`liar ${seed}`);
    this.peer = peer;
    this.candidates = [...peer.groups.values()];
    this.#bytes = (length) => random.bytes(length);
    this.#number = (limit) => new DataView(random.bytes(4).buffer).getUint32(0) % limit;
  }

  async step(): Promise<void> {
    const names = Object.keys(this.#moves);
    const name = names[this.#number(names.length)] ?? '';
    this.said.push(name);
    await this.#moves[name]?.();
    await this.peer.line.settle();
    await this.#listen();
  }

  /** The group the victim is in by now: the peer then knows what to answer. */
  recognize(): void {
    const stored = this.peer.host.stored(this.peer.sessionId);
    const group = this.candidates.find(({ epochAuthenticator }) => equal(epochAuthenticator, stored?.group.epochAuthenticator ?? new Uint8Array(0)));
    if (group === undefined) throw new Error('the victim is in a group nobody knows');
    this.peer.adopt(group);
  }

  readonly #moves: Readonly<Record<string, () => Promise<void> | void>> = {
    'data': () => this.#tell(this.peer.line.data('data')),
    'padded data': () => this.#tell(this.peer.line.seal({ body: this.#bytes(this.#number(300)), pad: this.#number(300) })),
    'empty data': () => this.#tell(this.peer.line.data('')),
    'update': async () => this.#tell(this.peer.line.handshake(await this.#update(), 1 + this.#number(700))),
    'spoilt update': async () =>
      this.#maybe(4, async () => this.#tell(this.peer.line.handshake((await this.#update()).map((byte, at) => (at === 60 ? byte ^ 1 : byte))))),
    'expected epoch_key_update': () => this.#confirm(),
    'any epoch_key_update': () => this.#maybe(4, () => this.#tell(this.peer.line.handshake(frameEpochKeyUpdate(BigInt(this.#number(5)))))),
    'warning': () => this.#tell(this.peer.line.alert(1, 90)),
    'alert': () => this.#maybe(6, () => this.#tell(this.peer.line.alert(2, this.#number(256)))),
    'record in clear': () => this.#maybe(6, () => this.#tell(clearRecord(20 + this.#number(5), this.#bytes(this.#number(50))))),
    'half a message': () =>
      this.#maybe(3, () =>
        this.#tell(this.peer.line.seal({ type: 22, body: frame('epoch_key_update', this.#bytes(8)).slice(0, 1 + this.#number(11)) })),
      ),
    'noise': () =>
      this.#maybe(6, () => this.#tell(this.peer.line.seal({ type: 22, body: concat(Uint8Array.of(0xe0 + this.#number(16)), this.#bytes(20)) }))),
    'the victim updates': () => this.#victim(({ victim }) => victim.update()),
    'the victim writes': () => this.#victim(({ victim }) => victim.write('words')),
    'the victim closes': () => this.#maybe(6, () => this.#victim(({ victim }) => victim.close())),
    'time passes': () => {
      this.peer.host.clock.advance(1 + this.#number(5000));
      this.peer.line.victim.tick();
    },
  };

  #tell(bytes: Bytes): void {
    this.peer.line.victim.inject(bytes);
  }

  async #maybe(oneIn: number, act: () => Promise<void> | void): Promise<void> {
    if (this.#number(oneIn) === 0) await act();
  }

  /** What the victim's own application asks for, where it may. */
  #victim(ask: (line: ScriptedPeer['line']) => void): void {
    const { writable, open } = this.peer.line.victim.connection.status;
    if (writable && open && !this.peer.line.victim.events.some(({ kind }) => kind === 'peer-closed')) ask(this.peer.line);
  }

  async #update(): Promise<Bytes> {
    const { message, next } = await this.peer.commit();
    this.candidates.push(next);
    this.peer.groups.set(next.epoch, next);
    return this.peer.connectionUpdate(message);
  }

  /** What an honest peer would say if its last update, or the victim's, were applied now. */
  #confirm(): void {
    const next = this.peer.epoch + 1n;
    if (this.peer.groups.has(next)) this.#tell(this.peer.closeEpoch(next));
  }

  /** Takes in what the victim said, also its updates. */
  async #listen(): Promise<void> {
    for (const item of this.peer.line.take()) {
      if (item.kind !== 'message' || item.name !== 'connection_update') continue;
      const header = this.peer.mls.readHeader(item.body);
      const from = 'epoch' in header ? this.candidates.filter(({ epoch }) => epoch === header.epoch) : [];
      for (const group of from) {
        const next = await this.peer.process(item.body, group).catch(() => null);
        if (next === null) continue;
        this.candidates.push(next);
        this.peer.groups.set(next.epoch, next);
      }
    }
  }
}

test(`${runs} peers that lie at random: a typed end with one alert, and a session that is suspect or can be resumed`, async () => {
  const ends = new Map<string, number>();
  for (let seed = 0; seed < runs; seed++) {
    const peer = await (seed % 2 === 0 ? starts.est_i : starts.est_r)();
    const liar = new Liar(peer, seed);
    const { victim } = peer.line;
    for (let n = 0; n < steps && victim.failure === null; n++) await liar.step();
    const what = `seed ${seed}: ${liar.said.join(', ')}: ${codeOf(victim.failure)}`;
    ends.set(codeOf(victim.failure), (ends.get(codeOf(victim.failure)) ?? 0) + 1);
    expect(victim.failure?.kind, what).not.toBe('internal');
    expect(victim.alerts('sent').filter((value) => value !== 0).length, what).toBeLessThanOrEqual(1);
    expect(victim.effects.filter((kind) => kind === 'close-transport').length, what).toBe(victim.failure === null ? 0 : 1);
    if (peer.host.stored(peer.sessionId)?.standing === 'suspect') continue;
    await peer.line.end('reset');
    liar.recognize();
    await peer.beResumed();
    await peer.line.tell(peer.line.data('after all that'));
    expect(peer.line.victim.receivedText, what).toBe('after all that');
  }
  expect(ends.size).toBeGreaterThan(8);
});
