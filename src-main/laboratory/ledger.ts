import { createHash } from 'node:crypto';
import type { Bytes } from '#engine/bytes.ts';
import { handshakeName } from '#engine/index.ts';
import type { Cause } from '#main/hosts/host-error.ts';
import type { LogicalConnection } from '#main/hosts/logical-connection.ts';
import type { TraceRow } from '#main/store/trace-store.ts';
import { printOf } from './prints.ts';
import type { LaboratoryCheckView, LaboratoryRow, LaboratoryStepView } from '#shared/contract/laboratory.ts';
import type { ErrorView, TranscriptRow } from '#shared/views.ts';
import type { HeldNetwork, Party } from './held-network.ts';
import type { Item } from './held-transport.ts';
import type { Person } from './person.ts';

/** Rows read at once. */
const page = 500;

/** How a run is put into words: by the same functions that serve the inspector. */
export interface RowWords {
  row(row: TraceRow): TranscriptRow;
  error(error: unknown): ErrorView;
}

/** Everything that happened in a run, in one order: steps, rows of both sides, and the bytes on the wire. */
export class Ledger {
  readonly checks: LaboratoryCheckView[] = [];
  readonly steps: LaboratoryStepView[] = [];
  readonly rows: LaboratoryRow[] = [];
  /** One hash for each row, of what is the same in every run of a seed. */
  readonly prints: string[] = [];
  next: LaboratoryStepView | null = null;
  /** When the last step began: all that it leads to is recorded with this time, and no other step has it. Milliseconds since 1970. */
  moment: number;
  readonly #wall: () => number;
  readonly #stepAt = new Map<number, number>();
  readonly #words: RowWords;
  readonly #connectionsOf: (person: Person) => readonly LogicalConnection[];
  readonly #changed: () => void;
  readonly #exact: boolean;
  /** The last row that was read of each connection, and its number on its side. */
  readonly #seen = new Map<string, { readonly number: number; last: number }>();
  readonly #counts = { alice: 0, bob: 0 };
  readonly #names = new WeakMap<Item, string>();
  readonly #wire = createHash('sha256');

  /**
   * @param exact whether lengths are the same in every run of a seed
   * @param wall clock of the machine, ms since 1970
   */
  constructor(
    words: RowWords,
    connectionsOf: (person: Person) => readonly LogicalConnection[],
    changed: () => void,
    exact: boolean,
    wall: () => number,
  ) {
    this.#exact = exact;
    this.#wall = wall;
    this.moment = wall();
    this.#stepAt.set(this.moment, 0);
    this.#words = words;
    this.#connectionsOf = connectionsOf;
    this.#changed = changed;
  }

  /** This step waits. */
  announce(coming: Omit<LaboratoryStepView, 'number'>): void {
    this.next = { ...coming, number: this.steps.length + 1 };
    this.#changed();
  }

  /** It happens. */
  begin(): void {
    if (this.next !== null) this.steps.push(this.next);
    this.next = null;
    this.moment = Math.max(this.#wall(), this.moment + 1);
    this.#stepAt.set(this.moment, this.steps.length);
  }

  codeOf(cause: Cause): string {
    return this.#words.error(cause).code;
  }

  /** What a record is, as its sender recorded it. */
  nameOf(item: Item): string {
    return this.#names.get(item) ?? (item.kind === 'record' ? outerName(item.bytes) : item.kind);
  }

  /** These bytes go on the wire. */
  wire(sender: Party, link: number, item: Item): void {
    this.#wire.update(`${link} ${sender} ${item.kind} ${item.kind === 'record' ? item.bytes.length : 0}\n`);
    if (item.kind === 'record') this.#wire.update(item.bytes);
  }

  /** Reads what both sides recorded since the last time, and names what waits on the way after it. */
  collect(people: readonly Person[], network: HeldNetwork): void {
    for (const person of people) {
      const fresh = this.#connectionsOf(person).flatMap((connection) => this.#read(person, connection));
      this.rows.push(...fresh);
      // What was kept until it was known whose it is happened before: its records have left.
      const now = fresh.filter(({ step }) => step === this.steps.length);
      this.#nameItems(person.party, network, messagesOf(now.map(({ row }) => row)));
    }
    this.#changed();
  }

  /** SHA-256 of everything that went on the wire, hex. */
  get wireDigest(): string {
    return this.#wire.copy().digest('hex');
  }

  /** Whether a side recorded a row with this title. */
  has(side: 'alice' | 'bob' | 'either', title: string): boolean {
    return this.rows.some((entry) => (side === 'either' || entry.side === side) && entry.row.title === title);
  }

  /** Whether a side sent a handshake message of this name. */
  sent(side: 'alice' | 'bob', title: string): boolean {
    return this.rows.some((entry) => entry.side === side && entry.row.direction === 'sent' && entry.row.title === title);
  }

  #read(person: Person, connection: LogicalConnection): readonly LaboratoryRow[] {
    const known = this.#seen.get(connection.id) ?? { number: ++this.#counts[person.party], last: 0 };
    this.#seen.set(connection.id, known);
    const rows = connection.realm.traces.page(connection.id, { after: known.last }, page);
    known.last = rows.at(-1)?.seq ?? known.last;
    const { length } = this.steps;
    // The faults of a run stand in its file: they are no part of what happens.
    const happened = rows.filter((row) => row.kind === 'record' || row.fact.kind !== 'faults');
    return happened.map((row) => {
      const place = { step: this.#stepAt.get(row.at) ?? length, side: person.party, connection: known.number };
      this.prints.push(printOf(place, row, this.#exact));
      return { number: this.prints.length, ...place, row: this.#words.row(row) };
    });
  }

  #nameItems(party: Party, network: HeldNetwork, names: readonly string[]): void {
    const items = network.recordsOf(party).filter((item) => !this.#names.has(item));
    // Who turns a stranger away records nothing: its records show only their outer type.
    for (const [index, item] of items.entries())
      this.#names.set(item, (names.length === items.length ? names[index] : null) ?? outerName(item.bytes));
  }
}

/** What anybody on the way sees of a record: one handshake message in clear has its name, part of one has none. RFC 8446 §5.1, §4 */
function outerName([type, , , , , message = 0, high = 0, middle = 0, low = 0, ...body]: Bytes): string {
  if (type === 22) return high * 65_536 + middle * 256 + low === body.length ? handshakeName(message) : 'handshake';
  return type === 21 ? 'alert' : type === 23 ? 'application_data' : 'bytes';
}

/** What each record that was sent holds, in the order of the records. */
function messagesOf(rows: readonly TranscriptRow[]): readonly string[] {
  const messages = rows.filter(({ lane, direction }) => lane === 'handshake' && direction === 'sent').map(({ title }) => title);
  return rows
    .filter(({ lane, direction }) => lane === 'record' && direction === 'sent')
    .map(({ title }) => (title === 'handshake' ? (messages.shift() ?? title) : title));
}
