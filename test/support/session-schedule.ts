import { type Bytes, concat, equal, toHex } from '#engine/bytes.ts';
import type { Signer } from '#engine/mls/group.ts';
import { sameCredential } from '#engine/two-party/identity.ts';
import { handshakeTypes } from '#engine/two-party/messages.ts';
import type { ProfileName } from '#engine/two-party/roles.ts';
import type { Session } from '#engine/two-party/session.ts';
import { isWaiting } from '#engine/two-party/states.ts';
import type { MlsTlsConnection } from '#engine/mls-tls/connection.ts';
import { Deliveries } from './deliveries.ts';
import { repeatCount } from './ledger.ts';
import { signerFor } from './mls-parties.ts';
import { type Attack, NetworkAttacker } from './network-attacker.ts';
import { randomNumbers } from './random-numbers.ts';
import { Crash, Disk, type End, FakeClock, Host, type HostOptions, link } from './world.ts';

type PartyName = 'A' | 'B';
/** Who resumes: one side, both over one transport, or both over one each. */
type Mode = 'A' | 'B' | 'AB' | 'AB-two';

interface Party {
  readonly name: PartyName;
  readonly disk: Disk;
  host: Host;
}

export interface ScheduleOptions {
  /** The network belongs to an attacker, who also meddles with the transports of the honest parties. */
  readonly attacked?: boolean;
  /** For controls: see {@link HostOptions.weaken}. */
  readonly weaken?: NonNullable<HostOptions['weaken']>;
}

/** How often an attacker acts per step: against records on the wire, and with whole flights. */
const recordRate = 0.14;
const flightRate = 0.06;
/** How often a resumption never arrives, but is kept by the attacker for later. */
const holdRate = 0.35;

/**
 * A seeded random life of one session: data, updates, crossings, cuts, crashes at effect boundaries, resumptions of
 * either or both sides, writes that fail, and a network attacker who replays and injects recorded resumption flights. Party A founded
 * the session as initiator. The rules' model of the same schedule is described in docs/TESTING.md.
 */
export class Schedule {
  readonly counts = new Map<string, number>();
  readonly #profile: ProfileName;
  readonly #random: () => number;
  readonly #clock = new FakeClock();
  readonly #parties: { readonly [P in PartyName]: Party };
  /** The ends of the genuine transport, A's first. */
  #ends: readonly [End, End] | null = null;
  #second: readonly [End, End] | null = null;
  readonly #deliveries = new Deliveries();
  readonly #attacker: NetworkAttacker | null;
  readonly #weaken: Partial<Pick<HostOptions, 'weaken'>>;
  /** Flights taken off the wire, with the party they were meant for. */
  readonly #held: { readonly to: PartyName; readonly bytes: Bytes }[] = [];
  #sessionId = '';
  /** The network carries everything faithfully from now on. */
  #honest = false;
  readonly #watched: End[] = [];
  readonly #repeats = repeatCount();
  #crashProbability = 0;
  /** Session and epoch → authenticator of everybody who ever made that epoch current. */
  readonly #history = new Map<string, string>();
  readonly #requests: { readonly to: PartyName; readonly bytes: Bytes }[] = [];
  readonly #responses: { readonly to: PartyName; readonly bytes: Bytes }[] = [];

  constructor(seed: number, profile: ProfileName = 'draft-00', { attacked = false, weaken }: ScheduleOptions = {}) {
    this.#profile = profile;
    this.#random = randomNumbers(seed);
    this.#attacker = attacked ? new NetworkAttacker(this.#random) : null;
    this.#weaken = weaken === undefined ? {} : { weaken };
    this.#parties = { A: this.#party('A'), B: this.#party('B') };
  }

  /** What of the attacker's work living connections read, and what of that they refused at once. */
  get attacks(): Pick<NetworkAttacker, 'reached' | 'refused'> | null {
    return this.#attacker;
  }

  /** How often an update confirmed data. */
  get confirmed(): number {
    return this.#deliveries.confirmed;
  }

  /** @throws when an invariant breaks or the pair cannot be brought together at the end */
  async run(steps: number): Promise<void> {
    await this.#found();
    this.#crashProbability = 0.004;
    for (let i = 0; i < steps; i++) {
      await this.#step();
      this.#check();
    }
    this.#crashProbability = 0;
    this.#honest = true;
    // What an attacker did shows in the first resumption; another one shows that the session lives on.
    const modes = this.#attacker === null ? this.#modes : [this.#pick(this.#modes), this.#pick(this.#modes)];
    for (const mode of modes) await this.#reunite(mode);
  }

  /** In the editor's copy only the founding initiator resumes. */
  get #modes(): readonly Mode[] {
    return this.#profile === 'editor-copy' ? ['A'] : ['B', 'A', 'AB', 'AB-two'];
  }

  #party(name: PartyName): Party {
    const disk = new Disk();
    return { name, disk, host: this.#boot(name, disk) };
  }

  #boot(name: PartyName, disk: Disk): Host {
    return new Host({
      name: `party ${name}`,
      clock: this.#clock,
      disk,
      policy: { profiles: [this.#profile] },
      ...this.#weaken,
      boundary: (effect, when) => {
        const matters = effect.kind === 'persist' || effect.kind === 'transmit' || effect.kind === 'deliver' || effect.kind === 'notify';
        if (matters && this.#random() < this.#crashProbability) throw new Crash();
        if (when === 'after' && effect.kind === 'persist' && !disk.broken) this.#remember(effect.session);
      },
    });
  }

  /** [K2] Nobody ever makes an epoch current that differs from what the other made of it. */
  #remember({ id, group, standing }: Session): void {
    const at = `${id} ${group.epoch}`;
    const known = this.#history.get(at);
    if (standing === 'suspect') throw new Error('honest parties suspect each other');
    if (known === undefined) this.#history.set(at, toHex(group.epochAuthenticator));
    else if (known !== toHex(group.epochAuthenticator)) throw new Error(`fork at epoch ${group.epoch}`);
  }

  /** The attacker may spoil some handshakes; then the parties try again. */
  async #found(): Promise<void> {
    for (let attempts = this.#attacker === null ? 0 : Math.floor(this.#random() * 3); attempts > 0; attempts--) {
      await this.#shake();
      for (let i = 0; i < 8 && !this.#isFounded(); i++) {
        if (this.#random() < 0.3) this.#attacker?.act(this.#ends ?? []);
        this.#attacker?.tick();
        this.#deliver();
        await this.#tasks();
        this.#check();
      }
      if (this.#isFounded()) break;
      this.#breakTransport();
    }
    if (this.#ends === null) {
      await this.#shake();
      await this.#settle();
    }
    this.#sessionId = this.#ends?.[0].sessionId ?? '';
  }

  async #shake(): Promise<void> {
    const [a, b] = [this.#parties.A.host, this.#parties.B.host];
    this.#ends = [await a.connect(), b.accept()];
    this.#join(...this.#ends);
    for (const end of this.#ends) end.drive();
    await this.#tasks();
  }

  #isFounded(): boolean {
    const ends = this.#ends ?? [];
    return ends.length > 0 && ends.every((end) => end.connection.status.open && end.events.some(({ kind }) => kind === 'established'));
  }

  #join(x: End, y: End): void {
    for (const from of [x, y]) {
      this.#deliveries.add(from);
      this.#attacker?.watch(from);
      this.#watched.push(from);
      from.onTransmit = (bytes) => {
        this.#record(from, bytes);
        return this.#attacker?.take(from, bytes) ?? [bytes];
      };
    }
    link(x, y);
  }

  /** The attacker keeps every resumption flight that crosses the wire. */
  #record(from: End, bytes: Bytes): void {
    if (bytes[0] !== 22) return;
    const to = from.host === this.#parties.A.host ? 'B' : 'A';
    if (bytes[5] === handshakeTypes.resumption_request || bytes[5] === handshakeTypes.resumption) this.#requests.push({ to, bytes });
    if (bytes[5] === handshakeTypes.resumption_response) this.#responses.push({ to, bytes });
  }

  async #step(): Promise<void> {
    if (this.#random() < 0.05) this.#advance(1000);
    this.#meddle();
    await this.#surviving(() => undefined);
    const ends = this.#ends;
    if (ends === null) {
      await this.#connect(this.#pick(this.#modes));
      if (this.#attacker !== null && this.#random() < holdRate) await this.#surviving(() => this.#takeAway());
      return;
    }
    const end = this.#pick(ends);
    const x = this.#random();
    const { disk } = this.#parties[this.#pick<PartyName>(['A', 'B'])];
    disk.broken = this.#random() < 0.02;
    if (disk.broken) this.#count('full disk');
    await this.#surviving(async () => {
      if (x < 0.03) this.#breakTransport();
      else if (x < 0.09) this.#attack();
      else if (x < 0.25) this.#write(end);
      else if (x < 0.4) this.#update(end, this.#random() < 0.25);
      else if (x < 0.405) this.#close(end);
      else if (x < 0.43 && this.#profile === 'editor-copy') this.#keyUpdate(end);
      else if (x < 0.9) this.#deliver();
      else await this.#settle();
    });
    disk.broken = false;
    await this.#surviving(() => this.#forgetDead());
  }

  /** A crash anywhere inside takes its host down; the disk stays. */
  async #surviving(act: () => Promise<void> | void): Promise<void> {
    try {
      await act();
      await this.#tasks();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      this.#reboot();
    }
  }

  /** The interrupted process is gone; sometimes the other goes with it. */
  #reboot(): void {
    this.#count('crash');
    const probability = this.#crashProbability;
    this.#crashProbability = 0; // one crash at a time
    for (const party of Object.values(this.#parties)) if (party.host.crashed || this.#random() < 0.1) this.#restart(party);
    for (const end of [...(this.#ends ?? []), ...(this.#second ?? [])]) end.reset();
    this.#ends = null;
    this.#second = null;
    this.#crashProbability = probability;
  }

  #restart(party: Party): void {
    party.host.crash();
    party.host = this.#boot(party.name, party.disk);
  }

  #breakTransport(): void {
    this.#count('cut');
    for (const end of [...(this.#ends ?? []), ...(this.#second ?? [])]) end.reset();
    this.#ends = null;
    this.#second = null;
  }

  #connect(mode: Mode): Promise<void> {
    return this.#surviving(() => {
      const { A, B } = this.#parties;
      if (mode === 'AB-two') {
        this.#second = [A.host.accept(), B.host.resume(this.#sessionId)];
        this.#join(...this.#second);
        for (const end of this.#second) end.drive();
      }
      this.#ends = [
        mode === 'B' ? A.host.accept() : A.host.resume(this.#sessionId),
        mode === 'A' || mode === 'AB-two' ? B.host.accept() : B.host.resume(this.#sessionId),
      ];
      this.#join(...this.#ends);
      for (const end of this.#ends) end.drive();
    });
  }

  /** The attacker's turn, if there is one: records on the wire, or a whole flight. */
  #meddle(): void {
    const attacker = this.#attacker;
    if (attacker === null || this.#honest) return;
    attacker.tick();
    const x = this.#random();
    if (x < recordRate) attacker.act([...(this.#ends ?? []), ...(this.#second ?? [])]);
    else if (x < recordRate + flightRate)
      this.#quietly(() => this.#pick([() => this.#attack(), () => this.#replayStream(), () => this.#holdBack()])());
  }

  /** A replayed request on a transport of the attacker's, or an old response where one is waited for. */
  #attack(): void {
    if (this.#responses.length > 0 && this.#random() < 0.3) return this.#injectResponse();
    const recent = this.#random() < 0.8 ? this.#requests.slice(-5) : this.#requests;
    if (recent.length === 0) return;
    const request = this.#pick(recent);
    this.#count('replayed request');
    this.#present(request.to, request.bytes, 'replayed request');
  }

  #injectResponse(): void {
    const response = this.#pick(this.#responses.slice(-4));
    const end = this.#ends?.[response.to === 'A' ? 0 : 1];
    if (end === undefined || !isWaiting((end.connection as MlsTlsConnection).state)) return;
    this.#count('injected response');
    end.inject(this.#attacker?.mark(response.bytes, 'injected response') ?? response.bytes);
  }

  /** All that one end sent at first, to either party: on a new transport, or in the place of an answer. */
  #replayStream(): void {
    const end = this.#pick(this.#watched.slice(-12));
    if (end === undefined) return;
    const bytes = this.#attacker?.flight(end) ?? new Uint8Array(0);
    if (bytes.length === 0) return;
    const waiting = this.#ends?.find(({ host, connection }) => host.name !== end.host.name && isWaiting((connection as MlsTlsConnection).state));
    if (waiting !== undefined && this.#random() < 0.5) waiting.inject(this.#attacker?.mark(bytes, 'replayed stream') ?? bytes);
    else this.#present(this.#pick<PartyName>(['A', 'B']), bytes, 'replayed stream');
  }

  /** Brings back a flight that was taken, or takes one. */
  #holdBack(): void {
    const [held] = this.#random() < 0.6 ? this.#held.splice(Math.floor(this.#random() * this.#held.length), 1) : [];
    if (held === undefined) this.#takeAway();
    else this.#present(held.to, held.bytes, 'held-back flight');
  }

  /** Takes a first flight off the wire and cuts the transport. */
  #takeAway(): void {
    const end = this.#ends?.find(({ inbox }) => inbox[0]?.[0] === 22);
    if (end === undefined) return;
    this.#held.push({ to: end.host === this.#parties.A.host ? 'A' : 'B', bytes: concat(...end.inbox) });
    this.#breakTransport();
  }

  /** Opens a transport to a party and says the bytes. */
  #present(to: PartyName, bytes: Bytes, attack: Attack): void {
    const end = this.#parties[to].host.accept();
    this.#deliveries.add(end);
    this.#attacker?.watch(end);
    end.inject(this.#attacker?.mark(bytes, attack) ?? bytes);
  }

  #write(end: End): void {
    const { state } = end.connection.status;
    if (state === 'closed' || !end.connection.status.writable) return;
    end.write(this.#deliveries.compose(end, 1 + Math.floor(this.#random() * 40)));
  }

  #update(end: End, rotates: boolean): void {
    const { open, writable } = end.connection.status;
    if (!open || !writable || end.events.some((event) => event.kind === 'peer-closed')) return;
    this.#count(rotates ? 'rotation' : 'update');
    this.#deliveries.updating(end);
    end.update(rotates ? this.#successor(end) : undefined);
  }

  /** Another credential, another key, or both; now and then the same as before. */
  #successor({ host }: End): Signer {
    const [name, key] = [this.#pick(['', ' renamed', ' again']), this.#pick([0, 1, 2])].map((part) => `${host.name}${part}`);
    return { ...signerFor(key ?? '', host.suite), credential: signerFor(name ?? '', host.suite).credential };
  }

  #keyUpdate(end: End): void {
    const { open, writable } = end.connection.status;
    if (!open || !writable) return;
    this.#count('key_update');
    end.connection.keyUpdate(this.#random() < 0.5, this.#clock.now);
    end.drive();
  }

  #close(end: End): void {
    if (!end.connection.status.open) return;
    this.#count('close');
    end.close();
  }

  #deliver(): void {
    const ends = [...(this.#ends ?? []), ...(this.#second ?? [])].filter((end) => end.inbox.length > 0);
    if (ends.length > 0) this.#pick(ends).deliver();
  }

  /** A transport that the engine closed is gone for both. */
  #forgetDead(): void {
    if (this.#second?.some((end) => end.transportClosed)) {
      for (const end of this.#second) end.reset();
      this.#second = null;
    }
    if (this.#ends?.some((end) => end.transportClosed)) {
      for (const end of this.#ends) end.reset();
      this.#ends = this.#second;
      this.#second = null;
    }
  }

  #advance(milliseconds: number): void {
    this.#clock.advance(milliseconds);
    for (const { host } of Object.values(this.#parties)) for (const end of host.ends) if (!end.host.dead) this.#quietly(() => end.tick());
  }

  #quietly(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      this.#reboot();
    }
  }

  async #tasks(): Promise<void> {
    for (;;) {
      const hosts = Object.values(this.#parties).map(({ host }) => host);
      const tasks = hosts.flatMap((host) => [...host.pending]);
      if (tasks.length === 0) break;
      await Promise.all(tasks);
      for (const host of hosts) {
        if (host.escaped.length > 0) throw host.escaped[0];
        if (host.crashed) throw new Crash();
      }
    }
  }

  async #settle(): Promise<void> {
    for (let moved = true; moved; ) {
      await this.#tasks();
      moved = false;
      for (const { host } of Object.values(this.#parties)) {
        host.drive();
        for (const end of host.ends) moved = end.deliver() || moved;
      }
      await this.#tasks();
    }
  }

  /** [RL-31] and the data of every connection. */
  #check(): void {
    if (repeatCount() !== this.#repeats) throw new Error('a key and nonce were used twice');
    this.#deliveries.check();
  }

  /** After faults stop, one resumption brings both together. */
  async #reunite(mode: Mode): Promise<void> {
    this.#breakTransport();
    this.#attacker?.leave();
    this.#advance(20_000);
    await this.#settle();
    await this.#connect(mode);
    await this.#settle();
    this.#forgetDead();
    await this.#settle();
    const [a, b] = [this.#parties.A, this.#parties.B].map(({ host }) => host.stored(this.#sessionId));
    const open = this.#ends?.every((end) => end.connection.status.open) === true;
    if (!open || a === null || b === null || a === undefined || b === undefined) throw new Error(`not resumed by ${mode}: ${this.#describe()}`);
    if (toHex(a.group.epochAuthenticator) !== toHex(b.group.epochAuthenticator)) throw new Error(`different epochs after resumption by ${mode}`);
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const)
      if (!sees(one, other)) throw new Error(`a peer that is not who it was told to be, by ${mode}`);
    for (const end of this.#ends ?? []) this.#write(end);
    await this.#settle();
    this.#check();
    const [x, y] = this.#ends ?? [];
    if (x?.received.length === 0 || y?.received.length === 0) throw new Error('no data after resumption');
  }

  #describe(): string {
    return (this.#ends ?? []).map((end) => `${end.host.name} ${end.connection.status.state} ${JSON.stringify(end.failure)}`).join(', ');
  }

  #pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.#random() * values.length)] as T;
  }

  #count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }
}

/** What a session says about its peer is what the peer says about itself. */
function sees({ peer, group }: Session, { group: { own } }: Session): boolean {
  return [peer, group.peer].every(
    ({ credential, signatureKey }) => sameCredential(credential, own.credential) && equal(signatureKey, own.signatureKey),
  );
}
