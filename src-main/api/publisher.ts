import type { SessionOwner } from '#main/hosts/announcements.ts';
import type { Clock } from '#main/hosts/clock.ts';
import type { TopicName, Topics } from '#shared/contract.ts';
import type { ConnectionView, EpochView, MessageView, TranscriptRow } from '#shared/views.ts';
import type { TopicListener } from './core.ts';

/** Topics whose value is the whole list, taken when the batch leaves. */
type ListTopic =
  | 'identitiesChanged'
  | 'listenersChanged'
  | 'knocksChanged'
  | 'pinsChanged'
  | 'noticesChanged'
  | 'auditChanged'
  | 'jobsChanged'
  | 'laboratoryChanged';

/** A session by its realm and id. */
export type SessionKey = readonly [owner: SessionOwner, sessionId: string];

/** Where the present state of each topic is read. */
export type TopicSources = { readonly [T in ListTopic]: () => Topics[T] } & {
  /** @param keys those that changed; all of them when `all` is set */
  sessions(keys: readonly SessionKey[], all: boolean): Topics['sessionsChanged'];
  /** `null` once it was removed. */
  connection(id: string): ConnectionView | null;
  epochs(connectionId: string): readonly EpochView[];
};

/** Milliseconds between two messages of a topic. */
export const batchInterval = 50;
/** Rows of one connection, and messages of all, that one batch carries; older ones are left to a page request. */
export const batchRows = 200;
export const batchMessages = 200;
/** Connections of one batch. Others that changed wait for the next one, those that have waited longest first. */
export const batchConnections = 200;

/** Collects what changed and tells every listener at most once per {@link batchInterval}. Costs nothing while nobody listens. */
export class Publisher {
  readonly #clock: Clock;
  readonly #sources: TopicSources;
  readonly #listeners = new Set<TopicListener>();
  readonly #lists = new Set<ListTopic>();
  readonly #sessions = new Map<string, SessionKey>();
  #allSessions = false;
  readonly #connections = new Set<string>();
  readonly #removed = new Set<string>();
  readonly #epochs = new Set<string>();
  readonly #rows = new Map<string, { rows: TranscriptRow[]; dropped: number }>();
  #messages: MessageView[] = [];
  #cancel: (() => void) | null = null;
  #lastFlush = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, sources: TopicSources) {
    this.#clock = clock;
    this.#sources = sources;
  }

  subscribe(listener: TopicListener): () => void {
    // A function may subscribe twice; each subscription ends on its own.
    const own: TopicListener = (topic, value) => listener(topic, value);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  /** Whether anybody would be told. */
  get watched(): boolean {
    return this.#listeners.size > 0;
  }

  list(topic: ListTopic | 'sessionsChanged'): void {
    if (!this.watched) return;
    if (topic === 'sessionsChanged') this.#allSessions = true;
    else this.#lists.add(topic);
    this.#schedule();
  }

  session(owner: SessionOwner, sessionId: string): void {
    if (!this.watched) return;
    if (this.#sessions.size >= batchRows) this.#allSessions = true;
    else this.#sessions.set(`${owner.id} ${sessionId}`, [owner, sessionId]);
    this.#schedule();
  }

  connection(id: string): void {
    if (!this.watched) return;
    this.#connections.add(id);
    this.#schedule();
  }

  connectionRemoved(id: string): void {
    if (!this.watched) return;
    this.#connections.delete(id);
    this.#epochs.delete(id);
    this.#rows.delete(id);
    this.#removed.add(id);
    this.#schedule();
  }

  epochs(connectionId: string): void {
    if (!this.watched) return;
    this.#epochs.add(connectionId);
    this.#schedule();
  }

  /** @param dropped rows that came before these and are not among them */
  rows(connectionId: string, rows: readonly TranscriptRow[], dropped: number): void {
    if (!this.watched) return;
    const batch = this.#rows.get(connectionId) ?? { rows: [], dropped: 0 };
    batch.rows.push(...rows.slice(-batchRows));
    const excess = Math.max(0, batch.rows.length - batchRows);
    batch.rows.splice(0, excess);
    batch.dropped += dropped + excess + Math.max(0, rows.length - batchRows);
    this.#rows.set(connectionId, batch);
    this.#schedule();
  }

  message(message: MessageView): void {
    if (!this.watched) return;
    this.#messages.push(message);
    if (this.#messages.length > batchMessages) this.#messages.shift();
    this.#schedule();
  }

  /** Tells what is waiting and stops. */
  close(): void {
    do {
      this.#flush();
    } while (this.#connections.size > 0);
    this.#cancel?.();
    this.#cancel = null;
    this.#listeners.clear();
  }

  #schedule(): void {
    this.#cancel ??= this.#clock.at(Math.max(this.#clock.now().monotonic, this.#lastFlush + batchInterval), () => this.#flush());
  }

  #flush(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#lastFlush = this.#clock.now().monotonic;
    for (const topic of take(this.#lists)) this.#tell(topic, this.#sources[topic]());
    this.#flushSessions();
    const removed = take(this.#removed);
    if (removed.length > 0) this.#tell('connectionsRemoved', removed);
    const connections = take(this.#connections, batchConnections).flatMap((id) => this.#sources.connection(id) ?? []);
    if (connections.length > 0) this.#tell('connectionsChanged', connections);
    const epochs = take(this.#epochs).map((connectionId) => ({ connectionId, epochs: this.#sources.epochs(connectionId) }));
    if (epochs.length > 0) this.#tell('epochsChanged', epochs);
    const rows = [...this.#rows].map(([connectionId, batch]) => ({ connectionId, ...batch }));
    this.#rows.clear();
    if (rows.length > 0) this.#tell('transcriptAppended', rows);
    const messages = this.#messages;
    this.#messages = [];
    if (messages.length > 0) this.#tell('messagesAppended', messages);
    if (this.#connections.size > 0) this.#schedule();
  }

  #flushSessions(): void {
    if (this.#sessions.size === 0 && !this.#allSessions) return;
    const changed = [...this.#sessions.values()];
    const all = this.#allSessions;
    this.#sessions.clear();
    this.#allSessions = false;
    this.#tell('sessionsChanged', this.#sources.sessions(changed, all));
  }

  #tell<T extends TopicName>(topic: T, value: Topics[T]): void {
    for (const listener of this.#listeners) listener(topic, value);
  }
}

/** Takes out the oldest ones. */
function take<T>(set: Set<T>, most: number = Number.POSITIVE_INFINITY): T[] {
  const values: T[] = [];
  for (const value of set) {
    if (values.length >= most) break;
    values.push(value);
    set.delete(value);
  }
  return values;
}
