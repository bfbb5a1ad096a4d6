import { expect, test } from 'vitest';
import { concat, toHex } from '#engine/bytes.ts';
import { createEndpoint, createMls, defaultPolicy, noTrace, OutputBuffer, runTask } from '#engine/index.ts';
import type { Connection } from '#engine/mls-tls/connection-api.ts';
import type { HostEffect } from '#engine/mls-tls/host-effects.ts';
import { mlsSuiteProvider } from '#main/crypto/mls-provider.ts';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';
import { keyPackageOptions, now as nowSeconds, signerFor } from '../support/mls-parties.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';

const now = { wall: Number(nowSeconds) * 1000, monotonic: 0 };

/** One party that answers yes to everything, and stores nothing. */
class Party {
  readonly sent: Uint8Array[] = [];
  readonly read: Uint8Array[] = [];
  readonly mls: ReturnType<typeof createMls>;
  readonly endpoint: ReturnType<typeof createEndpoint>;
  readonly tasks = new Set<Promise<void>>();
  connection: Connection | null = null;
  peer: Party | null = null;

  constructor(seed: string) {
    const randomness = seededRandomness(seed);
    const crypto = nodeCryptoProvider({ erase: (bytes) => bytes.fill(0) });
    this.mls = createMls({ suite: mlsSuiteProvider(randomness), crypto, randomness });
    this.endpoint = createEndpoint({ crypto, randomness, mls: this.mls, output: new OutputBuffer() });
  }

  drive(): boolean {
    let moved = false;
    for (let effect = this.connection?.poll(now); effect; effect = this.connection?.poll(now)) {
      moved = true;
      this.#perform(effect, this.connection as Connection);
    }
    return moved;
  }

  #perform(effect: HostEffect, own: Connection): void {
    if (effect.kind === 'persist') own.persisted(now);
    if (effect.kind === 'authenticate') own.decided(effect.id, { ok: true }, now);
    if (effect.kind === 'locate-session') own.located(effect.id, null, now);
    if (effect.kind === 'deliver') this.read.push(effect.data.slice());
    if (effect.kind === 'transmit') {
      this.sent.push(effect.bytes.slice());
      this.peer?.connection?.receive(effect.bytes.slice(), now);
    }
    if (effect.kind !== 'compute') return;
    const task = runTask(this.mls, effect.task)
      .then((result) => own.computed(effect.id, { ok: true, result }, now))
      .finally(() => this.tasks.delete(task));
    this.tasks.add(task);
  }
}

/** Everything both sides put on the wire, as hexadecimal. */
async function life(suite: number): Promise<string[]> {
  const [ada, bob] = [new Party('Ada'), new Party('Bob')];
  [ada.peer, bob.peer] = [bob, ada];
  const policy = { ...defaultPolicy, suites: [suite] };
  const keyPackage = await ada.mls.generateKeyPackage({ ...keyPackageOptions(signerFor('Ada', suite), suite), nowSeconds });
  ada.connection = ada.endpoint.connect({ policy, profile: 'draft-00', keyPackage, trace: noTrace }, now);
  const signer = signerFor('Bob', suite);
  bob.connection = bob.endpoint.accept({ policy, signer: () => signer, isReplayed: () => false, trace: noTrace }, now);
  const settle = async (): Promise<void> => {
    for (let moved = true; moved; ) {
      moved = [ada, bob].map((party) => party.drive()).includes(true) || ada.tasks.size + bob.tasks.size > 0;
      await Promise.all([...ada.tasks, ...bob.tasks]);
    }
  };
  await settle();
  for (const party of [ada, bob]) {
    party.connection?.write(new TextEncoder().encode('hello'), now);
    party.connection?.update(now);
  }
  await settle();
  ada.connection.close(now);
  await settle();
  expect(concat(...bob.read)).toEqual(new TextEncoder().encode('hello'));
  expect(bob.connection.status.sendEpoch).toBe(3n);
  return [ada, bob].map(({ sent }) => toHex(concat(...sent)));
}

// The other suites draw from their primitives: P-256 signatures and ML-KEM encapsulation take no seed.
test.each([0x0001, 0x0003])('suite %i: the same seed and the same calls give the same bytes on the wire', async (suite) => {
  expect(await life(suite)).toEqual(await life(suite));
});
