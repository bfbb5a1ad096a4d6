import type { Extension, LeafNode, RatchetTree } from 'ts-mls';
import { encodeRequiredCapabilities } from 'ts-mls/requiredCapabilities.js';
import { expect } from 'vitest';
import { type Bytes, fromHex, toHex } from '#engine/bytes.ts';
import type { OwnKeyPackage } from '#engine/mls/group.ts';
import { keyPackageOf } from '#engine/mls/library.ts';
import { encodeState } from '#engine/mls/stored-group.ts';
import { evilKeyPackage, flip, goodGroupMarker } from '../support/evil-mls.ts';
import { type EvilWelcomeOptions, evilWelcome, requiredDictionary } from '../support/evil-welcome.ts';
import { now, signerFor } from '../support/mls-parties.ts';
import { ScriptedPeer } from '../support/scripted-peer.ts';
import { type Start, starts, victim } from '../support/starts.ts';
import { type Executor, one, utf8, zeros } from './record-rows.ts';
import type { Act } from './trial.ts';

const { wait_welcome } = starts;
const hour = 3600n;
const keyPackageAt = 4 + 36; // behind the handshake header and the prologue of a client_hello

/** The victim's client_hello. */
function helloOf({ line }: ScriptedPeer): Bytes {
  line.take();
  const hello = line.heard.find((item) => item.kind === 'message' && item.name === 'client_hello');
  if (hello?.kind !== 'message') throw new Error('no client_hello');
  return hello.raw;
}

/** A Welcome for the victim that is right except for what the options say. */
async function welcomeFor(peer: ScriptedPeer, lie: EvilWelcomeOptions): ReturnType<typeof evilWelcome> {
  const hello = helloOf(peer);
  return evilWelcome(hello.slice(keyPackageAt), peer.signer, {
    groupId: peer.randomness.bytes(32),
    groupExtensions: [goodGroupMarker(peer.flightHash(hello)), requiredDictionary],
    ...lie,
  });
}

const answers = (peer: ScriptedPeer, welcome: Bytes): Promise<void> =>
  peer.line.tell(peer.line.handshake(peer.clear('server_hello', welcome), 16_384));

const says =
  (lie: EvilWelcomeOptions | ((peer: ScriptedPeer) => EvilWelcomeOptions | Promise<EvilWelcomeOptions>)): Act =>
  async (peer) =>
    answers(peer, (await welcomeFor(peer, typeof lie === 'function' ? await lie(peer) : lie)).welcome);

/** A Welcome that is right, changed on its way. */
const spoils =
  (change: (welcome: Bytes) => Bytes): Act =>
  async (peer) =>
    answers(peer, change((await welcomeFor(peer, {})).welcome));

/** A lie that is none: the peer goes on in the group it founded. */
const joins =
  (lie: EvilWelcomeOptions): Act =>
  async (peer) => {
    const { welcome, state } = await welcomeFor(peer, lie);
    peer.adopt(peer.mls.decodeGroup(encodeState(state, () => undefined)));
    await answers(peer, welcome);
    stands(peer);
  };

/** Both are connected. */
function stands(peer: ScriptedPeer): void {
  peer.install(1n);
  peer.sessionId = peer.line.victim.sessionId;
}

const each =
  (acts: Readonly<Record<string, Act>>, group?: string): Executor =>
  async (trial) => {
    for (const [name, act] of Object.entries(acts)) await trial.member(name, wait_welcome, act, group);
  };

const eve = async () => (await evilKeyPackage(signerFor('Eve', 0x0001))).publicPackage;

function withLeaf(tree: RatchetTree, change: object): RatchetTree {
  const node = tree[0];
  // The caller changes fields of the leaf's own kind.
  return node?.nodeType === 'leaf' ? tree.with(0, { nodeType: 'leaf', leaf: { ...node.leaf, ...change } as LeafNode }) : tree;
}

const twoParties: Record<string, Executor> = {
  'WE-001': one(wait_welcome, async (peer) => {
    const { message } = await evilKeyPackage(signerFor('somebody else', 0x0001));
    await answers(peer, (await evilWelcome(message, peer.signer)).welcome);
  }),
  'WE-002': one(
    wait_welcome,
    says(async () => ({ after: [await eve()], secretsForAll: true })),
  ),
  'WE-003': each({
    'behind us': says(async () => ({ after: [await eve()] })),
    'before us': says(async () => ({ before: [await eve()] })),
  }),
  'WE-004': each({
    'no leaf at all': says({ alterInfo: (info) => ({ ...info, extensions: [{ extensionType: 'ratchet_tree', extensionData: fromHex('00') }] }) }),
    'one leaf': says({ alterTree: (tree) => tree.slice(0, 1) }),
    'our leaf changed': says({
      alterTree: (tree) =>
        tree[2]?.nodeType === 'leaf' ? tree.with(2, { nodeType: 'leaf', leaf: { ...tree[2].leaf, signature: zeros(64) } }) : tree,
    }),
  }),
  'WE-011': async (trial) => {
    for (const state of ['in use', 'resumable'] as const) {
      const known: Start = async (options) => {
        const host = victim(options);
        const { line } = await ScriptedPeer.dialed(host, 'an honest one');
        if (state === 'resumable') await line.end('reset');
        const peer = new ScriptedPeer(host);
        await peer.answer();
        return peer;
      };
      const taken = says(({ host }) => ({ groupId: fromHex([...host.disk.sessions.keys()][0] ?? '') }));
      await trial.member(state, known, taken);
    }
  },
  'WE-012': async (trial) => {
    await each({
      'no byte': says({ groupId: zeros(0) }),
      '15 bytes': says({ groupId: zeros(15) }),
      '65 bytes': says({ groupId: zeros(65) }),
      'a path': says({ groupId: utf8('../../x') }),
      quotes: says({ groupId: utf8(`';--"`) }),
    })(trial);
    await each({ '1 MiB': says({ groupId: zeros(2 ** 20) }) }, 'longer than a message may be')(trial);
    const html = utf8('<img src=x onerror=alert(1)>');
    const shown: Act = async (peer, mark) => {
      await joins({ groupId: html })(peer, mark);
      expect(peer.sessionId).toBe(toHex(html));
    };
    await each({ HTML: shown }, '16 to 64 bytes')(trial);
  },
  'WE-013': each(
    Object.fromEntries([0n, 2n, 2n ** 64n - 1n].map((epoch) => [`${epoch}`, says({ alterContext: (context) => ({ ...context, epoch }) })])),
  ),
  'WE-020': async (trial) => {
    await each({
      'our signature key': says(({ host }) => ({ alterTree: (tree) => withLeaf(tree, { signaturePublicKey: host.signer.publicKey }) })),
      'our credential': says({ leaf: { credential: { credentialType: 'basic', identity: utf8('victim') } } }),
    })(trial);
    const ours = (tree: RatchetTree) => (tree[2]?.nodeType === 'leaf' ? tree[2].leaf.hpkePublicKey : zeros(0));
    await each({ 'our HPKE key': says({ alterTree: (tree) => withLeaf(tree, { hpkePublicKey: ours(tree) }) }) }, 'encryption key')(trial);
  },
};

const opening: Record<string, Executor> = {
  'WE-006': async (trial) => {
    const parent = { hpkePublicKey: new Uint8Array(32).fill(9), parentHash: zeros(0), unmergedLeaves: [] };
    await each({
      'another tree hash': says({ alterContext: (context) => ({ ...context, treeHash: flip(context.treeHash) }) }),
      'another parent': says({ alterTree: (tree) => tree.with(1, { nodeType: 'parent', parent }) }),
      'a parent hash that does not fit': says({
        path: 'good',
        alterTree: (tree) => withLeaf(tree, { leafNodeSource: 'commit', parentHash: zeros(32) }),
      }),
      'a path secret that does not fit': says({ path: 'wrong-secret' }),
    })(trial);
    await each({ 'another leaf': says({ alterTree: (tree) => withLeaf(tree, { hpkePublicKey: parent.hpkePublicKey }) }) }, 'leaf signature')(trial);
  },
  'WE-008': each({
    tag: says({ alterInfo: (info) => ({ ...info, confirmationTag: flip(info.confirmationTag) }) }),
    signature: says({ spoilInfo: (info) => ({ ...info, signature: flip(info.signature) }) }),
  }),
  'WE-009': each({ secrets: spoils((welcome) => flip(welcome, 60)), 'group info': spoils((welcome) => flip(welcome, welcome.length - 1)) }),
  'WE-018': one(wait_welcome, says({ psks: [{ psktype: 'external', pskId: zeros(4), pskNonce: zeros(32) }] })),
  'WE-021': one(wait_welcome, async (peer, mark) => {
    const old = peer.line.handshake(await peer.serverHello(helloOf(peer)));
    await peer.line.tell(old);
    stands(peer);
    await peer.line.end('reset');
    mark();
    await peer.answer();
    await peer.line.tell(old);
  }),
  'WE-022': one(wait_welcome, says({ withoutTree: true })),
  'WE-023': one(wait_welcome, async (peer, mark) => {
    await peer.line.tell(peer.line.handshake(await peer.serverHello(helloOf(peer))));
    stands(peer);
    mark();
    await peer.line.tell(new Uint8Array([23, 3, 3, 0, 40, ...peer.randomness.bytes(40)]));
  }),
  'WE-025': forgottenKeys,
};

const required = (extensionTypes: number[], proposalTypes: number[]): Extension => ({
  extensionType: 'required_capabilities',
  extensionData: encodeRequiredCapabilities({ extensionTypes, proposalTypes, credentialTypes: [] }),
});
/** Into the group context, past what the library would refuse to found. */
const contextWith =
  (extension: Extension): NonNullable<EvilWelcomeOptions['alterContext']> =>
  (context) => ({
    ...context,
    extensions: [...context.extensions.filter(({ extensionType }) => extensionType !== extension.extensionType), extension],
  });
const unmarked = { capabilities: { extensions: [] }, leafExtensions: [] };

const context: Record<string, Executor> = {
  'WE-014': each({
    'in the group': says({ groupExtensions: [requiredDictionary] }),
    'in neither leaf nor group': says({ leaf: unmarked, groupExtensions: [] }),
  }),
  'WE-015': each({
    'extension 0x7777': says({ alterContext: contextWith(required([6, 0x7777], [])) }),
    'proposal 0x2a2a': says({ alterContext: contextWith(required([6], [0x2a2a])) }),
  }),
  'WE-016': each({
    external_senders: says({ alterContext: contextWith({ extensionType: 'external_senders', extensionData: zeros(0) }) }),
    'an unknown one': says({ alterContext: contextWith({ extensionType: 0x7777, extensionData: zeros(3) }) }),
  }),
  'WE-017': one(
    wait_welcome,
    says({ alterInfo: (info) => ({ ...info, extensions: [...info.extensions, { extensionType: 'external_pub', extensionData: zeros(33) }] }) }),
  ),
  'WE-019': one(
    (options) =>
      wait_welcome({ ...options, authenticate: ({ purpose }) => (purpose === 'server_hello' ? { ok: false, code: 'access_denied' } : { ok: true }) }),
    async (peer) => {
      await answers(peer, (await welcomeFor(peer, {})).welcome);
      expect(peer.host.questions.map(({ purpose }) => purpose)).toEqual(['server_hello']);
    },
  ),
  'WE-024': one(wait_welcome, says({ leaf: { lifetime: { notBefore: now - 48n * hour, notAfter: now - hour - 1n } } })),
};

/** The private halves of the victim's key package, after a join and after an attempt that failed. */
async function forgottenKeys(trial: Parameters<Executor>[0]): Promise<void> {
  const made = new Map<ScriptedPeer, OwnKeyPackage>();
  const watched: Start = async (options) => {
    const host = victim(options);
    const generate = host.mls.generateKeyPackage.bind(host.mls);
    let keyPackage: OwnKeyPackage | null = null;
    host.mls.generateKeyPackage = async (wish) => {
      keyPackage = await generate(wish);
      return keyPackage;
    };
    const peer = new ScriptedPeer(host);
    await peer.answer();
    if (keyPackage !== null) made.set(peer, keyPackage);
    return peer;
  };
  const watching =
    (act: Act): Act =>
    async (peer, mark) => {
      const keyPackage = made.get(peer);
      if (keyPackage === undefined) throw new Error('no key package');
      const { initPrivateKey } = keyPackageOf(keyPackage.secret).privatePackage;
      const copy = toHex(initPrivateKey);
      await act(peer, mark);
      expect(Object.values<Bytes>({ ...keyPackageOf(keyPackage.secret).privatePackage }).every((key) => key.every((byte) => byte === 0))).toBe(true);
      const { disk, ends } = peer.host;
      for (const bytes of [...disk.sessions.values(), ...ends.flatMap(({ sent }) => sent)]) expect(toHex(bytes)).not.toContain(copy);
    };
  await trial.member('after the join', watched, watching(joins({})));
  await trial.member('after a Welcome that is refused', watched, watching(says({ withoutTree: true })), 'refused');
}

/** Rows WE of the catalogue. */
export const welcomeRows: Readonly<Record<string, Executor>> = { ...twoParties, ...opening, ...context };
