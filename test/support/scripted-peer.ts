import { type Bytes, concat } from '#engine/bytes.ts';
import { findSuite, type Suite } from '#engine/crypto/suites.ts';
import type { CreatedCommit, Group, Mls, OwnKeyPackage, Signer } from '#engine/mls/group.ts';
import { stateOf } from '#engine/mls/library.ts';
import { encodeState } from '#engine/mls/stored-group.ts';
import { createMls } from '#engine/mls/ts-mls-group.ts';
import { earlyBase, earlySecret, trafficSecrets } from '#engine/mls-tls/traffic-secrets.ts';
import { trafficKeys } from '#engine/record/traffic-keys.ts';
import { type ClearName, frame, frameClear, frameResumptionStatus, type Prologue } from '#engine/two-party/messages.ts';
import type { Role } from '#engine/two-party/roles.ts';
import { mlsSuiteProvider } from '#main/crypto/mls-provider.ts';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';
import { type EvilCommitOptions, evilCommit } from './evil-commit.ts';
import { evilSuite } from './evil-mls.ts';
import { createOptions, joinOptions, keyPackageOptions, signerFor, verifyOptions } from './mls-parties.ts';
import { Line } from './scripted-line.ts';
import { Opener, Sealer } from './scripted-records.ts';
import { seededRandomness } from './seeded-randomness.ts';
import type { Host } from './world.ts';

let peers = 0;

/**
 * A peer that holds real keys and lies byte by byte. It keeps the group of every epoch it has seen, so that it can answer
 * whatever epoch the victim is at, and it has no state machine of its own: a test says what it says.
 */
export class ScriptedPeer {
  /** The victim's process. */
  readonly host: Host;
  readonly mls: Mls;
  readonly signer: Signer;
  readonly suite: Suite;
  readonly randomness = seededRandomness(`scripted peer ${peers++}`);
  readonly groups = new Map<bigint, Group>();
  /** Where both are, as far as the peer knows. */
  epoch = 0n;
  role: Role = 'initiator';
  keyPackage: OwnKeyPackage | null = null;
  sessionId = '';
  /** The resumption_request of the victim that was read last. */
  request: Bytes = new Uint8Array(0);
  #line: Line | null = null;
  #hello: Bytes | null = null;
  readonly #crypto = nodeCryptoProvider();

  /** After an honest handshake that the peer began: the victim is the responder. */
  static async dialed(host: Host, name?: string): Promise<ScriptedPeer> {
    const peer = new ScriptedPeer(host, name);
    peer.dial();
    await peer.line.tell(peer.line.handshake(await peer.clientHello()));
    await peer.join(peer.line.takeMessage('server_hello').raw);
    await peer.line.tell(peer.line.data(''));
    return peer;
  }

  /** After an honest handshake that the victim began: the victim is the initiator. */
  static async dialedBy(host: Host, name?: string): Promise<ScriptedPeer> {
    const peer = new ScriptedPeer(host, name);
    await peer.answer();
    await peer.line.tell(peer.line.handshake(await peer.serverHello(peer.line.takeMessage('client_hello').raw)));
    peer.install(1n);
    peer.sessionId = peer.line.victim.sessionId;
    peer.line.take();
    return peer;
  }

  constructor(host: Host, name = 'scripted peer', signer: Signer = signerFor(name, host.suite)) {
    this.host = host;
    const suite = findSuite(host.suite);
    if (suite === undefined) throw new Error('unknown suite');
    this.suite = suite;
    this.signer = signer;
    this.mls = createMls({ suite: mlsSuiteProvider(this.randomness), crypto: this.#crypto, randomness: this.randomness });
  }

  get line(): Line {
    if (this.#line === null) throw new Error('no transport yet');
    return this.#line;
  }

  get group(): Group {
    return this.groupAt(this.epoch);
  }

  groupAt(epoch: bigint): Group {
    const group = this.groups.get(epoch);
    if (group === undefined) throw new Error(`no group at epoch ${epoch}`);
    return group;
  }

  // -- transports -------------------------------------------------------------------------------------------------

  /** A transport to the victim: it accepts, and has said nothing. */
  dial(): Line {
    return this.#use(new Line(this.host.accept()), 'initiator');
  }

  /** A transport from the victim, with its client_hello on it. */
  async answer(): Promise<Line> {
    return this.#use(new Line(await this.host.connect()), 'responder');
  }

  /** A transport from the victim; its resumption_request was read and its commit applied. */
  async answerResumption(): Promise<Line> {
    const line = this.#use(new Line(this.host.resume(this.sessionId)), 'responder');
    await line.settle();
    const { raw, body } = line.takeMessage('resumption_request');
    const message = body.slice(36);
    const header = this.mls.readHeader(message);
    if (!('epoch' in header)) throw new Error('no commit in the request');
    this.adopt(await this.process(message, this.groupAt(header.epoch)));
    this.request = raw;
    line.receive = new Opener(this.earlyKeys(this.epoch, raw));
    return line;
  }

  // -- messages ---------------------------------------------------------------------------------------------------

  prologue(changes: Partial<Prologue> = {}): Prologue {
    return { version: 0x4d01, profile: 1, flags: 0, random: this.randomness.bytes(32), ...changes };
  }

  /** A message in clear with any prologue and any MLS bytes. */
  clear(name: ClearName, mls: Bytes, prologue: Partial<Prologue> = {}): Bytes {
    return frameClear(name, { prologue: this.prologue(prologue), mls });
  }

  async clientHello(prologue: Partial<Prologue> = {}): Promise<Bytes> {
    return this.present(await this.mls.generateKeyPackage(keyPackageOptions(this.signer, this.suite.id)), prologue);
  }

  /** A client_hello with a key package made elsewhere. */
  present(keyPackage: OwnKeyPackage, prologue: Partial<Prologue> = {}): Bytes {
    this.keyPackage = keyPackage;
    this.#hello = this.clear('client_hello', keyPackage.message, prologue);
    return this.#hello;
  }

  /** Founds the group for a client_hello of the victim. */
  async serverHello(hello: Bytes, prologue: Partial<Prologue> = {}): Promise<Bytes> {
    const keyPackage = await this.mls.verifyKeyPackage({ ...verifyOptions(hello.slice(40), this.suite.id), marker: 'allow-absent' });
    const groupId = this.randomness.bytes(32);
    const clientHelloHash = this.#crypto.hash(this.suite.kdf, hello);
    const { group, welcome } = await this.mls.createGroup({ ...createOptions(keyPackage, this.signer), groupId, clientHelloHash });
    this.adopt(group);
    return this.clear('server_hello', welcome, prologue);
  }

  /** Joins the victim's group and turns its keys on. */
  async join(serverHello: Bytes): Promise<void> {
    if (this.keyPackage === null || this.#hello === null) throw new Error('no client_hello');
    const clientHelloHash = this.#crypto.hash(this.suite.kdf, this.#hello);
    this.adopt(await this.mls.join({ ...joinOptions(serverHello.slice(40), this.keyPackage), clientHelloHash }));
    this.install(1n);
    this.sessionId = this.line.victim.sessionId;
  }

  /** A commit at the peer's epoch: an honest one, or what the options make of it. Not adopted. */
  async commit(options?: EvilCommitOptions, from: Group = this.group): Promise<CreatedCommit> {
    if (options === undefined) return this.mls.createCommit(from, { form: 'private' });
    const { message, next } = await evilCommit(stateOf(from.state), await evilSuite(this.suite.id), options);
    return { message, epoch: from.epoch, next: this.mls.decodeGroup(encodeState(next, () => undefined)) };
  }

  async process(message: Bytes, from: Group = this.group): Promise<Group> {
    return (await this.mls.processCommit(from, message, { privateOnly: false })).next;
  }

  connectionUpdate(message: Bytes): Bytes {
    return frame('connection_update', message);
  }

  /** Knows the group of one more epoch, and stands there. */
  adopt(group: Group): void {
    this.groups.set(group.epoch, group);
    this.epoch = group.epoch;
  }

  // -- keys -------------------------------------------------------------------------------------------------------

  /** Both directions under an epoch's keys. */
  install(epoch: bigint): void {
    this.line.send = this.sealer(epoch);
    this.line.receive = this.opener(epoch);
  }

  sealer(epoch: bigint): Sealer {
    return new Sealer(trafficKeys(this.#crypto, this.suite, this.#secret(epoch, this.role === 'initiator')));
  }

  opener(epoch: bigint): Opener {
    return new Opener(trafficKeys(this.#crypto, this.suite, this.#secret(epoch, this.role !== 'initiator')));
  }

  /** The early key of a request whose commit creates `epoch`. */
  earlyKeys(epoch: bigint, request: Bytes): ConstructorParameters<typeof Sealer>[0] {
    const base = earlyBase(this.#crypto, this.suite, this.#exporterSecret(epoch));
    return trafficKeys(this.#crypto, this.suite, earlySecret(this.#crypto, this.suite, base, request));
  }

  flightHash(...messages: readonly Bytes[]): Bytes {
    return this.#crypto.hash(this.suite.kdf, concat(...messages));
  }

  // -- whole exchanges, as an honest peer has them ----------------------------------------------------------------

  /** An update of ours, to its end. */
  async update(options?: EvilCommitOptions): Promise<void> {
    const { message, next } = await this.commit(options);
    this.groups.set(next.epoch, next);
    await this.line.tell(this.line.handshake(this.connectionUpdate(message)));
    this.line.takeMessage('epoch_key_update');
    await this.line.tell(this.closeEpoch(next.epoch));
  }

  /** Answers an update of the victim that is on the wire, to its end. */
  async confirmUpdate(): Promise<void> {
    const update = this.line.takeMessage('connection_update');
    this.adopt(await this.process(update.body));
    await this.line.tell(this.closeEpoch(this.epoch));
    this.line.takeMessage('epoch_key_update');
  }

  /** The last record under the present send key; the next ones are under that of `epoch`. */
  closeEpoch(epoch: bigint): Bytes {
    const record = this.line.epochKeyUpdate(epoch);
    this.line.send = this.sealer(epoch);
    this.epoch = epoch;
    return record;
  }

  /** Resumes with a fresh commit, to its end. */
  async resume(): Promise<void> {
    const line = this.dial();
    const { message, next } = await this.commit();
    const request = this.clear('resumption_request', message);
    await line.tell(line.handshake(request));
    this.adopt(next);
    const response = line.takeMessage('resumption_response');
    this.adopt(await this.process(response.body.slice(36)));
    line.send = new Sealer(this.earlyKeys(next.epoch, request));
    line.receive = this.opener(this.epoch);
    await line.tell(this.closeEpoch(this.epoch));
    line.takeMessage('resumption_status');
  }

  /** Answers the request that was read, up to the confirmation. @returns the status an honest peer sends now */
  async respond(prologue: Partial<Prologue> = {}): Promise<Bytes> {
    const { line, request } = this;
    const { message, next } = await this.commit();
    const response = this.clear('resumption_response', message, prologue);
    this.groups.set(next.epoch, next);
    await line.tell(line.handshake(response));
    this.adopt(next);
    line.send = this.sealer(this.epoch);
    return frameResumptionStatus({ earlyData: 0, flightHash: this.flightHash(request, response) });
  }

  /** The victim resumes; the peer answers as it should, to its end. */
  async beResumed(): Promise<void> {
    const line = await this.answerResumption();
    const status = await this.respond();
    line.takeMessage('epoch_key_update');
    await line.tell(line.handshake(status));
  }

  // -- inside -----------------------------------------------------------------------------------------------------

  #use(line: Line, role: Role): Line {
    this.#line = line;
    this.role = role;
    line.afterKeyUpdate = (epoch) => (this.groups.has(epoch) ? this.opener(epoch) : null);
    return line;
  }

  #exporterSecret(epoch: bigint): Bytes {
    const secret = this.groupAt(epoch).exporterSecret;
    if (secret === null) throw new Error('exporter secret is gone');
    return secret;
  }

  #secret(epoch: bigint, client: boolean): Bytes {
    const { client: c, server: s } = trafficSecrets(this.#crypto, this.suite, this.#exporterSecret(epoch));
    return client ? c : s;
  }
}
