import { createCommit, makePskIndex, type Proposal } from 'ts-mls';
import { createApplicationMessage, createProposal } from 'ts-mls/createMessage.js';
import { encodeMlsMessage } from 'ts-mls/message.js';
import { expect } from 'vitest';
import { type Bytes, fromHex } from '#engine/bytes.ts';
import { stateOf } from '#engine/mls/library.ts';
import { encodeLeafMarker } from '#engine/mls/marker.ts';
import { createMls } from '#engine/mls/ts-mls-group.ts';
import { type EvilCommitOptions, evilCommit } from '../support/evil-commit.ts';
import { dictionary, evilKeyPackage, evilSuite, flip } from '../support/evil-mls.ts';
import { FailingSuite } from '../support/failing-suite.ts';
import { signerFor } from '../support/mls-parties.ts';
import type { ScriptedPeer } from '../support/scripted-peer.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { type Start, starts } from '../support/starts.ts';
import { moreCommitMembers, together } from './commit-more-rows.ts';
import { type Executor, one } from './record-rows.ts';
import type { Act, Trial } from './trial.ts';

const { est_i, est_r } = starts;
const forms = ['private', 'public'] as const;

/** An update whose commit is these bytes. */
const updates = (peer: ScriptedPeer, commit: Bytes): Promise<void> => peer.line.tell(peer.line.handshake(peer.connectionUpdate(commit)));

/** A commit that lies as the options say, made by the group's own keys. */
const lie = async (peer: ScriptedPeer, options: EvilCommitOptions): Promise<Bytes> =>
  (await evilCommit(stateOf(peer.group.state), await evilSuite(peer.suite.id), options)).message;

const lies =
  (options: EvilCommitOptions | ((peer: ScriptedPeer) => EvilCommitOptions)): Act =>
  async (peer) =>
    updates(peer, await lie(peer, typeof options === 'function' ? options(peer) : options));

/** The same lie in both message forms, to either side. */
const inBothForms =
  (options: EvilCommitOptions | ((peer: ScriptedPeer) => EvilCommitOptions)): Executor =>
  async (trial) => {
    for (const form of forms) {
      for (const [name, start] of Object.entries({ est_i, est_r })) {
        await trial.member(
          `${form} ${name}`,
          start,
          lies((peer) => ({ ...(typeof options === 'function' ? options(peer) : options), form })),
        );
      }
    }
  };

/** What the bare library makes of a wish of the peer's, in both forms. */
async function proposes(trial: Trial, name: string, start: Start, proposal: (peer: ScriptedPeer) => Promise<Proposal> | Proposal): Promise<void> {
  for (const wireAsPublicMessage of [true, false]) {
    await trial.member(`${name} ${wireAsPublicMessage ? 'public' : 'private'}`, start, async (peer) => {
      const state = stateOf(peer.group.state);
      const pskIndex = makePskIndex(state, { AQID: new Uint8Array(32) });
      const cipherSuite = await evilSuite(peer.suite.id);
      const { commit } = await createCommit({ state, cipherSuite, pskIndex }, { extraProposals: [await proposal(peer)], wireAsPublicMessage });
      await updates(peer, encodeMlsMessage(commit));
    });
  }
}

const victimLeaf = ({ role }: ScriptedPeer): number => (role === 'initiator' ? 0 : 1);

const proposals: Record<string, Executor> = {
  'CM-001': async (trial) => {
    for (const [name, start] of Object.entries({ est_i, est_r })) {
      await proposes(trial, name, start, async () => {
        // Within its lifetime by the system clock too, which the library asks.
        const eve = await evilKeyPackage(signerFor('Eve', 0x0001), { lifetime: { notBefore: 0n, notAfter: 2n ** 62n } });
        return { proposalType: 'add', add: { keyPackage: eve.publicPackage } };
      });
    }
  },
  'CM-002': (trial) => proposes(trial, '', est_i, (peer) => ({ proposalType: 'remove', remove: { removed: victimLeaf(peer) } })),
  'CM-003': async (trial) => {
    await proposes(trial, 'PSK', est_i, () => ({
      proposalType: 'psk',
      psk: { preSharedKeyId: { psktype: 'external', pskId: Uint8Array.of(1, 2, 3), pskNonce: new Uint8Array(32) } },
    }));
    await proposes(trial, 'GroupContextExtensions', est_i, (peer) => ({
      proposalType: 'group_context_extensions',
      groupContextExtensions: { extensions: stateOf(peer.group.state).groupContext.extensions },
    }));
    await proposes(trial, 'ReInit', est_i, (peer) => ({
      proposalType: 'reinit',
      reinit: { groupId: new Uint8Array(16), version: 'mls10', cipherSuite: stateOf(peer.group.state).groupContext.cipherSuite, extensions: [] },
    }));
    for (const type of [0xf777, 0x0a0a])
      await proposes(trial, `type ${type}`, est_i, () => ({ proposalType: type, proposalData: new Uint8Array(3) }));
    for (const form of forms) {
      await trial.member(
        `ExternalInit ${form}`,
        est_i,
        lies({
          form,
          proposals: [
            { proposalOrRefType: 'proposal', proposal: { proposalType: 'external_init', externalInit: { kemOutput: new Uint8Array(32) } } },
          ],
        }),
      );
      await trial.member(
        `Update ${form}`,
        est_i,
        lies((peer) => ({ form, proposals: [{ proposalOrRefType: 'proposal', proposal: { proposalType: 'update', update: updateLeaf(peer) } }] })),
      );
    }
  },
  'CM-004': async (trial) => {
    for (const form of forms)
      await trial.member(`reference ${form}`, est_i, lies({ form, proposals: [{ proposalOrRefType: 'reference', reference: new Uint8Array(32) }] }));
    await trial.member(
      'the proposal alone',
      est_i,
      async (peer) => {
        const remove: Proposal = { proposalType: 'remove', remove: { removed: victimLeaf(peer) } };
        const { message } = await createProposal(stateOf(peer.group.state), true, remove, await evilSuite(peer.suite.id));
        await updates(peer, encodeMlsMessage(message));
      },
      'the proposal alone',
    );
  },
};

function updateLeaf(peer: ScriptedPeer) {
  const leaf = stateOf(peer.group.state).ratchetTree[0];
  if (leaf?.nodeType !== 'leaf') throw new TypeError('no leaf');
  const { leafNodeSource: _source, ...rest } = leaf.leaf;
  return { leafNode: { ...rest, leafNodeSource: 'update' as const } };
}

const framings: Record<string, Executor> = {
  'CM-006': one(est_i, async (peer, mark) => {
    const { message, next } = await peer.commit();
    peer.groups.set(next.epoch, next);
    await updates(peer, message);
    peer.line.takeMessage('epoch_key_update');
    await peer.line.tell(peer.closeEpoch(next.epoch));
    mark();
    await updates(peer, message);
  }),
  'CM-007': inBothForms({ epoch: 3n }),
  'CM-008': async (trial) => {
    for (const [name, start] of Object.entries({ est_i, est_r })) {
      await trial.member(name, start, async (peer) => updates(peer, (await (await est_i()).commit()).message));
    }
  },
  'CM-009': one(est_r, async (peer) => {
    peer.line.victim.update();
    await peer.line.settle();
    const { raw } = peer.line.takeMessage('connection_update');
    await peer.line.tell(peer.line.handshake(raw));
  }),
  'CM-010': async (trial) => {
    for (const form of forms) {
      for (const alterSender of [7, 2 ** 32 - 1]) await trial.member(`${form} ${alterSender}`, est_i, lies({ form, alterSender }));
      await trial.member(
        `${form} ours`,
        est_i,
        lies((peer) => ({ form, alterSender: victimLeaf(peer) })),
        'our own leaf',
      );
    }
  },
  'CM-012': one(est_i, async (peer) => {
    const { message, next } = await peer.mls.createCommit(peer.group, { form: 'public' });
    peer.groups.set(next.epoch, next);
    await updates(peer, message);
    peer.line.takeMessage('epoch_key_update');
    await peer.line.tell(peer.closeEpoch(next.epoch));
  }),
  'CM-013': inBothForms({ spoilSignature: true }),
  'CM-014': one(est_i, lies({ form: 'public', spoilMembershipTag: true })),
  'CM-015': inBothForms({ spoilTag: true }),
  'CM-026': async (trial) => {
    for (const form of forms) await trial.member(form, est_i, lies({ form, authenticatedData: new Uint8Array(9) }));
    await trial.member(
      '1 MiB',
      est_i,
      async (peer) => {
        const update = peer.connectionUpdate(await lie(peer, { authenticatedData: new Uint8Array(2 ** 20) }));
        await peer.line.tell(peer.line.handshake(update, 16384));
      },
      '1 MiB',
    );
  },
  'CM-027': one(est_i, lies({ padding: Uint8Array.of(0, 0, 1) })),
  'CM-028': async (trial) => {
    for (const generation of [2 ** 31, 1001]) await trial.member(`${generation}`, est_i, lies({ generation }));
  },
  'CM-029': one(est_i, async (peer) => {
    const { privateMessage } = await createApplicationMessage(stateOf(peer.group.state), new Uint8Array(3), await evilSuite(peer.suite.id));
    await updates(peer, encodeMlsMessage({ version: 'mls10', wireformat: 'mls_private_message', privateMessage }));
  }),
  'CM-034': one(est_r, async (peer, mark) => {
    const [first, second] = [await peer.commit(), await peer.commit()];
    peer.groups.set(first.next.epoch, first.next);
    await updates(peer, first.message);
    peer.line.takeMessage('epoch_key_update');
    await peer.line.tell(peer.closeEpoch(first.next.epoch));
    mark();
    await updates(peer, second.message);
  }),
};

const paths: Record<string, Executor> = {
  'CM-005': inBothForms({ withoutPath: true }),
  'CM-016': inBothForms({
    alterNodes: (nodes) =>
      nodes.map((node) => ({
        ...node,
        encryptedPathSecret: node.encryptedPathSecret.map(({ kemOutput, ciphertext }) => ({ kemOutput, ciphertext: flip(ciphertext) })),
      })),
  }),
  'CM-017': inBothForms(() => ({ parentKey: Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 9 : at)) })),
  'CM-018': async (trial) => {
    await trial.member('none', est_i, lies({ alterNodes: () => [] }));
    await trial.member('two', est_i, lies({ alterNodes: (nodes) => [...nodes, ...nodes] }));
    await trial.member('without secrets', est_i, lies({ alterNodes: (nodes) => nodes.map((node) => ({ ...node, encryptedPathSecret: [] })) }));
  },
  'CM-019': inBothForms((peer) => ({ alterLeaf: (leaf) => ({ ...leaf, hpkePublicKey: peer.group.own.encryptionKey }) })),
  'CM-020': inBothForms((peer) => ({ alterLeaf: (leaf) => ({ ...leaf, hpkePublicKey: peer.group.peer.encryptionKey }) })),
  'CM-021': async (trial) => {
    const strict: Start = (options) =>
      est_i({ ...options, authenticate: ({ previous }) => (previous === null ? { ok: true } : { ok: false, code: null }) });
    for (const form of forms) {
      await trial.member(form, strict, async (peer) =>
        updates(peer, (await peer.mls.createCommit(peer.group, { form, signer: signerFor('somebody else', peer.suite.id) })).message),
      );
    }
  },
  'CM-023': async (trial) => {
    const caps: NonNullable<EvilCommitOptions['alterLeaf']>[] = [
      (leaf) => ({ ...leaf, capabilities: { ...leaf.capabilities, extensions: [] } }),
      (leaf) => ({ ...leaf, capabilities: { ...leaf.capabilities, ciphersuites: [] } }),
      (leaf) => ({ ...leaf, capabilities: { ...leaf.capabilities, versions: [] } }),
      (leaf) => ({ ...leaf, capabilities: { ...leaf.capabilities, credentials: ['x509'] } }),
      ...[[], [dictionary(encodeLeafMarker(['draft-00', 'editor-copy'], 2))], [dictionary(fromHex('ff'))]].map(
        (extensions): NonNullable<EvilCommitOptions['alterLeaf']> =>
          (leaf) => ({ ...leaf, extensions }),
      ),
    ];
    for (const [index, alterLeaf] of caps.entries())
      for (const form of forms) await trial.member(`${index} ${form}`, est_i, lies({ form, alterLeaf }));
  },
  'CM-025': inBothForms({ alterLeaf: (leaf) => ({ ...leaf, parentHash: flip(new Uint8Array(32)) }) }),
};

const failures: Record<string, Executor> = {
  'CM-031': async (trial) => {
    const counter = new FailingSuite(Number.POSITIVE_INFINITY);
    const dry = await est_i();
    equip(dry, counter);
    await updates(dry, (await dry.commit()).message);
    expect(counter.calls).toBeGreaterThan(10);
    for (let fatal = 1; fatal <= counter.calls; fatal++) {
      const failing = new FailingSuite(fatal);
      await trial.member(`call ${fatal}`, est_i, async (peer) => {
        equip(peer, failing);
        await updates(peer, (await peer.commit()).message);
        failing.heal();
      });
    }
  },
  'CM-032': one(est_i, async (peer) => {
    const { disk } = peer.host;
    disk.broken = true;
    await updates(peer, (await peer.commit()).message);
    disk.broken = false;
  }),
};

/** The victim's MLS on cryptography that breaks. */
function equip({ host }: ScriptedPeer, suite: FailingSuite): void {
  const randomness = seededRandomness('failing');
  Object.assign(host.mls, createMls({ suite: suite.provider, crypto: host.crypto, randomness }));
}

/** Rows CM of the catalogue. */
export const commitRows = together({ ...proposals, ...framings, ...paths, ...failures }, moreCommitMembers);
