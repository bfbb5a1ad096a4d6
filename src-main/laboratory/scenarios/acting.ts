import { equal as equalBytes } from '#engine/bytes.ts';
import type { Stage } from '../stage.ts';
import type { foundSentences } from '#shared/words/found.ts';
import type { SaidOf } from '#shared/words/said.ts';
import type { Person } from '../person.ts';

/** Alice dials Bob, and everything goes through. */
export async function meet(stage: Stage): Promise<void> {
  await dial(stage);
  await stage.settle();
}

/** Alice dials Bob; her first flight waits on the way. */
export function dial(stage: Stage): Promise<void> {
  return stage.act('alice', 'connect', (alice) => alice.prepare(stage.bob).connect());
}

export function say(stage: Stage, who: 'alice' | 'bob', text: string): Promise<void> {
  return stage.act(who, 'send', (person) => person.line.send(new TextEncoder().encode(text)));
}

export function update(stage: Stage, who: 'alice' | 'bob'): Promise<void> {
  return stage.act(who, 'update', (person) => person.line.update());
}

export function resume(stage: Stage, who: 'alice' | 'bob'): Promise<void> {
  return stage.act(who, 'resume', (person) => person.line.resume());
}

export function close(stage: Stage, who: 'alice' | 'bob'): Promise<void> {
  return stage.act(who, 'close', (person) => person.line.close());
}

/** Each says something and the other one hears it. */
export async function talk(stage: Stage): Promise<void> {
  await say(stage, 'alice', 'Hello, Bob');
  await say(stage, 'bob', 'Hello, Alice');
  await stage.settle();
}

/** Both are connected, in one epoch, with equal safety codes. */
export function agreeing({ alice, bob }: Stage): { readonly ok: boolean; readonly found: SaidOf<typeof foundSentences> } {
  const [one, other] = [alice.connection, bob.connection];
  const [mine, theirs] = [one?.facts.authenticator ?? null, other?.facts.authenticator ?? null];
  const equal = mine !== null && theirs !== null && equalBytes(mine, theirs);
  const found = ['agreement', one?.state ?? 'none', epochOf(one), other?.state ?? 'none', epochOf(other)] as const;
  return { ok: equal && one?.state === 'open' && other?.state === 'open', found };
}

export function checkAgreement(stage: Stage, id = 'same-keys'): void {
  const { ok, found } = agreeing(stage);
  stage.check(id, 'R-KEY', ok, ...found);
}

function epochOf(connection: Person['connection']): string | null {
  const epoch = connection?.facts.epoch ?? null;
  return epoch === null ? null : String(epoch);
}

/** The state of a party's connection; faults may have left it without one. */
export function stateOf(stage: Stage, who: 'alice' | 'bob'): string {
  return stage[who].connection?.state ?? 'none';
}

/** What a party's connection ended with. */
export function endOf(stage: Stage, who: 'alice' | 'bob'): string {
  const { connection } = stage[who];
  return connection === null ? 'none' : connection.cause === null ? connection.state : stage.ledger.codeOf(connection.cause);
}

/** How many updates of its own a party has completed. */
export function updatesOf(stage: Stage, who: 'alice' | 'bob'): number {
  return stage[who].connection?.facts.updatesByUs ?? 0;
}

/** Texts a party has received. */
export function heard(stage: Stage, who: 'alice' | 'bob'): readonly string[] {
  const messages = stage[who].connection?.data.messages.list() ?? [];
  return messages.filter(({ direction }) => direction === 'received').map(({ text }) => text ?? '');
}
