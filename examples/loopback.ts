// Two parties in one process, the engine alone: no socket, no database, no clock of its own. Shows what a host has to do.
// Run it with `node examples/loopback.ts`.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createEndpoint, createMls, defaultPolicy, noTrace, OutputBuffer, runTask } from '#engine/index.ts';
import type { Connection } from '#engine/mls-tls/connection-api.ts';
import type { HostEffect } from '#engine/mls-tls/host-effects.ts';
import { mlsSuiteProvider } from '#main/crypto/mls-provider.ts';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';
import { generateSigner } from '#main/crypto/signatures.ts';
import { systemRandomness as randomness } from '#main/hosts/randomness.ts';

const suite = 0x0001;
const policy = { ...defaultPolicy, suites: [suite] };
const now = { wall: Date.now(), monotonic: 0 }; // it may stand still: nothing here waits for a timer

const crypto = nodeCryptoProvider({ erase: (bytes) => bytes.fill(0) });
const mls = createMls({ suite: mlsSuiteProvider(randomness), crypto, randomness });
const endpoint = () => createEndpoint({ crypto, randomness, mls, output: new OutputBuffer() });
const signerOf = (name: string) => ({
  credential: { kind: 'basic' as const, identity: new TextEncoder().encode(name) },
  scheme: 'Ed25519' as const,
  ...generateSigner('Ed25519', randomness),
});

const nowSeconds = BigInt(Math.floor(now.wall / 1000));
const keyPackage = await mls.generateKeyPackage({
  suite,
  signer: signerOf('Ada'),
  profiles: policy.profiles,
  enabledSuites: policy.suites,
  nowSeconds,
});
const ada = endpoint().connect({ policy, profile: 'draft-00', keyPackage, trace: noTrace }, now);
const bobsSigner = signerOf('Bob');
const bob = endpoint().accept({ policy, signer: () => bobsSigner, isReplayed: () => false, trace: noTrace }, now);

await settle();
ada.write(new TextEncoder().encode('hello'), now);
ada.update(now);
bob.update(now); // both at once: the initiator's wins, the responder's is made again
await settle();
console.log(`both in epoch ${ada.status.sendEpoch}, ${bob.status.sendEpoch}`);

/** Runs the effects of both until nothing more happens: MLS computations are promises, so turns of the event loop pass between. */
async function settle(): Promise<void> {
  for (let quiet = 0; quiet < 50; quiet++, await nextTurn()) {
    for (const own of [ada, bob]) {
      for (let effect = own.poll(now); effect !== null; effect = own.poll(now), quiet = 0) perform(own, effect);
    }
  }
}

function perform(own: Connection, effect: HostEffect): void {
  const [name, peer] = own === ada ? ['Ada', bob] : ['Bob', ada];
  switch (effect.kind) {
    case 'persist':
      return own.persisted(now); // a real host makes it durable first
    case 'transmit':
      return peer.receive(effect.bytes.slice(), now);
    case 'deliver':
      return console.log(`${name} reads “${new TextDecoder().decode(effect.data)}”`);
    case 'compute':
      return void runTask(mls, effect.task).then((result) => own.computed(effect.id, { ok: true, result }, now));
    case 'authenticate':
      return own.decided(effect.id, { ok: true }, now); // a real host asks its policy
    case 'locate-session':
      return own.located(effect.id, null, now);
    case 'notify':
      return console.log(`${name}: ${effect.event.kind}`);
    case 'forget':
    case 'close-transport':
      return;
    default:
      return effect satisfies never;
  }
}
