import { expect, test } from 'vitest';
import { type Bytes, concat, equal, toHex } from '#engine/bytes.ts';
import type { HostEffect, Verdict } from '#engine/mls-tls/host-effects.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import { type End, FakeClock, Host, link, settle } from '../support/world.ts';

const runs = Number(process.env['EPOCHSCOPE_TRANSPORTS'] ?? 60);
const steps = 300;
const mostTransports = 6;
let epochs = 0;
let transports = 0;

/** How honest parties may end a connection among many: never a word about what the other one said. */
const harmless = new Set(['ended', 'truncated', 'timeout', 'credential-unchecked']);
/** unknown_psk_identity: the session has moved on. user_canceled: a tie, or a wait that ended. internal_error: a slow authentication service. */
const harmlessAlerts = new Set([115, 90, 80]);

/** Two honest parties with far too many transports for one session, slow authentication services and bytes in any order. */
class Crowd {
  readonly #random: () => number;
  readonly #clock = new FakeClock();
  readonly #hosts: readonly [Host, Host];
  readonly #authenticators = new Map<bigint, string>();
  readonly #written = new Map<End, Bytes[]>();
  #transports: (readonly [End, End])[] = [];
  #id = '';

  constructor(seed: number) {
    this.#random = randomNumbers(seed);
    this.#hosts = [this.#host('party A'), this.#host('party B')];
  }

  async run(): Promise<void> {
    const [a, b] = this.#hosts;
    this.#link(await a.connect(), b.accept());
    await settle(a, b);
    this.#id = this.#transports[0]?.[0].sessionId ?? '';
    for (let i = 0; i < steps; i++) {
      await this.#step();
      this.#check();
    }
    await this.#reunite();
    epochs += this.#authenticators.size;
    transports += this.#hosts[0].ends.length;
  }

  #host(name: string): Host {
    return new Host({
      name,
      clock: this.#clock,
      authenticate: async (): Promise<Verdict> => {
        for (let turns = Math.floor(this.#random() * 4); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve));
        return { ok: true };
      },
      boundary: (effect, when) => when === 'after' && this.#remember(effect),
    });
  }

  #remember(effect: HostEffect): void {
    if (effect.kind !== 'persist') return;
    const { epoch, epochAuthenticator } = effect.session.group;
    const known = this.#authenticators.get(epoch);
    if (known !== undefined && known !== toHex(epochAuthenticator)) throw new Error(`fork at epoch ${epoch}`);
    this.#authenticators.set(epoch, toHex(epochAuthenticator));
    if (effect.session.standing === 'suspect') throw new Error('suspect among honest parties');
  }

  #link(a: End, b: End): void {
    this.#transports.push([a, b]);
    link(a, b);
    for (const end of [a, b]) end.drive();
  }

  async #step(): Promise<void> {
    const x = this.#random();
    const ends = this.#transports.flat();
    const end = ends[Math.floor(this.#random() * ends.length)];
    if (end === undefined || x < 0.02) this.#resume();
    else if (x < 0.025) for (const side of [end, end.peer]) side?.reset();
    else if (x < 0.1 && end.connection.status.writable) this.#write(end);
    else if (x < 0.17 && end.connection.status.writable && !end.events.some(({ kind }) => kind === 'peer-closed')) end.update();
    else if (x < 0.173) this.#advance(5_000);
    else if (x < 0.85) end.deliver();
    else await new Promise((resolve) => setImmediate(resolve));
    for (const host of this.#hosts) {
      host.drive();
      if (host.escaped.length > 0) throw host.escaped[0];
    }
    this.#transports = this.#transports.filter(([one, other]) => !(one.transportClosed && other.transportClosed));
  }

  #resume(): void {
    if (this.#transports.length >= mostTransports) return;
    const [from, to] = this.#random() < 0.5 ? this.#hosts : [this.#hosts[1], this.#hosts[0]];
    this.#link(from.resume(this.#id), to.accept());
  }

  #write(end: End): void {
    const chunks = this.#written.get(end) ?? [];
    this.#written.set(end, chunks);
    chunks.push(new TextEncoder().encode(`${chunks.length};`));
    end.write(chunks.at(-1) as Bytes);
  }

  #advance(milliseconds: number): void {
    this.#clock.advance(milliseconds);
    for (const host of this.#hosts) for (const end of host.ends) end.tick();
  }

  #check(): void {
    for (const host of this.#hosts) {
      const open = host.ends.filter((end) => end.connection.status.open);
      if (open.length > 1) throw new Error(`${host.name} has ${open.length} live connections of one session`);
      for (const { failure } of host.ends) {
        if (failure === null || harmless.has(failure.kind)) continue;
        if (failure.kind === 'alert-received' && harmlessAlerts.has(failure.alert)) continue;
        if (failure.kind === 'peer-misbehaved' && failure.code === 'RS_REFUSED') continue;
        throw new Error(`${host.name}: ${JSON.stringify(failure)}`);
      }
    }
    for (const [from, chunks] of this.#written) {
      const got = concat(...(from.peer?.received ?? []));
      if (!equal(got, concat(...chunks).subarray(0, got.length))) throw new Error('delivered data is not a prefix');
    }
  }

  async #reunite(): Promise<void> {
    for (const end of this.#transports.flat()) end.reset();
    this.#transports = [];
    await settle(...this.#hosts);
    const stuck = this.#hosts.flatMap(({ ends }) => ends).filter((end) => end.connection.status.state !== 'closed');
    if (stuck.length > 0) throw new Error(`left over: ${stuck.map((end) => end.connection.status.state).join(', ')}`);
    this.#resume();
    await settle(...this.#hosts);
    const states = this.#transports.flat().map((end) => end.connection.status.state);
    if (states.some((state) => state !== 'open')) throw new Error(`not together again: ${states.join(', ')}`);
    this.#check();
  }
}

test(
  `[RS-23] [RS-34] [TP-31] ${runs} crowds of transports between honest parties: one live connection, no fork, nobody blamed, nothing stuck`,
  async () => {
    const failures: string[] = [];
    const first = Number(process.env['EPOCHSCOPE_SEED'] ?? 1);
    for (let seed = first; seed < first + runs; seed++) {
      await new Crowd(seed)
        .run()
        .catch((error: unknown) => failures.push(`seed ${seed}: ${error instanceof Error ? error.stack?.slice(0, 300) : String(error)}`));
    }
    process.stdout.write(`crowds: ${runs} runs of ${steps} steps; ${transports} transports, ${epochs} epochs\n`);
    expect(failures).toEqual([]);
  },
  60 * 60_000,
);
