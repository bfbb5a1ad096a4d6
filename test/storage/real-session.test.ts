import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Bytes, toHex } from '#engine/bytes.ts';
import type { Group } from '#engine/mls/group.ts';
import type { Pending, Session } from '#engine/two-party/session.ts';
import { dataKeyFile } from '#main/store/data-key.ts';
import { sessionCodec } from '#main/store/session-codec.ts';
import { openKeyStore } from '#main/store/sqlite-key-store.ts';
import { foundPair, testSuites } from '../support/mls-parties.ts';
import { temporaryDirectory } from './profiles.ts';
import { named, sampleAbout } from './sample-session.ts';

const erase = (bytes: Bytes) => bytes.fill(0);

function sessionOf(group: Group, generation: bigint, pending: Pending | null): Session {
  return {
    id: toHex(group.groupId),
    profile: 'draft-00',
    version: 0x4d01,
    foundingRole: group.ownIndex === 0 ? 'founding-responder' : 'founding-initiator',
    group,
    earlyBase: named(`early base ${generation}`),
    lastApplied: null,
    pending,
    stored: null,
    acceptedRandoms: [],
    keysUsedEpoch: group.epoch,
    standing: 'confirmed',
    createdAt: 1,
    peerSendsPublic: false,
    peer: { credential: group.peer.credential, signatureKey: group.peer.signatureKey },
    generation,
  };
}

const holds = (bytes: Bytes, needle: Bytes) => Buffer.from(bytes).includes(Buffer.from(needle));

describe('sessions with real MLS groups', () => {
  test.each(testSuites.map((suite) => [suite.toString(16), suite] as const))(
    'suite 0x%s: a stored session goes on where it stopped, pending commit included',
    async (_hex, suite) => {
      const { initiator, responder, initiatorGroup, responderGroup } = await foundPair(suite);
      const store = openKeyStore({
        directory: temporaryDirectory(),
        dataKey: dataKeyFile(join(temporaryDirectory(), 'data.key')),
        codec: sessionCodec(initiator.mls, erase),
        erase,
        now: 0,
      });
      const { message, epoch, next } = await initiator.mls.createCommit(initiatorGroup, { form: 'private' });
      const pending: Pending = { kind: 'update', message, hash: named('hash'), epoch, form: 'private', staged: next, exposed: false };
      store.sessions.save(sessionOf(initiator.mls.withoutExporterSecret(initiatorGroup), 1n, pending), sampleAbout, null);

      const found = store.sessions.load(toHex(initiatorGroup.groupId));
      const staged = found?.pending?.staged;
      if (!found || !staged) throw new Error('the session came back without its pending commit');
      expect(found.pending?.message).toEqual(message);
      const { next: peersNext } = await responder.mls.processCommit(responderGroup, message, { privateOnly: true });
      expect(staged.epochAuthenticator).toEqual(peersNext.epochAuthenticator);
      expect(staged.exporterSecret).toEqual(peersNext.exporterSecret);
      const answer = await responder.mls.createCommit(peersNext, { form: 'private' });
      const { next: afterBoth } = await initiator.mls.processCommit(staged, answer.message, { privateOnly: true });
      expect(afterBoth.epochAuthenticator).toEqual(answer.next.epochAuthenticator);
      store.close();
    },
  );

  test('[CR-06][DL-01][DL-05] after updates no exporter_secret and no state of an earlier epoch is stored, sealed or not', async () => {
    const { initiator, responder, initiatorGroup, responderGroup } = await foundPair();
    const directory = temporaryDirectory();
    const codec = sessionCodec(initiator.mls, erase);
    const store = openKeyStore({ directory, dataKey: dataKeyFile(join(directory, 'data.key')), codec, erase, now: 0 });
    let [ours, theirs] = [initiatorGroup, responderGroup];
    const needles: Bytes[] = [];
    for (let generation = 1n; generation <= 12n; generation++) {
      needles.push(new Uint8Array(ours.exporterSecret ?? []));
      const used = initiator.mls.withoutExporterSecret(ours);
      const session = sessionOf(used, generation, null);
      const plain = codec.encode(session);
      expect(needles.filter((needle) => needle.length < 32 || holds(plain, needle))).toEqual([]);
      store.sessions.save(session, sampleAbout, null);
      for (const name of readdirSync(directory)) {
        const content = readFileSync(join(directory, name));
        // 32-byte windows over the whole plain state, private keys among them: none may lie in a file
        for (let at = 0; at + 32 <= plain.length; at += 32) expect(holds(content, plain.subarray(at, at + 32))).toBe(false);
        for (const needle of needles) expect(holds(content, needle) || content.includes(toHex(needle))).toBe(false);
        expect(content.includes(toHex(session.earlyBase))).toBe(false);
      }
      const { message, next } = await responder.mls.createCommit(theirs, { form: 'private' });
      ours = (await initiator.mls.processCommit(used, message, { privateOnly: true })).next;
      theirs = next;
    }
    expect(new Set(needles.map(toHex)).size).toBe(12);
    store.close();
  });
});
