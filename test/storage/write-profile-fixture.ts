import { join } from 'node:path';
import { dataKeyFile } from '#main/store/data-key.ts';
import { sessionCodec } from '#main/store/session-codec.ts';
import { openKeyStore } from '#main/store/sqlite-key-store.ts';
import { TraceStore } from '#main/store/trace-store.ts';
import { named, sampleAbout, sampleGroups, samplePending, sampleSession } from './sample-session.ts';

/**
 * Writes the profile that a released schema version left behind: `node test/storage/write-profile-fixture.ts FOLDER`.
 * Run once per schema version, before the next one is written; the folder is then kept for ever under `fixtures/`.
 */
const directory = process.argv[2] ?? '';
const noon = 1_700_000_000_000;
const erase = (bytes: Uint8Array) => bytes.fill(0);

const store = openKeyStore({
  directory,
  dataKey: dataKeyFile(join(directory, 'data.key')),
  codec: sessionCodec(sampleGroups, erase),
  erase,
  now: noon,
});
store.identities.add('Alice', [{ scheme: 'Ed25519', publicKey: named('public'), privateKey: named('private') }], noon);
const { id: pinId } = store.pins.add(
  { label: 'Bob', kind: 'first-use', address: 'bob:7443', scheme: 0x0807, publicKey: named('bob'), name: 'Bob', fixed: false },
  noon,
);
store.pins.move(pinId, { scheme: 0x0807, publicKey: named('bob 2') }, 'Bob', noon + 1);
store.sessions.save(sampleSession('s', 1n), sampleAbout, { reference: named('key package'), notAfter: 1n });
store.sessions.save(sampleSession('s', 2n, { pending: samplePending('s', 2n) }), { ...sampleAbout, insecure: true, credential: 'unchecked' }, null);
store.knocking.record({ fingerprint: 'F', scheme: 0x0807, publicKey: named('eve'), name: 'Eve', address: '10.0.0.1:9', listenerId: null }, noon);
store.connections.add({
  id: 'c',
  label: 'Bob',
  direction: 'outbound',
  address: 'bob:7443',
  listenerId: null,
  identityId: 'i',
  sessionId: null,
  createdAt: noon,
  lastUsedAt: noon,
  wakes: true,
  options: { suites: [1] },
});
store.listeners.add({ id: 'l', label: 'Lab', host: '::1', port: 7443, identityId: 'i', autoOpen: true, createdAt: noon, options: null });
store.settings.write('theme', 'dark');
store.trust.policies.put({ id: 'lab', name: 'Lab', steps: [{ kind: 'pinned' }], updatedAt: noon });
store.trust.anchors.add({ id: 'a', label: 'Lab', der: named('root'), digest: 'd', addedAt: noon, subject: 'CN=Lab', notAfter: noon });
store.trust.entries.add({ id: 'e', list: 'default', effect: 'deny', kind: 'name', value: 'Eve', note: '', addedAt: noon });
store.trust.contacts.put({ pinId, policyId: 'lab', verifiedBy: 'read aloud', verifiedAt: noon });
store.keyPackages.offer(
  { id: 'k', identityId: 'i', suite: 1, name: 'Alice', address: null, notAfter: noon + 1, message: named('message') },
  named('key package secret'),
  noon,
);
store.authorities.add({
  subject: 'CN=Lab',
  scheme: 'Ed25519',
  publicKey: named('authority'),
  privateKey: named('authority secret'),
  certificate: named('certificate'),
  createdAt: noon,
});
store.close();

const trace = new TraceStore({
  path: join(directory, 'trace.db'),
  clock: { wall: () => noon, later: () => () => undefined },
  onFailure: (error) => {
    throw error;
  },
  maximumAge: Number.MAX_SAFE_INTEGER,
});
const recorder = trace.createRecorder('c', 1);
recorder.fact({ kind: 'epoch', epoch: 1n, by: 'peer', how: 'handshake', authenticator: named('authenticator') });
recorder.record('sent', 23, 23, 130, 100, 'epoch', 1, 0);
trace.close();
