import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { alertName } from '#engine/alert.ts';
import { concat } from '#engine/bytes.ts';
import { brief, type Heard } from '../support/scripted-line.ts';
import { ScriptedPeer } from '../support/scripted-peer.ts';
import { type Expectation, expectationOf, type Row } from './catalogue.ts';
import { matchesLocal } from './local-codes.ts';
import type { Start } from '../support/starts.ts';

/** What a case does to its victim. `mark` says that only what follows is the case. */
export type Act = (peer: ScriptedPeer, mark: () => void) => Promise<unknown>;

const heapLimit = 8 * 2 ** 20; // bytes, O5
/** O8 runs after the first member and each 16th one: a large family is one class of input. */
const recoveryEvery = 16;
const needle = 'needle in the payload';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void; // V8's own function, there since the flag is set

/** One row of the catalogue while it runs: every member from a fresh victim, the oracles O1 to O8 after each. */
export class Trial {
  readonly row: Row;
  members = 0;
  #last: ScriptedPeer | null = null;
  readonly #heap: number;

  static async of(row: Row): Promise<Trial> {
    return new Trial(row, await heap());
  }

  private constructor(row: Row, heapBefore: number) {
    this.row = row;
    this.#heap = heapBefore;
  }

  /** Runs one member. @param group the name under which the row says what this member leads to */
  async member(name: string, start: Start, act: Act, group?: string): Promise<void> {
    try {
      await this.#run(await start(), act, expectationOf(this.row, group));
    } catch (error) {
      throw new Error(`${this.row.id} ${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
    this.members += 1;
  }

  /** A member without a victim: what `act` throws is its verdict. */
  async check(act: () => unknown): Promise<void> {
    await act();
    this.members += 1;
  }

  /** Memory of the whole row, its last victim still alive. */
  async finish(): Promise<void> {
    const grown = (await heap()) - this.#heap;
    if (grown > heapLimit) throw new Error(`${this.row.id}: heap grew by ${grown} bytes`);
    // By now anything that was left running has ended.
    if (this.#last !== null) judgeSilence(this.#last);
    this.#last = null;
  }

  async #run(peer: ScriptedPeer, act: Act, expected: Expectation): Promise<void> {
    this.#last = peer;
    await sanity(peer);
    let before = digest(peer);
    let [lineBefore, heardBefore] = [peer.line, 0];
    const mark = () => {
      peer.line.take();
      before = digest(peer);
      [lineBefore, heardBefore] = [peer.line, peer.line.heard.length];
    };
    mark();
    await act(peer, mark);
    const { line } = peer; // a case may go on over another transport
    await line.settle();
    line.take();
    judgeWire(peer, line === lineBefore ? line.heard.slice(heardBefore) : line.heard, expected);
    judgeLocal(peer, expected);
    // "unchanged then …": the case itself looks in between.
    if (/^unchanged(?! then)/.test(expected.state) && digest(peer) !== before) throw new Error('the stored session changed');
    if (expected.state === 'suspect') judgeSuspect(peer);
    judgeSilence(peer);
    if (expected.conn === 'open') await sanity(peer);
    if (this.members % recoveryEvery === 0) await recovers(peer);
  }
}

/** O7: the alert that is due, none besides, nothing behind it, then the transport ends. */
function judgeWire(peer: ScriptedPeer, heard: readonly Heard[], expected: Expectation): void {
  const alerts = heard.flatMap((item) => (item.kind === 'alert' && item.value !== 0 ? [alertName(item.value)] : []));
  // `a or b`: members of a family differ, and which is which does not matter.
  const due = expected.wire.split(' or ').map((one) => (one === 'none' ? '' : one));
  if (!due.includes(alerts.join()))
    throw new Error(`alerts ${alerts.join() || 'none'} instead of ${expected.wire}; heard ${heard.map(brief).join()}; ${failureText(peer)}`);
  if (alerts.length > 0 && heard.at(-1)?.kind !== 'alert') throw new Error(`${heard.map(brief).join()} on the wire`);
  if (heard.some((item) => item.kind === 'unreadable')) throw new Error('a record under an unexpected key');
}

function judgeLocal(peer: ScriptedPeer, expected: Expectation): void {
  const { victim } = peer.line;
  if (!matchesLocal(expected.local, victim.failure)) throw new Error(`${failureText(peer)} instead of ${expected.local}`);
  const ended = victim.effects.filter((kind) => kind === 'close-transport').length;
  const events = victim.events.filter((event) => event.kind === 'closed').length;
  const wanted = expected.conn === 'closed' ? 1 : 0;
  if (ended !== wanted || events !== wanted) throw new Error(`transport closed ${ended} times, told ${events} times: ${failureText(peer)}`);
}

/** R-ALERT: the fact stays, in the epoch that was current. */
function judgeSuspect({ host, sessionId }: ScriptedPeer): void {
  const session = host.stored(sessionId);
  if (session?.standing !== 'suspect') throw new Error(`the session is ${session?.standing} instead of suspect`);
}

/** O1 and O6: nothing escaped, and no secret in what leaves the engine for people or the network. */
function judgeSilence(peer: ScriptedPeer): void {
  const { host, line } = peer;
  if (host.escaped.length > 0) throw host.escaped[0];
  const wire = Buffer.from(concat(...line.victim.sent));
  const text = JSON.stringify([line.victim.failure, line.victim.events.map(({ kind }) => kind)]);
  const secret = Buffer.from(host.signer.privateKey);
  if (wire.includes(needle) || wire.includes(secret) || text.includes(secret.toString('hex'))) throw new Error('a secret left the engine');
}

/** O8: the honest peer can still resume, or connect where there was no session. */
async function recovers(peer: ScriptedPeer): Promise<void> {
  const { host, sessionId } = peer;
  const session = sessionId === '' ? null : host.stored(sessionId);
  if (session?.standing === 'suspect') return;
  if (session === null) {
    await sanity(await ScriptedPeer.dialed(host, 'an honest one'));
    return;
  }
  peer.line.victim.reset();
  await peer.beResumed();
  await sanity(peer);
}

/** O2: where both are connected, data goes both ways. */
async function sanity(peer: ScriptedPeer): Promise<void> {
  const { line } = peer;
  const { victim } = line;
  line.take();
  if (!victim.connection.status.writable || victim.failure !== null || line.send === null) return;
  const length = victim.receivedText.length;
  await line.tell(line.data(needle));
  victim.write(needle);
  await line.settle();
  const heard = line.take();
  const text = heard.flatMap((item) => (item.kind === 'data' ? [Buffer.from(item.content).toString()] : [])).join('');
  if (victim.receivedText.slice(length) !== needle || text !== needle)
    throw new Error(`no exchange: heard ${heard.map(brief).join()}; ${failureText(peer)}`);
}

/** O3: the stored session, and what the process holds of it. */
function digest({ host, sessionId }: ScriptedPeer): string {
  const hash = createHash('sha256');
  for (const [id, bytes] of [...host.disk.sessions].sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(id).update(bytes);
  const held = sessionId === '' ? null : host.endpoint.session(sessionId);
  if (held !== null && held.generation !== host.stored(sessionId)?.generation) throw new Error('memory and disk differ');
  return hash.digest('hex');
}

function failureText(peer: ScriptedPeer): string {
  return JSON.stringify(peer.line.victim.failure, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

/** Bytes alive. Buffers go with the turn after the one in which their last user was collected. */
export async function heap(): Promise<number> {
  for (let round = 0; round < 2; round++) {
    collectGarbage();
    await nextTurn();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
