import { type Bytes, empty } from '../bytes.ts';
import { deriveSecret, exportFromBase, mlsExporter } from '../crypto/hkdf-label.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { findSuite, type Suite } from '../crypto/suites.ts';
import { EngineError } from '../errors.ts';
import type { Group, Mls } from '../mls/group.ts';
import { trafficKeys } from '../record/traffic-keys.ts';
import type { KeySchedule } from '../two-party/context.ts';

/** Exporter labels of profile draft-00. [MLS-TLS] "Deriving keys for record layer protection"; the early one is ours. */
export const exporterLabels = {
  client: 'MLS-TLS c ap traffic',
  server: 'MLS-TLS s ap traffic',
  early: 'MLS-TLS c e traffic',
} as const;

/**
 * Both record-layer secrets of one epoch. [MLS-TLS] "Deriving keys for record layer protection"; RFC 9420 §8.5.
 *
 * @returns Nh bytes per direction; the caller erases both after expanding (M: "MUST be deleted once keys are derived")
 */
export function trafficSecrets(crypto: CryptoProvider, suite: Suite, exporterSecret: Bytes): { readonly client: Bytes; readonly server: Bytes } {
  return {
    client: mlsExporter(crypto, suite, exporterSecret, exporterLabels.client, empty, suite.nh),
    server: mlsExporter(crypto, suite, exporterSecret, exporterLabels.server, empty, suite.nh),
  };
}

/** early_base of an epoch: what is kept of exporter_secret so that a repeated request can be answered. R-KEY. Nh bytes. */
export function earlyBase(crypto: CryptoProvider, suite: Suite, exporterSecret: Bytes): Bytes {
  return deriveSecret(crypto, suite.kdf, exporterSecret, exporterLabels.early);
}

/** MLS-Exporter("MLS-TLS c e traffic", request, Nh) from its base; `request` is the whole handshake message. R-EARLY. */
export function earlySecret(crypto: CryptoProvider, suite: Suite, base: Bytes, request: Bytes): Bytes {
  return exportFromBase(crypto, suite, base, request, suite.nh);
}

/** How draft-00 and draft-00-literal get record keys from MLS. */
export function draft00KeySchedule(crypto: CryptoProvider, mls: Pick<Mls, 'withoutExporterSecret'>): KeySchedule {
  return {
    use(group, role) {
      const { suite, secret } = exporterOf(group);
      const { client, server } = trafficSecrets(crypto, suite, secret);
      const base = earlyBase(crypto, suite, secret);
      const [send, receive] = role === 'initiator' ? [client, server] : [server, client];
      const keys = { send: trafficKeys(crypto, suite, send), receive: trafficKeys(crypto, suite, receive) };
      return { group: mls.withoutExporterSecret(group), earlyBase: base, secrets: null, ...keys };
    },
    skip(group) {
      const { suite, secret } = exporterOf(group);
      const base = earlyBase(crypto, suite, secret);
      return { group: mls.withoutExporterSecret(group), earlyBase: base };
    },
    early(id, base, request) {
      const suite = suiteWith(id);
      return trafficKeys(crypto, suite, earlySecret(crypto, suite, base, request));
    },
    stagedEarly(group, request) {
      const { suite, secret } = exporterOf(group);
      const base = earlyBase(crypto, suite, secret);
      const keys = trafficKeys(crypto, suite, earlySecret(crypto, suite, base, request));
      crypto.erase(base);
      return keys;
    },
  };
}

/** A group's exporter_secret with its suite. @throws {EngineError} `internal` when it was taken before, from this value or from a copy. R-KEY */
export function exporterOf(group: Group): { readonly suite: Suite; readonly secret: Bytes } {
  const secret = group.exporterSecret;
  // A value that is older than the taking holds zeros: its keys would be nobody's secret.
  if (secret === null || secret.every((byte) => byte === 0)) throw new EngineError({ kind: 'internal', where: 'exporter_secret was taken before' });
  return { suite: suiteWith(group.suite), secret };
}

/** The suite of a group that exists. */
export function suiteWith(id: number): Suite {
  const suite = findSuite(id);
  if (suite === undefined) throw new EngineError({ kind: 'internal', where: `suite ${id}` });
  return suite;
}
