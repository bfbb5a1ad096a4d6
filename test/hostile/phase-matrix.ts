import type { Bytes } from '#engine/bytes.ts';
import { frameEpochKeyUpdate, frameResumptionStatus } from '#engine/two-party/messages.ts';
import { Line } from '../support/scripted-line.ts';
import { ScriptedPeer } from '../support/scripted-peer.ts';
import { starts, victim } from '../support/starts.ts';
import type { Trial } from './trial.ts';

/** Every message that is defined, well formed, with a commit of the peer's epoch where one belongs. */
const messages: Readonly<Record<string, (peer: ScriptedPeer) => Bytes | Promise<Bytes>>> = {
  client_hello: (peer) => peer.clientHello(),
  server_hello: async (peer) => foreignServerHello(peer),
  connection_update: async (peer) => peer.connectionUpdate(await commit(peer)),
  epoch_key_update: (peer) => frameEpochKeyUpdate(peer.epoch + 7n),
  resumption_request: async (peer) => peer.clear('resumption_request', await commit(peer)),
  resumption_response: async (peer) => peer.clear('resumption_response', await commit(peer)),
  resumption: async (peer) => peer.clear('resumption', await commit(peer)),
  resumption_status: () => frameResumptionStatus({ earlyData: 0, flightHash: new Uint8Array(32) }),
};

type State = keyof typeof starts;

/** Where a message has its place, so that another row or test is about it; or what becomes of it, as the row says. */
const places: { readonly [S in State]?: Readonly<Record<string, 'its place' | 'ignored' | 'no such session'>> } = {
  listen: { client_hello: 'its place', resumption_request: 'no such session', resumption: 'no such session' },
  wait_welcome: { server_hello: 'its place' },
  est_i: { connection_update: 'its place' },
  est_r: { connection_update: 'its place' },
  unconfirmed: { connection_update: 'its place' },
  // Rule U5: an initiator with an update outstanding ignores one.
  wait_ack_i: { connection_update: 'ignored' },
  wait_ack_r: { connection_update: 'its place' },
  // R-TIE: the founding initiator drops a request while it waits.
  wait_resp: { resumption_response: 'its place', resumption_request: 'ignored' },
  wait_status: { resumption_status: 'its place' },
};

/** HF-010: every defined message in every state. */
export async function matrix(trial: Trial): Promise<void> {
  for (const [state, start] of Object.entries(starts)) {
    for (const [name, message] of Object.entries(messages)) {
      // Object.entries forgets that the keys are those of `starts`.
      const place = places[state as State]?.[name];
      if (place === 'its place') continue;
      await trial.member(
        `${state} × ${name}`,
        start,
        async (peer) => peer.line.tell(peer.line.handshake(await message(peer))),
        place ?? groupOf(state, name),
      );
    }
  }
}

/** Most cells are HS_UNEXPECTED; an epoch_key_update has codes of its own, and the first protected record confirms the session. */
function groupOf(state: string, name: string): string | undefined {
  if (state === 'unconfirmed') return 'first protected record';
  return name === 'epoch_key_update' || name === 'connection_update' ? name : undefined;
}

/** A commit of the peer's epoch, or of another group's where there is none yet. */
async function commit(peer: ScriptedPeer): Promise<Bytes> {
  if (peer.groups.size > 0) return (await peer.commit()).message;
  const other = await ScriptedPeer.dialed(victim());
  return (await other.commit()).message;
}

/** A server_hello of another connection. */
async function foreignServerHello(peer: ScriptedPeer): Promise<Bytes> {
  const line = new Line(victim().accept());
  const other = new ScriptedPeer(line.victim.host);
  await line.tell(line.handshake(await other.clientHello()));
  return peer.clear('server_hello', line.takeMessage('server_hello').body.slice(36));
}
