import { describe, expect, test } from 'vitest';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';
import { ascii, type Bytes, empty } from '../bytes.ts';
import { deriveSecret, expandWithLabel, hkdfExpandLabel } from '../crypto/hkdf-label.ts';
import { suites, type Suite } from '../crypto/suites.ts';
import { editorTrafficSecrets, masterSecret, resumptionBase, resumptionMaster } from '../mls-tls/editor-traffic-secrets.ts';
import { earlyBase, earlySecret, trafficSecrets } from '../mls-tls/traffic-secrets.ts';
import { type KeyInput, keySchedule, type KeyStep } from './key-schedule.ts';

const crypto = nodeCryptoProvider();
const message = ascii('a whole handshake message');

/** Does what the description says, from an exporter_secret on. */
function carriedOut(steps: readonly KeyStep[], suite: Suite, exporterSecret: Bytes): ReadonlyMap<string, Bytes> {
  const made = new Map([['exporter_secret', exporterSecret]]);
  for (const step of steps) {
    const secret = step.secret.kind === 'step' ? made.get(step.secret.id) : undefined;
    if (secret === undefined || step.id === 'exporter_secret') continue;
    if (step.operation === 'DeriveSecret') made.set(step.id, deriveSecret(crypto, suite.kdf, secret, step.label ?? ''));
    if (step.operation === 'ExpandWithLabel')
      made.set(step.id, expandWithLabel(crypto, suite.kdf, secret, step.label ?? '', contextOf(step.context, suite.hash), step.length));
    if (step.operation === 'HKDF-Expand-Label')
      made.set(step.id, hkdfExpandLabel(crypto, suite.kdf, secret, step.label ?? '', contextOf(step.context, suite.kdf), step.length));
  }
  return made;
}

function contextOf(input: KeyInput | null, hash: Suite['hash']): Bytes {
  if (input?.kind !== 'public' || input.name === 'empty') return empty;
  return crypto.hash(hash, input.name === 'hash-of-nothing' ? empty : message);
}

describe.each(suites)('suite $id', (suite) => {
  const exporter = () => new Uint8Array(suite.nh).fill(7);

  test('draft-00: what is described leads from exporter_secret to the secrets the product derives', () => {
    const made = carriedOut(keySchedule(suite.id, 'draft-00', 'bound'), suite, exporter());
    const { client, server } = trafficSecrets(crypto, suite, exporter());
    const base = earlyBase(crypto, suite, exporter());
    expect(made.get('client_traffic_secret')).toEqual(client);
    expect(made.get('server_traffic_secret')).toEqual(server);
    expect(made.get('early_base')).toEqual(base);
    expect(made.get('early_traffic_secret')).toEqual(earlySecret(crypto, suite, base, message));
    for (const side of ['client', 'server', 'early']) expect(made.get(`${side}_write_iv`)).toHaveLength(12);
    expect(made.get('client_write_key')).toHaveLength(suite.aead === 'AES-128-GCM' ? 16 : 32);
  });

  test.each([false, true])('editor-copy, resumed %s: likewise', (resumed) => {
    const made = carriedOut(keySchedule(suite.id, 'editor-copy', resumed ? 'bound' : 'committed'), suite, exporter());
    const base = resumptionBase(crypto, suite, exporter());
    const master = resumed ? resumptionMaster(crypto, suite, base, message) : masterSecret(crypto, suite, exporter());
    const { client, server } = editorTrafficSecrets(crypto, suite, master);
    expect([made.get('client_traffic_secret'), made.get('server_traffic_secret')]).toEqual([client, server]);
  });
});

test('the commit that founds a group has no path: zeros stand for its secret', () => {
  const joiner = (origin: 'founded' | 'committed') => keySchedule(1, 'draft-00', origin).find(({ id }) => id === 'joiner_extract')?.context;
  expect(joiner('founded')).toEqual({ kind: 'public', name: 'no-path' });
  expect(joiner('committed')).toEqual({ kind: 'step', id: 'commit_secret' });
});

test('every step names inputs that came before it, and no step is named twice', () => {
  for (const profile of ['draft-00', 'editor-copy', 'draft-00-literal'] as const) {
    for (const origin of ['founded', 'committed', 'bound'] as const) {
      const seen = new Set<string>();
      for (const { id, secret, context } of keySchedule(1, profile, origin)) {
        for (const input of [secret, context]) if (input?.kind === 'step') expect(seen).toContain(input.id);
        expect(seen).not.toContain(id);
        seen.add(id);
      }
    }
  }
});
