import { expect, test } from 'vitest';
import { type Bytes, concat, equal, toHex } from '#engine/bytes.ts';
import { alertDescriptions } from '#engine/alert.ts';
import { commitHeaderOf, editClear, recordsOf, mlsOf } from '../support/wire.ts';
import { Pair } from '../support/pair.ts';
import { type End, Host, link, settle } from '../support/world.ts';

const failureCode = (end: End) => (end.failure?.kind === 'peer-misbehaved' ? end.failure.code : end.failure?.kind);
const epochs = (pair: Pair, id: string) => [pair.ida, pair.rob].map((host) => host.stored(id)?.group.epoch);

/** Both hold the same epoch and authenticator, and data flows both ways on the current transport. */
async function expectTogether(pair: Pair, id: string, ends: readonly [End, End] = [pair.initiator, pair.responder]): Promise<void> {
  const [a, b] = [pair.ida.stored(id), pair.rob.stored(id)];
  expect(a?.group.epoch).toBe(b?.group.epoch);
  expect(a?.group.epochAuthenticator).toEqual(b?.group.epochAuthenticator);
  const [x, y] = ends;
  const before = [x.receivedText, y.receivedText];
  x.write('ping');
  y.write('pong');
  await pair.settle();
  expect([x.receivedText, y.receivedText]).toEqual([`${before[0]}pong`, `${before[1]}ping`]);
}

/** Nothing that this end transmits arrives; returns what was held back. */
function hold(end: End): Bytes[] {
  const held: Bytes[] = [];
  end.onTransmit = (bytes) => {
    held.push(bytes);
    return [];
  };
  return held;
}

/** Only this side notices that the transport broke. */
function lose(end: End): void {
  end.peer = null;
  end.reset();
}

/** Established, then cut. */
async function dormant(): Promise<{ pair: Pair; id: string }> {
  const pair = await Pair.established();
  const id = pair.sessionId;
  pair.breakTransport();
  return { pair, id };
}

test('[RS-01] the founding initiator resumes with request, response, epoch_key_update and status; the epoch grows by two', async () => {
  const { pair, id } = await dormant();
  pair.resume('ida', id);
  await pair.settle();
  expect(pair.log).toEqual([
    'initiator sends resumption-request',
    'responder sends resumption-response',
    'initiator sends epoch-key-update',
    'responder sends resumption-status',
  ]);
  expect(epochs(pair, id)).toEqual([3n, 3n]);
  await expectTogether(pair, id);
});

test('[RS-02] [RL-05] the founding responder resumes, becomes initiator, and the client label follows it', async () => {
  const { pair, id } = await dormant();
  pair.resume('rob', id);
  await pair.settle();
  expect(pair.initiator.connection.status).toMatchObject({ role: 'initiator', open: true });
  expect(pair.initiator.has('key-installed', (fact) => fact.direction === 'sent' && fact.label === 'c ap traffic')).toBe(true);
  expect(pair.responder.has('key-installed', (fact) => fact.direction === 'sent' && fact.label === 's ap traffic')).toBe(true);
  await expectTogether(pair, id);
});

test('[RS-03] [CL-04] an unconfirmed update is sent again byte for byte in the request', async () => {
  const pair = await Pair.established();
  const id = pair.sessionId;
  hold(pair.initiator);
  pair.initiator.update();
  await pair.settle();
  const commit = pair.ida.stored(id)?.pending?.message;
  pair.breakTransport();
  pair.resume('ida', id);
  const request = pair.initiator.facts.find((fact) => fact.kind === 'handshake-message');
  expect(request?.kind === 'handshake-message' && commit !== undefined && equal(request.message.subarray(40), commit)).toBe(true);
  await pair.settle();
  await expectTogether(pair, id);
});

test('[RS-04] the resuming side sends nothing but its request before the response', async () => {
  const { pair, id } = await dormant();
  pair.resume('ida', id);
  pair.initiator.write('too early');
  await Promise.all(pair.ida.pending);
  expect(recordsOf(concat(...pair.initiator.sent)).map(({ type }) => type)).toEqual([22]);
  await pair.settle();
  expect(pair.responder.receivedText).toBe('too early');
});

test('[RS-05] the response carries a commit with a path: the responder’s leaf key changes', async () => {
  const { pair, id } = await dormant();
  const before = pair.rob.stored(id)?.group.own.encryptionKey;
  pair.resume('ida', id);
  await pair.settle();
  expect(pair.rob.stored(id)?.group.own.encryptionKey).not.toEqual(before);
  expect(pair.ida.stored(id)?.group.peer.encryptionKey).toEqual(pair.rob.stored(id)?.group.own.encryptionKey);
});

test('[RS-06] a commit that was applied before is not applied again and the resumption succeeds', async () => {
  const pair = await Pair.established();
  const id = pair.sessionId;
  hold(pair.responder); // its epoch_key_update is lost
  pair.initiator.update();
  await pair.settle();
  expect(epochs(pair, id)).toEqual([1n, 2n]);
  pair.breakTransport();
  pair.resume('ida', id);
  await pair.settle();
  expect(pair.responder.has('decision', ({ what }) => what === 'case-b')).toBe(true);
  expect(epochs(pair, id)).toEqual([3n, 3n]);
  await expectTogether(pair, id);
});

test('[RS-07] a responder that is one epoch behind merges its pending commit, then applies the request', async () => {
  const pair = await Pair.established();
  const id = pair.sessionId;
  hold(pair.responder); // the founding initiator's update is confirmed into the void
  pair.initiator.update();
  await pair.settle();
  pair.breakTransport();
  pair.resume('rob', id); // Rob is at 2, Ida's update is pending at 1
  await pair.settle();
  expect(pair.responder.has('decision', ({ what }) => what === 'case-c')).toBe(true);
  await expectTogether(pair, id);
});

test('[RS-08] the founding responder forgets its pending commit when it applies the founding initiator’s of the same epoch', async () => {
  const pair = await Pair.established();
  const id = pair.sessionId;
  hold(pair.initiator);
  hold(pair.responder);
  pair.initiator.update();
  pair.responder.update();
  await pair.settle();
  const dropped = pair.rob.stored(id)?.pending?.hash;
  pair.breakTransport();
  pair.resume('ida', id);
  await pair.settle();
  expect(pair.responder.has('decision', ({ what }) => what === 'case-a')).toBe(true);
  expect(pair.rob.stored(id)?.pending).toBeNull();
  expect(dropped).toBeDefined();
  await expectTogether(pair, id);
});

test('[RS-08] the founding initiator forgets an unexposed pending commit when the founding responder resumes', async () => {
  const pair = await Pair.established();
  const id = pair.sessionId;
  hold(pair.initiator);
  pair.initiator.update();
  await pair.settle();
  expect(pair.ida.stored(id)?.pending?.exposed).toBe(false);
  pair.breakTransport();
  pair.resume('rob', id);
  await pair.settle();
  expect(pair.responder.has('decision', ({ what }) => what === 'case-a')).toBe(true);
  await expectTogether(pair, id);
});

test.each([
  ['an unknown group', (request: Bytes) => editClear(request, { groupIdByte: 0 })],
  ['an old epoch', (request: Bytes) => editClear(request, { epoch: 0n })],
  ['a future epoch', (request: Bytes) => editClear(request, { epoch: 9n })],
  ['a commit that does not decrypt', (request: Bytes) => editClear(request, { lastByte: true })],
])('[RS-09] %s is refused with unknown_psk_identity and the session is untouched', async (_what, edit) => {
  const { pair, id } = await dormant();
  const before = pair.rob.disk.sessions.get(id);
  pair.initiator = pair.ida.resume(id);
  pair.initiator.drive();
  await Promise.all(pair.ida.pending);
  const attacked = pair.rob.accept();
  attacked.inject(edit(concat(...pair.initiator.sent)));
  await pair.settle();
  expect(failureCode(attacked)).toBe('RS_REFUSED');
  expect(attacked.alerts('sent')).toEqual([alertDescriptions.unknown_psk_identity]);
  expect(pair.rob.disk.sessions.get(id)).toEqual(before);
});

test('[RS-10] a response that was lost is sent again with the identical commit', async () => {
  const { pair, id } = await dormant();
  pair.resume('ida', id);
  const lost = hold(pair.responder);
  await pair.settle();
  const first = mlsOf(concat(...lost));
  pair.breakTransport();
  pair.resume('ida', id);
  await pair.settle();
  const [second] = recordsOf(concat(...pair.responder.sent));
  expect(second !== undefined && equal(mlsOf(second.bytes), first)).toBe(true);
  await expectTogether(pair, id);
});

test('[RS-11] [RS-12] replayed requests draw plaintext answers only and do not disturb the genuine resumption', async () => {
  const { pair, id } = await dormant();
  pair.resume('ida', id);
  hold(pair.responder);
  await pair.settle();
  const request = concat(...pair.initiator.sent);
  pair.breakTransport();
  const replays = [0, 1, 2].map(() => {
    const end = pair.rob.accept();
    end.inject(request);
    return end;
  });
  await pair.settle();
  for (const end of replays) expect(recordsOf(concat(...end.sent)).every(({ type }) => type === 22 || type === 21)).toBe(true);
  pair.resume('ida', id);
  await pair.settle();
  await expectTogether(pair, id);
});

test('[RS-13] a status for other messages than were sent ends the resumption', async () => {
  const { pair, id } = await dormant();
  pair.resume('ida', id);
  pair.responder.onTransmit = (bytes) => [bytes[0] === 22 ? editClear(bytes, { random: true }) : bytes];
  await pair.settle();
  expect(failureCode(pair.initiator)).toBe('RS_FLIGHT_HASH');
  expect(pair.initiator.alerts('sent')).toEqual([alertDescriptions.illegal_parameter]);
  pair.breakTransport();
  pair.resume('ida', id);
  await pair.settle();
  await expectTogether(pair, id);
});

/** Both resume at once over the transport they share. */
function tieOnOne(pair: Pair, id: string): readonly [End, End] {
  const ends = [pair.ida.resume(id), pair.rob.resume(id)] as const;
  link(...ends);
  for (const end of ends) end.drive();
  return ends;
}

/** Both resume at once, each over a transport of its own: Ida's first. */
function tieOnTwo(pair: Pair, id: string): { ida: readonly [End, End]; rob: readonly [End, End] } {
  const ida = [pair.ida.resume(id), pair.rob.accept()] as const;
  const rob = [pair.rob.resume(id), pair.ida.accept()] as const;
  link(...ida);
  link(...rob);
  for (const end of [...ida, ...rob]) end.drive();
  return { ida, rob };
}

test('[RS-14] [RS-15] [RS-36] when both resume on one transport the founding responder yields, in plaintext', async () => {
  const { pair, id } = await dormant();
  const [fi, fr] = tieOnOne(pair, id);
  await pair.settle();
  expect(fi.has('decision', ({ what }) => what === 'tie-waited')).toBe(true);
  expect(fr.has('decision', ({ what }) => what === 'tie-yielded')).toBe(true);
  expect(fi.connection.status.role).toBe('initiator');
  const types = recordsOf(concat(...fr.sent)).map(({ type }) => type);
  expect(types.slice(0, 2)).toEqual([22, 22]); // its request, then its response
  await expectTogether(pair, id, [fi, fr]);
});

test('[RS-14] [RS-15] when both resume on two transports one survives', async () => {
  const { pair, id } = await dormant();
  const { ida, rob } = tieOnTwo(pair, id);
  await pair.settle();
  expect(ida.every((end) => end.connection.status.open)).toBe(true);
  expect(rob.every((end) => end.connection.status.state === 'closed')).toBe(true);
  expect(rob[1].failure).toEqual({ kind: 'ended', reason: 'tie-lost' });
  expect(rob[1].alerts('sent')).toEqual([alertDescriptions.user_canceled]);
  await expectTogether(pair, id, ida);
});

test('[RS-16] after a failed attempt of the founding initiator the founding responder can resume', async () => {
  const { pair, id } = await dormant();
  pair.resume('ida', id);
  hold(pair.initiator);
  await pair.settle();
  pair.breakTransport();
  pair.resume('rob', id);
  await pair.settle();
  expect([pair.initiator, pair.responder].every((end) => end.connection.status.open || end.connection.status.state === 'request-sent')).toBe(true);
  await expectTogether(pair, id, [pair.initiator, pair.responder]);
});

test.each(['ida', 'rob', 'both'] as const)('[RS-18] a session survives a restart of %s', async (who) => {
  const { pair, id } = await dormant();
  const restart = (host: Host) => new Host({ ...host.options, disk: host.disk });
  const ida = who === 'rob' ? pair.ida : restart(pair.ida);
  const rob = who === 'ida' ? pair.rob : restart(pair.rob);
  const ends = [ida.resume(id), rob.accept()] as const;
  link(...ends);
  await settle(ida, rob);
  expect(ends.map((end) => end.connection.status.open)).toEqual([true, true]);
  expect(ida.stored(id)?.group.epochAuthenticator).toEqual(rob.stored(id)?.group.epochAuthenticator);
});

test.each([
  ['[RS-19] another profile', { profile: 3 }, 'PROLOGUE_PROFILE_MISMATCH', 'illegal_parameter'],
  ['[RS-19] [FR-11] another version', { version: 0x4d02 }, 'PROLOGUE_VERSION', 'protocol_version'],
  ['[FR-10] a reserved flag', { flags: 2 }, 'PROLOGUE_FLAGS', 'illegal_parameter'],
] as const)('%s in a request is refused', async (_what, change, code, alert) => {
  const { pair, id } = await dormant();
  const before = pair.rob.disk.sessions.get(id);
  pair.resume('ida', id);
  pair.initiator.onTransmit = (bytes) => [editClear(bytes, change)];
  pair.responder.inbox = [];
  await Promise.all(pair.ida.pending);
  for (const bytes of pair.initiator.sent) if (pair.responder.inbox.length === 0) pair.responder.inbox.push(editClear(bytes, change));
  await pair.settle();
  expect(failureCode(pair.responder)).toBe(code);
  expect(pair.responder.alerts('sent')).toEqual([alertDescriptions[alert]]);
  expect(pair.rob.disk.sessions.get(id)).toEqual(before);
});

test('[RS-20] [R-TIE] ties look at founding roles also after roles changed', async () => {
  const { pair, id } = await dormant();
  pair.resume('rob', id);
  await pair.settle();
  pair.breakTransport();
  const [fi, fr] = tieOnOne(pair, id);
  await pair.settle();
  expect(fi.connection.status.role).toBe('initiator');
  expect(fr.connection.status.role).toBe('responder');
  await expectTogether(pair, id, [fi, fr]);
});

test('[RS-21] a founding initiator with an exposed commit answers a request of the same epoch with its own; the responder yields', async () => {
  const { pair, id } = await dormant();
  pair.resume('ida', id);
  hold(pair.initiator);
  pair.responder.inbox = [];
  await pair.settle();
  pair.breakTransport(); // Ida's request never arrived, its commit is exposed
  expect(pair.ida.stored(id)?.pending?.exposed).toBe(true);
  pair.resume('rob', id);
  await pair.settle();
  expect(pair.responder.has('decision', ({ what }) => what === 'case-e')).toBe(true);
  expect(pair.initiator.has('decision', ({ what }) => what === 'tie-yielded')).toBe(true);
  await expectTogether(pair, id);
});

test('[RS-22] a pending commit that exists in case b is the response, byte for byte', async () => {
  const pair = await Pair.established();
  const id = pair.sessionId;
  hold(pair.responder);
  pair.initiator.update(); // Rob applies, Ida hears nothing
  await pair.settle();
  pair.breakTransport();
  const own = pair.rob.resume(id); // Rob's request leaves and is lost
  own.drive();
  await Promise.all(pair.rob.pending);
  const pending = pair.rob.stored(id)?.pending;
  pair.resume('ida', id); // Ida's request repeats her update: case b
  await pair.settle();
  expect(pair.responder.has('decision', ({ what }) => what === 'case-b')).toBe(true);
  const [response] = recordsOf(concat(...pair.responder.sent));
  expect(response !== undefined && pending && equal(mlsOf(response.bytes), pending.message)).toBe(true);
  await expectTogether(pair, id);
});

test('[RS-24] a replayed request does not end a live connection on which the peer has proven the epoch', async () => {
  const pair = await Pair.established();
  const id = pair.sessionId;
  hold(pair.responder);
  pair.initiator.update();
  await pair.settle();
  pair.breakTransport();
  pair.resume('ida', id);
  await Promise.all(pair.ida.pending);
  const request = concat(...pair.initiator.sent);
  await pair.settle();
  const replay = pair.rob.accept();
  replay.inject(request);
  await pair.settle();
  expect(failureCode(replay)).toBe('RS_REFUSED');
  expect(replay.facts).toContainEqual({ kind: 'decision', rule: 'R-RES:d', what: 'case-d' });
  await expectTogether(pair, id);
});

test('[RS-25] a genuine request closes a stale live connection of the session', async () => {
  const pair = await Pair.established();
  const id = pair.sessionId;
  const stale = pair.responder;
  lose(pair.initiator);
  pair.resume('ida', id);
  await pair.settle();
  expect(stale.failure).toEqual({ kind: 'ended', reason: 'superseded' });
  await expectTogether(pair, id);
});

test('[RS-26] at most four attempts run unconfirmed; the first confirmation wins and the others are closed', async () => {
  const { pair, id } = await dormant();
  pair.resume('ida', id);
  hold(pair.responder);
  await pair.settle();
  const replays = inject(pair, concat(...pair.initiator.sent), 3);
  await pair.settle();
  expect(replays.map((end) => end.connection.status.state)).toEqual(Array.from({ length: 3 }, () => 'awaiting-confirmation'));
  // the response of the first attempt arrives after all
  const lost = pair.responder.sent[0];
  pair.responder.onTransmit = (bytes) => [bytes];
  if (lost !== undefined) pair.initiator.inbox.push(lost);
  await pair.settle();
  expect(pair.responder.connection.status.open).toBe(true);
  expect(replays.every((end) => end.connection.status.state === 'closed')).toBe(true);
  await expectTogether(pair, id);
});

test('[RS-26] replays that fall silent do not keep the peer out: the fifth attempt pushes out the oldest', async () => {
  const { pair, id } = await dormant();
  pair.resume('ida', id);
  await Promise.all(pair.ida.pending);
  const request = concat(...pair.initiator.sent);
  const replays = inject(pair, request, 5);
  hold(pair.initiator);
  pair.responder.inbox = [];
  await pair.settle();
  expect(replays.map((end) => end.connection.status.state)).toEqual(['closed', ...Array.from({ length: 4 }, () => 'awaiting-confirmation')]);
  expect(replays[0]?.failure).toEqual({ kind: 'ended', reason: 'superseded' });
  pair.initiator.onTransmit = (bytes) => [bytes];
  pair.responder.inject(request); // the genuine one comes last
  await pair.settle();
  expect(replays[1]?.failure).toEqual({ kind: 'ended', reason: 'superseded' });
  await expectTogether(pair, id);
});

test('[RS-26] nor do answers of case e: the fifth pushes out the oldest, and the peer yields to it', async () => {
  const { pair, id } = await dormant();
  pair.resume('ida', id);
  hold(pair.initiator);
  pair.responder.inbox = [];
  await pair.settle();
  pair.breakTransport(); // Ida's commit is exposed and nobody has it
  const flight = pair.rob.resume(id);
  flight.drive();
  await Promise.all(pair.rob.pending);
  const replays = Array.from({ length: 5 }, () => pair.ida.accept());
  for (const end of replays) end.inject(concat(...flight.sent));
  await pair.settle();
  expect(replays.map((end) => end.connection.status.state)).toEqual(['closed', ...Array.from({ length: 4 }, () => 'request-sent')]);
  pair.resume('rob', id);
  await pair.settle();
  expect(pair.responder.has('decision', ({ what }) => what === 'case-e')).toBe(true);
  expect(replays.every((end) => end.connection.status.state === 'closed')).toBe(true);
  await expectTogether(pair, id);
});

test.each([
  ['16384 bytes in one record after another', Array.from({ length: 4 }, () => 4096 + 17), true],
  ['one byte more', [...Array.from({ length: 4 }, () => 4096 + 17), 18], false],
  ['1024 empty records', Array.from({ length: 1024 }, () => 17), true],
  ['one record more', Array.from({ length: 1025 }, () => 17), false],
])('[RS-27] a waiting initiator skips protected records: %s', async (_what, lengths, allowed) => {
  const { pair, id } = await dormant();
  pair.initiator = pair.ida.resume(id);
  pair.initiator.drive();
  await Promise.all(pair.ida.pending);
  for (const length of lengths) pair.initiator.inject(concat(Uint8Array.of(23, 3, 3, length >> 8, length & 255), new Uint8Array(length)));
  expect(pair.initiator.connection.status.state).toBe(allowed ? 'request-sent' : 'closed');
  if (!allowed) expect(failureCode(pair.initiator)).toBe('RS_SKIPPED_TOO_MUCH');
});

test.each([
  ['with a wrong epoch', (response: Bytes) => editClear(response, { epoch: 7n }), 'RS_RESPONSE', 'illegal_parameter'],
  ['that does not verify', (response: Bytes) => editClear(response, { lastByte: true }), 'RS_RESPONSE_PARENT', 'decrypt_error'],
] as const)('[RS-28] a response %s ends the attempt only', async (_what, edit, code, alert) => {
  const { pair, id } = await dormant();
  pair.resume('ida', id);
  pair.responder.onTransmit = (bytes) => [edit(bytes)];
  await pair.settle();
  expect(failureCode(pair.initiator)).toBe(code);
  expect(pair.initiator.alerts('sent')).toEqual([alertDescriptions[alert]]);
  expect(pair.ida.stored(id)?.standing).toBe('confirmed');
  pair.breakTransport();
  pair.resume('ida', id);
  await pair.settle();
  await expectTogether(pair, id);
});

test('[RS-30] a resumption message of the editor’s copy for this session is unexpected and leaves it intact', async () => {
  const { pair, id } = await dormant();
  const before = pair.rob.disk.sessions.get(id);
  pair.initiator = pair.ida.resume(id);
  pair.initiator.drive();
  await Promise.all(pair.ida.pending);
  const attacked = pair.rob.accept();
  attacked.inject(editClear(concat(...pair.initiator.sent), { type: 0xe7 }));
  await pair.settle();
  expect(failureCode(attacked)).toBe('HS_WRONG_RESUMPTION');
  expect(attacked.alerts('sent')).toEqual([alertDescriptions.unexpected_message]);
  expect(pair.rob.disk.sessions.get(id)).toEqual(before);
});

test('[RS-31] the response leaves right after the persist, before anything else of the initiator arrives', async () => {
  const { pair, id } = await dormant();
  pair.resume('ida', id);
  await pair.settle();
  const at = pair.responder.effects.indexOf('persist');
  expect(pair.responder.effects.slice(at, at + 2)).toEqual(['persist', 'transmit']);
});

test('[RS-32] the initiator sends nothing between its epoch_key_update and the status, which is record 0 of the new key', async () => {
  const { pair, id } = await dormant();
  pair.resume('ida', id);
  await Promise.all(pair.ida.pending);
  while (pair.initiator.connection.status.state !== 'awaiting-status') {
    pair.responder.deliver();
    await Promise.all(pair.rob.pending);
    pair.initiator.deliver();
    await Promise.all(pair.ida.pending);
  }
  const before = pair.initiator.sent.length;
  pair.initiator.write('data');
  expect(() => pair.initiator.update()).toThrow('API_NOT_OPEN');
  expect(pair.initiator.sent.length).toBe(before);
  await pair.settle();
  expect(pair.responder.messages('sent')).toEqual(['resumption_response', 'resumption_status']);
  expect(pair.responder.receivedText).toBe('data');
});

test('[RS-33] the same commit under a new random has the same H(c): the request is recognised', async () => {
  const { pair, id } = await dormant();
  pair.resume('ida', id);
  hold(pair.responder);
  await pair.settle();
  const first = concat(...pair.initiator.sent);
  pair.breakTransport();
  pair.resume('ida', id);
  await Promise.all(pair.ida.pending);
  const second = concat(...pair.initiator.sent);
  expect(toHex(mlsOf(first))).toBe(toHex(mlsOf(second)));
  expect(toHex(first)).not.toBe(toHex(second));
  await pair.settle();
  expect(pair.responder.has('decision', ({ what }) => what === 'case-b')).toBe(true);
});

test('[RS-34] a resumption started by this side closes its own unconfirmed attempts', async () => {
  const { pair, id } = await dormant();
  pair.resume('ida', id);
  hold(pair.responder);
  await pair.settle();
  const attempt = pair.responder;
  expect(attempt.connection.status.state).toBe('awaiting-confirmation');
  const own = pair.rob.resume(id);
  own.drive();
  await pair.settle();
  expect(attempt.failure).toEqual({ kind: 'ended', reason: 'superseded' });
});

test('[RS-34] cases a and c close the unconfirmed attempts of the session', async () => {
  const pair = await Pair.established();
  const id = pair.sessionId;
  hold(pair.responder);
  pair.initiator.update(); // Rob applies and is at 2
  await pair.settle();
  pair.breakTransport();
  pair.resume('ida', id); // case b at Rob: an unconfirmed attempt
  hold(pair.responder);
  await pair.settle();
  const attempt = pair.responder;
  expect(attempt.connection.status.state).toBe('awaiting-confirmation');
  const { epoch } = pair.rob.stored(id)?.group ?? { epoch: 0n };
  const header = commitHeaderOf(pair.ida, pair.rob.stored(id)?.pending?.message);
  expect(header?.epoch).toBe(epoch);
  // the response arrives on the first transport, is applied, and the confirmation is lost: Ida resumes from there
  const response = attempt.sent[0];
  if (response !== undefined) pair.initiator.inbox.push(response);
  hold(pair.initiator);
  await pair.settle();
  lose(pair.initiator);
  pair.resume('ida', id); // its commit is at 3, Rob's r at 2 is pending: case c
  await pair.settle();
  expect(pair.responder.has('decision', ({ what }) => what === 'case-c')).toBe(true);
  expect(attempt.failure).toEqual({ kind: 'ended', reason: 'superseded' });
  await expectTogether(pair, id);
});

test('[RS-35] starting a resumption leaves accepted transports without a first message open', async () => {
  const { pair, id } = await dormant();
  const silent = pair.rob.accept();
  const own = pair.rob.resume(id);
  own.drive();
  await Promise.all(pair.rob.pending);
  expect(silent.connection.status.state).toBe('idle');
  // the other side's request arrives there: the founding responder yields
  pair.initiator = pair.ida.resume(id);
  pair.responder = silent;
  link(pair.initiator, silent);
  pair.initiator.drive();
  await pair.settle();
  expect(own.connection.status.state).toBe('closed');
  await expectTogether(pair, id);
});

/** The same first flight on further transports to Rob. */
function inject(pair: Pair, request: Bytes, times: number): readonly End[] {
  return Array.from({ length: times }, () => {
    const end = pair.rob.accept();
    end.inject(request);
    return end;
  });
}
