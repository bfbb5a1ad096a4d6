import { ScriptedPeer } from './scripted-peer.ts';
import { Sealer } from './scripted-records.ts';
import { FakeClock, Host, type HostOptions } from './world.ts';

/** Brings a fresh victim into a state, with a scripted peer at the other end. */
export type Start = (options?: Partial<HostOptions>) => Promise<ScriptedPeer>;

export const victim = (options: Partial<HostOptions> = {}): Host => new Host({ name: 'victim', clock: new FakeClock(), ...options });

/** A transport was accepted; nothing was said. */
const listen: Start = async (options) => {
  const peer = new ScriptedPeer(victim(options));
  peer.dial();
  return peer;
};

/** The victim sent its client_hello. */
const waitWelcome: Start = async (options) => {
  const peer = new ScriptedPeer(victim(options));
  await peer.answer();
  return peer;
};

/** Connected; the victim was the initiator. */
const establishedInitiator: Start = (options) => ScriptedPeer.dialedBy(victim(options));

/** Connected; the victim was the responder. */
const establishedResponder: Start = (options) => ScriptedPeer.dialed(victim(options));

/** The victim answered with server_hello and has not seen a protected record. */
const unconfirmed: Start = async (options) => {
  const peer = await listen(options);
  await peer.line.tell(peer.line.handshake(await peer.clientHello()));
  await peer.join(peer.line.takeMessage('server_hello').raw);
  return peer;
};

/** The victim's own update is on the wire; the peer knows the epoch it leads to. */
const outstanding =
  (established: Start): Start =>
  async (options) => {
    const peer = await established(options);
    peer.line.victim.update();
    await peer.line.settle();
    const { body } = peer.line.takeMessage('connection_update');
    const next = await peer.process(body);
    peer.groups.set(next.epoch, next);
    return peer;
  };

/** The victim applied the peer's update and expects the closing epoch_key_update. */
const closing =
  (established: Start): Start =>
  async (options) => {
    const peer = await established(options);
    const { message, next } = await peer.commit();
    peer.groups.set(next.epoch, next);
    await peer.line.tell(peer.line.handshake(peer.connectionUpdate(message)));
    peer.line.takeMessage('epoch_key_update');
    return peer;
  };

/** The victim, the founding initiator, resumes and waits for the response. */
const waitResponse: Start = async (options) => {
  const peer = await establishedInitiator(options);
  await peer.line.end('reset');
  await peer.answerResumption();
  return peer;
};

/** The victim answered a resumption and waits for the confirming epoch_key_update under the early key. */
const waitConfirmation: Start = async (options) => {
  const peer = await establishedResponder(options);
  await peer.line.end('reset');
  const { message, next } = await peer.commit();
  const line = peer.dial();
  const request = peer.clear('resumption_request', message);
  await line.tell(line.handshake(request));
  peer.adopt(next);
  const after = await peer.process(line.takeMessage('resumption_response').body.slice(36));
  peer.groups.set(after.epoch, after);
  line.send = new Sealer(peer.earlyKeys(next.epoch, request));
  return peer;
};

/** The victim resumed, confirmed the response and waits for the status. */
const waitStatus: Start = async (options) => {
  const peer = await waitResponse(options);
  await peer.respond();
  peer.line.takeMessage('epoch_key_update');
  return peer;
};

/** The states of the catalogue's `given`, and those its matrix needs besides. */
export const starts = {
  listen,
  wait_welcome: waitWelcome,
  est_i: establishedInitiator,
  est_r: establishedResponder,
  unconfirmed,
  wait_ack_i: outstanding(establishedInitiator),
  wait_ack_r: outstanding(establishedResponder),
  closing_i: closing(establishedInitiator),
  closing_r: closing(establishedResponder),
  wait_resp: waitResponse,
  wait_confirmation: waitConfirmation,
  wait_status: waitStatus,
} as const satisfies Record<string, Start>;
