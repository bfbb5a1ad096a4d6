import { type Bytes, equal } from '#engine/bytes.ts';
import { defaultPolicy } from '#engine/mls-tls/endpoint.ts';
import { FakeClock, Host } from '../support/world.ts';
import { joinOptions, verifyOptions } from '../support/mls-parties.ts';
import { type Decoder, isRefusal } from './campaign.ts';
import { inRecords, type SessionMessages } from './protocol-specimens.ts';
import { mutate, specimens } from './tree-mutations.ts';

/** Where decoding is followed by the MLS library and by a whole connection. Slow: cryptography runs for what passes. */
export function mlsDecoders({ pair, mls, handshake }: SessionMessages): readonly Decoder[] {
  const { initiator, responder, responderGroup, keyPackage, welcome } = pair;
  const keyPackages = specimens([mls.keyPackage], 'mls-message');
  const welcomes = specimens([welcome], 'mls-message');
  const commits = specimens([mls.privateCommit, mls.publicCommit], 'mls-message');
  const hellos = specimens(
    handshake.slice(0, 1).map((message) => inRecords(message, 2 ** 14)),
    'records',
  );
  const host = new Host({ name: 'fuzzed', clock: new FakeClock(), policy: { ...defaultPolicy, suites: [0x0001] } });
  const common = { share: 0.1, refuses: isRefusal, allowance: 2 ** 20 };
  return [
    {
      ...common,
      name: 'verifying a KeyPackage',
      make: (dice) => mutate(dice, keyPackages),
      run: only([mls.keyPackage], (bytes) => responder.mls.verifyKeyPackage(verifyOptions(bytes))),
    },
    {
      ...common,
      name: 'joining with a Welcome',
      make: (dice) => mutate(dice, welcomes),
      run: only([welcome], (bytes) => initiator.mls.join(joinOptions(bytes, keyPackage))),
    },
    {
      ...common,
      name: 'processing a commit',
      make: (dice) => mutate(dice, commits),
      run: only([mls.privateCommit, mls.publicCommit], (bytes) => responder.mls.processCommit(responderGroup, bytes, { privateOnly: false })),
    },
    { ...common, name: 'a connection that is accepted', make: (dice) => mutate(dice, hellos), run: (bytes) => accept(host, bytes) },
  ];
}

/** Nothing but what its author wrote passes. */
function only(genuine: readonly Bytes[], run: (bytes: Bytes) => Promise<unknown>): (bytes: Bytes) => Promise<void> {
  return async (bytes) => {
    await run(bytes);
    if (!genuine.some((message) => equal(message, bytes))) throw new Error('a changed message was accepted');
  };
}

/** What a stranger's first bytes do to a listener: an answer, or one alert and a typed end. */
async function accept(host: Host, bytes: Bytes): Promise<void> {
  const end = host.accept();
  end.drive();
  end.inject(bytes);
  await Promise.all(host.pending);
  host.ends.length = 0;
  const alerts = end.alerts('sent').length;
  const kind = end.failure?.kind ?? 'open';
  if (kind === 'internal' || alerts !== (end.failure === null ? 0 : 1)) throw new Error(`${kind}, ${alerts} alerts`);
  if (host.escaped.length > 0) throw new Error('something escaped', { cause: host.escaped[0] });
  if (equal(bytes, new Uint8Array(0)) && kind !== 'open') throw new Error('nothing was answered');
}
