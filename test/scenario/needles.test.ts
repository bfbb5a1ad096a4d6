import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';
import { thisMachine } from '#main/hosts/core.ts';
import { filesOf, Needles } from '../faults/needles.ts';
import { Station } from './cores.ts';

const updates = process.env['EPOCHSCOPE_LONG'] === '1' ? 1_000 : 40;

/** A station whose every overwritten secret becomes a needle, and whose every word is kept. */
async function watched(name: string, needles: Needles, said: Set<string>): Promise<Station> {
  const erase = (bytes: Uint8Array): void => {
    needles.add(bytes);
    bytes.fill(0);
  };
  const station = await Station.open(name, { autoResume: false, machine: thisMachine(nodeCryptoProvider({ erase })) });
  station.core.subscribe((topic, value) => said.add(`${topic} ${JSON.stringify(value)}`));
  return station;
}

test('[bad:ST-012] [bad:ST-015] [bad:ST-027] [bad:ST-028] after updates, a rotation and forgetting no byte of a dead secret is left on the disk or was ever said', {
  timeout: 7_200_000,
}, async () => {
  const needles = new Needles();
  const said = new Set<string>();
  const rob = await watched('Rob', needles, said);
  const ida = await watched('Ida', needles, said);
  const stations = [ida, rob];
  const { port } = await rob.listen({ trust: 'first-use' });
  const { id } = await ida.connect(port, { trust: 'first-use' });
  const { handlers } = ida.core;
  const robs = await rob.untilAny(({ state }) => state === 'open');
  const look = (): void => {
    for (const station of stations) expect(needles.findIn(filesOf(station.directory))).toEqual([]);
  };
  for (let update = 0; update < updates; update++) {
    await (update % 2 === 0 ? handlers.update({ connectionId: id }) : rob.core.handlers.update({ connectionId: robs.id }));
    if (update % Math.ceil(updates / 5) === 0) look();
  }
  // An update that the cut takes away, then a resumption.
  const dropped = handlers.update({ connectionId: id }).catch((error: unknown) => void said.add(inspect(error, { depth: 9 })));
  await handlers.cut({ connectionId: id });
  await dropped;
  await handlers.resume({ connectionId: id });
  look();
  const [identity] = await handlers.identities({});
  await handlers.rotateIdentityKey({ identityId: identity?.id ?? '', scheme: 'Ed25519' });
  for (const station of stations) {
    const { rows } = await station.core.handlers.sessions({});
    said.add(JSON.stringify(rows));
    for (const { id: sessionId } of rows) await station.core.handlers.forgetSession({ sessionId });
    for (const { id: connectionId } of await station.core.handlers.connections({})) {
      said.add(JSON.stringify(await station.core.handlers.transcript({ connectionId, before: null, limit: 500 })));
      said.add(JSON.stringify(await station.core.handlers.epochs({ connectionId })));
    }
    said.add(JSON.stringify(await station.core.handlers.notices({})));
  }
  look();
  const { directory } = ida;
  await Promise.all(stations.map((station) => station.close()));
  look();
  console.log(`needles: ${needles.count} dead secrets of ${updates} updates`);
  expect(needles.count).toBeGreaterThan(10 * updates);
  expect(needles.findIn([['everything that was said', Buffer.from([...said].join('\n'))]])).toEqual([]);
  // The look finds what is there.
  const control = new Needles();
  control.add(
    filesOf(directory)
      .find(([name]) => name === 'key-slots.bin')?.[1]
      .subarray(100, 132) ?? Buffer.of(),
  );
  control.add(Buffer.from('secret that somebody logged once'));
  expect(
    control.findIn([...filesOf(directory), ['log', Buffer.from(`x ${Buffer.from('secret that somebody logged once').toString('base64')}`)]]),
  ).toHaveLength(1);
});
