import type { Bytes } from '#engine/bytes.ts';
import type { ProfileName } from '#engine/two-party/roles.ts';
import type { LaboratoryCheckView, LaboratoryParty, LaboratoryStepView } from '#shared/contract/laboratory.ts';
import { writtenFaultRule } from '#shared/fault-rules.ts';
import { foundSentences } from '#shared/words/found.ts';
import { type SaidOf, say } from '#shared/words/said.ts';
import { Activity, rest } from './activity.ts';
import type { FaultRule } from './faults/plan.ts';
import { Detours } from './faults/detours.ts';
import type { Gate } from './gate.ts';
import { HeldNetwork, type Lane, type Party } from './held-network.ts';
import type { Item } from './held-transport.ts';
import { Ledger } from './ledger.ts';
import { Person, type Surroundings } from './person.ts';
import { pick, seededRandomness } from './seeded-randomness.ts';
import { VirtualClock } from './virtual-clock.ts';

export interface StageOptions extends Surroundings {
  readonly profile: ProfileName;
  readonly suite: number;
  readonly seed: string;
  readonly faults: readonly FaultRule[];
  readonly gate: Gate;
  readonly ledger: Ledger;
}

/** When every run begins, by the clock of the laboratory. */
const beginning = Date.UTC(2027, 0, 1);

/** Records a run lets go at most: two parties that never come to rest would go on for ever. */
const recordLimit = 2_000;

/** What is going to happen next, before it has a number. */
type Coming = Omit<LaboratoryStepView, 'number' | 'fault'>;

/**
 * Where a scenario plays: two parties, everything between them, and the time. Every method that makes something happen waits at the
 * gate first and comes back when all has come to rest, so that one step follows the other in the same order in every run.
 */
export class Stage {
  readonly alice: Person;
  readonly bob: Person;
  readonly profile: ProfileName;
  readonly #options: StageOptions;
  readonly #activity = new Activity();
  readonly #network: HeldNetwork;
  readonly #clock = new VirtualClock(beginning);
  readonly #order;
  readonly #detours: Detours;
  #letGo = 0;

  constructor(options: StageOptions) {
    this.#options = options;
    this.profile = options.profile;
    this.#network = new HeldNetwork(this.#activity, options.faults.map(writtenFaultRule));
    const seed = `${options.seed} ${options.suite}`;
    const recordedAt = () => options.ledger.moment;
    const shared = { ...options, seed, recordedAt, clock: this.#clock, network: this.#network, activity: this.#activity };
    this.alice = new Person({ ...shared, party: 'alice' });
    this.bob = new Person({ ...shared, party: 'bob' });
    this.#order = seededRandomness(seed, 'order');
    this.#detours = new Detours(options.faults);
  }

  /** Both know each other's key and can be dialled. */
  async prepare(): Promise<void> {
    const { alice, bob } = this;
    alice.meet(bob);
    bob.meet(alice);
    await alice.listen(bob);
    await bob.listen(alice);
    await this.#rest();
  }

  // -- what a scenario makes happen -----------------------------------------------------------------------------------

  /** A party does something. What it leads to at once has happened when this comes back; what needs the other one has not. */
  async act(actor: 'alice' | 'bob', what: string, run: (person: Person) => unknown): Promise<void> {
    await this.#step({ kind: 'act', actor, what, link: null, length: null }, () => {
      // How it ends shows in the state of the connection, maybe much later; faults may have left none for it.
      (async () => run(this[actor]))().catch(() => undefined);
    });
  }

  /** Lets everything through, in an order that follows from the seed where more than one thing is possible. */
  async settle(): Promise<void> {
    for (;;) {
      const lanes = this.#lanes();
      const lane = lanes[lanes.length > 1 ? pick(this.#order, lanes.length) : 0];
      if (lane !== undefined) await this.#letThrough(lane);
      else if (!(await this.#awaitDelayed())) return;
    }
  }

  /** Lets the next record of one side through. @returns what it was; `null` when nothing waits there */
  async deliver(sender: Party, link?: number): Promise<string | null> {
    const lane = this.#lane(sender, link);
    return lane === null ? null : this.#letThrough(lane);
  }

  /** Lets records of both sides through until one side's next is `what`, or nothing waits. @returns whether it waits now */
  async deliverUntil(sender: Party, what: string): Promise<boolean> {
    for (;;) {
      const lanes = this.#lanes();
      if (lanes.some((lane) => lane.sender === sender && this.#nameOf(lane) === what)) return true;
      const [lane] = lanes;
      if (lane === undefined) return false;
      await this.#letThrough(lane);
    }
  }

  /** Takes the next record of one side out of the way. @returns the bytes, and what they were; `null` when nothing waits there */
  async capture(sender: Party, link?: number): Promise<{ readonly what: string; readonly item: Item } | null> {
    const lane = this.#lane(sender, link);
    const item = lane?.transport.next ?? null;
    if (lane === null || item === null) return null;
    const what = this.#nameOf(lane);
    await this.#step({ kind: 'attack', actor: 'attacker', what: `takes ${what}`, link: lane.link, length: lengthOf(item) }, () =>
      lane.transport.take(),
    );
    return { what, item };
  }

  /** What one side sent last, without taking it. */
  peek(sender: Party): Bytes | null {
    const item = this.#lane(sender)?.transport.next ?? null;
    return item?.kind === 'record' ? item.bytes.slice() : null;
  }

  /** The network drops every connection under both of its ends; what was on the way is lost. */
  async cutNetwork(): Promise<void> {
    await this.#step({ kind: 'attack', actor: 'network', what: 'cut', link: this.#network.count, length: null }, () => this.#network.sever());
  }

  /** Ends one direction in order at the transport, although its sender did not: what waits there is lost. */
  async truncate(sender: Party): Promise<void> {
    await this.#step({ kind: 'attack', actor: 'attacker', what: 'truncate', link: this.#network.count, length: null }, () => {
      this.#network.truncate(sender);
    });
  }

  /** Somebody else dials a party and sends what was seen before. */
  async replay(to: 'alice' | 'bob', bytes: Bytes): Promise<void> {
    await this.#step({ kind: 'attack', actor: 'attacker', what: 'dial', link: this.#network.count + 1, length: null }, async () => {
      const transport = await this.#network.of('attacker').dial('127.0.0.1', this[to].port);
      transport.start({ received: () => undefined, ended: () => undefined, drained: () => undefined, closed: () => undefined });
      transport.write(bytes, () => () => undefined);
    });
  }

  /** Time passes, with all that it brings about. */
  async wait(milliseconds: number): Promise<void> {
    await this.#step({ kind: 'time', actor: 'network', what: `${milliseconds} ms`, link: null, length: null }, () =>
      this.#clock.advance(milliseconds),
    );
  }

  /** Something the scenario promises. */
  check(id: string, rule: string | null, ok: boolean, ...said: SaidOf<typeof foundSentences>): void {
    const check: LaboratoryCheckView = { id, rule, ok, found: say(foundSentences, said), said };
    this.#options.ledger.checks.push(check);
  }

  /** Names of everything that was decided, done and refused so far, for checks. */
  get ledger(): Ledger {
    return this.#options.ledger;
  }

  /** Whatever is under way comes to nothing. */
  abandon(): void {
    this.#network.close();
  }

  /** Connections end without a word; what was recorded stays. */
  async leave(): Promise<void> {
    for (const person of [this.alice, this.bob]) await person.rest();
    this.#network.close();
  }

  /** Nothing of it is left. */
  async remove(): Promise<void> {
    for (const person of [this.alice, this.bob]) await person.leave();
    this.#network.close();
  }

  // -- steps ----------------------------------------------------------------------------------------------------------

  async #step(coming: Coming, happen: () => unknown, fault: LaboratoryStepView['fault'] = null): Promise<void> {
    const { ledger, gate } = this.#options;
    ledger.announce({ ...coming, fault });
    await gate.pass();
    ledger.begin();
    await happen();
    await this.#rest();
  }

  async #rest(): Promise<void> {
    await rest(this.#activity, () => this.#network.settled);
    this.#options.ledger.collect([this.alice, this.bob], this.#network);
  }

  #lanes(): readonly Lane[] {
    const { monotonic } = this.#clock.now();
    return this.#network.lanes.filter((lane) => this.#detours.dueAt(lane) <= monotonic);
  }

  #lane(sender: Party, link?: number): Lane | null {
    const lanes = this.#lanes().filter((lane) => lane.sender === sender && (link === undefined || lane.link === link));
    return lanes.at(-1) ?? null;
  }

  #nameOf({ transport }: Lane): string {
    const item = transport.next;
    return item === null ? '' : item.kind === 'record' ? this.#options.ledger.nameOf(item) : item.kind;
  }

  async #letThrough(lane: Lane): Promise<string> {
    const what = this.#nameOf(lane);
    const { next } = lane.transport;
    if (next === null || ++this.#letGo > recordLimit) throw new RangeError('the parties do not come to rest');
    const actor: LaboratoryParty = lane.sender;
    const fault = this.#detours.meet(lane, next, this.#clock.now().monotonic);
    const coming: Coming = { kind: 'wire', actor, what, link: lane.link, length: lengthOf(next) };
    await this.#step(coming, () => this.#pass(lane, next), fault);
    return what;
  }

  #pass(lane: Lane, item: Item): void {
    const { outcome, items } = this.#detours.pass(lane, item);
    if (outcome === 'stay') return;
    lane.transport.take();
    if (outcome === 'cut') return this.#network.sever();
    for (const passing of items) {
      this.#options.ledger.wire(lane.sender, lane.link, passing);
      lane.transport.release(passing);
    }
  }

  /** Whether time had to pass for something that a fault delays. */
  async #awaitDelayed(): Promise<boolean> {
    const due = this.#network.lanes.map((lane) => this.#detours.dueAt(lane));
    if (due.length === 0) return false;
    await this.wait(Math.min(...due) - this.#clock.now().monotonic);
    return true;
  }
}

function lengthOf(item: Item): number | null {
  return item.kind === 'record' ? item.bytes.length : null;
}
