import { createCommit, type Credential, makePskIndex, type Proposal } from 'ts-mls';
import { encodeMlsMessage } from 'ts-mls/message.js';
import { expect } from 'vitest';
import type { Bytes } from '#engine/bytes.ts';
import type { Group, Mls } from '#engine/mls/group.ts';
import { stateOf } from '#engine/mls/library.ts';
import { encodeState } from '#engine/mls/stored-group.ts';
import { encodeSession } from '#engine/mls-tls/snapshot.ts';
import { evilKeyPackage, evilSuite } from '../support/evil-mls.ts';
import { signerFor } from '../support/mls-parties.ts';
import { ScriptedPeer } from '../support/scripted-peer.ts';
import { type Start, starts, victim } from '../support/starts.ts';
import { type Executor, one, utf8, zeros } from './record-rows.ts';
import type { Act } from './trial.ts';

const { est_i, wait_ack_i, wait_resp } = starts;
const macLength = 1 + 32; // bytes, with its length

const stored = ({ host, sessionId }: ScriptedPeer) => host.stored(sessionId);

/** A connection_update with any MLS message in it. */
const tells =
  (message: (peer: ScriptedPeer) => Promise<Bytes>): Act =>
  async (peer) =>
    peer.line.tell(peer.line.handshake(peer.connectionUpdate(await message(peer)), 16_384));

/** A refused commit leaves the epoch alone; from a suspect session only a new handshake gets the two together again. */
const suspects =
  (act: Act): Act =>
  async (peer, mark) => {
    const epoch = stored(peer)?.group.epoch;
    await act(peer, mark);
    expect(stored(peer)).toMatchObject({ standing: 'suspect', group: { epoch } });
    await ScriptedPeer.dialed(peer.host);
  };

/** The same group, as it will be after so many epochs. */
function lifted(mls: Mls, group: Group, epoch: bigint): Group {
  const state = stateOf(group.state);
  return mls.decodeGroup(encodeState({ ...state, groupContext: { ...state.groupContext, epoch } }, () => undefined));
}

/** Both sides restarted at `epoch`, and resumed from there. */
const atEpoch =
  (epoch: bigint): Start =>
  async (options) => {
    const before = await est_i(options);
    await before.line.end('reset');
    const { sessionId, host: earlier } = before;
    const session = earlier.stored(sessionId);
    if (session === null) throw new Error('no session');
    const host = victim({ ...options, disk: earlier.disk });
    const old = { ...session, group: lifted(host.mls, session.group, epoch) };
    host.disk.sessions.set(
      sessionId,
      encodeSession(host.mls, old, () => undefined),
    );
    const peer = new ScriptedPeer(host);
    peer.sessionId = sessionId;
    peer.adopt(lifted(peer.mls, before.group, epoch));
    await peer.beResumed();
    return peer;
  };

/** What the peer says where its own messages or its own groups are misplaced. */
const misplaced: Record<string, Executor> = {
  'CM-008': one(est_i, async (peer, mark) => {
    const second = await ScriptedPeer.dialedBy(peer.host);
    const before = peer.host.disk.sessions.get(second.sessionId);
    mark();
    await suspects(tells(async () => (await second.commit()).message))(peer, mark);
    expect(peer.host.disk.sessions.get(second.sessionId)).toEqual(before);
    expect(second.line.victim.failure).toBeNull();
  }),
  'CM-009': (trial) =>
    trial.member(
      'an initiator waits',
      wait_ack_i,
      tells(async ({ line }) => {
        const update = line.heard.find((item) => item.kind === 'message' && item.name === 'connection_update');
        if (update?.kind !== 'message') throw new Error('no update');
        return update.body;
      }),
      'an initiator waits',
    ),
  'CM-012': async (trial) => {
    const inClear: Act = async (peer) => {
      const { message } = await peer.mls.createCommit(peer.group, { form: 'public' });
      await peer.line.tell(peer.line.handshake(peer.clear('resumption_response', message)));
    };
    await trial.member('a response in clear', wait_resp, inClear, 'in clear');
    await trial.member('a key package', est_i, suspects(tells(async (peer) => (await evilKeyPackage(peer.signer)).message)), 'no commit');
  },
  'CM-033': one(atEpoch(2n ** 48n - 1n), async (peer) => {
    await peer.update();
    peer.line.victim.update();
    await peer.line.settle();
    await peer.confirmUpdate();
    expect(stored(peer)?.group.epoch).toBe(2n ** 48n + 3n);
  }),
};

/** What is there in part. */
const parts: Record<string, Executor> = {
  'CM-003': (trial) =>
    trial.member(
      'PSK with a nonce of another length',
      est_i,
      suspects(
        tells(async (peer) => {
          const state = stateOf(peer.group.state);
          const psk: Proposal = {
            proposalType: 'psk',
            psk: { preSharedKeyId: { psktype: 'external', pskId: Uint8Array.of(1, 2, 3), pskNonce: zeros(31) } },
          };
          const pskIndex = makePskIndex(state, { AQID: zeros(32) });
          return encodeMlsMessage((await createCommit({ state, cipherSuite: await evilSuite(), pskIndex }, { extraProposals: [psk] })).commit);
        }),
      ),
    ),
  'CM-014': (trial) =>
    trial.member(
      'missing',
      est_i,
      tells(async (peer) => (await peer.commit({ form: 'public' })).message.slice(0, -macLength)),
      'missing',
    ),
  'CM-015': (trial) =>
    trial.member(
      'missing',
      est_i,
      tells(async (peer) => (await peer.commit({ alterPlaintext: (plain) => plain.slice(0, -macLength) })).message),
      'missing',
    ),
  'CM-021': async (trial) => {
    const denying: Start = (options) =>
      est_i({ ...options, authenticate: ({ previous }) => (previous === null ? { ok: true } : { ok: false, code: 'access_denied' }) });
    const credential: Credential = { credentialType: 'basic', identity: utf8('somebody else') };
    const acts: Readonly<Record<string, Act>> = {
      'only the credential': tells(async (peer) => (await peer.commit({ alterLeaf: (leaf) => ({ ...leaf, credential }) })).message),
      'only the signature key': tells(async (peer) => {
        const signer = { ...signerFor('a new key', peer.suite.id), credential: peer.signer.credential };
        return (await peer.mls.createCommit(peer.group, { form: 'private', signer })).message;
      }),
    };
    for (const [name, act] of Object.entries(acts)) {
      await trial.member(
        name,
        denying,
        async (peer, mark) => {
          await act(peer, mark);
          expect(peer.host.questions.at(-1)).toMatchObject({ purpose: 'update', previous: { credential: peer.signer.credential } });
        },
        'denied with a code',
      );
    }
  },
};

/** More members of rows CM, and CM-033. */
export const moreCommitMembers: Readonly<Record<string, Executor>> = { ...misplaced, ...parts };

/** Rows whose members stand in two places. */
export function together(first: Readonly<Record<string, Executor>>, more: Readonly<Record<string, Executor>>): Readonly<Record<string, Executor>> {
  const both = Object.entries(more).map(([id, executor]): [string, Executor] => [
    id,
    async (trial) => {
      await first[id]?.(trial);
      await executor(trial);
    },
  ]);
  return { ...first, ...Object.fromEntries(both) };
}
