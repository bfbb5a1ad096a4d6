import { type Bytes, copyOf, empty } from '../bytes.ts';
import { deriveSecret, exportFromBase, hkdfExpandLabel, mlsExporter } from '../crypto/hkdf-label.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { Suite } from '../crypto/suites.ts';
import type { Mls } from '../mls/group.ts';
import { trafficKeys } from '../record/traffic-keys.ts';
import type { EditorKeySchedule, EpochKeys, KeySchedule, TrafficSecrets } from '../two-party/context.ts';
import type { Role } from '../two-party/roles.ts';
import { exporterOf, suiteWith } from './traffic-secrets.ts';
import { EngineError } from '../errors.ts';

/** Exporter labels of profile editor-copy; the draft leaves them open. docs/PROTOCOL.md R-ED-KEY. */
export const editorLabels = { master: 'MLS-TLS master', resumption: 'MLS-TLS res master' } as const;

/** The secret in the place of the TLS 1.3 Master Secret, Nh bytes. R-ED-KEY. */
export function masterSecret(crypto: CryptoProvider, suite: Suite, exporterSecret: Bytes): Bytes {
  return mlsExporter(crypto, suite, exporterSecret, editorLabels.master, empty, suite.nh);
}

/** res_base: what is kept of exporter_secret for resumptions. R-ED-KEY. Nh bytes. */
export function resumptionBase(crypto: CryptoProvider, suite: Suite, exporterSecret: Bytes): Bytes {
  return deriveSecret(crypto, suite.kdf, exporterSecret, editorLabels.resumption);
}

/** The master of a resumed connection, bound to the whole `resumption` message. R-ED-KEY. Nh bytes. */
export function resumptionMaster(crypto: CryptoProvider, suite: Suite, base: Bytes, message: Bytes): Bytes {
  return exportFromBase(crypto, suite, base, message, suite.nh);
}

/** client_ and server_application_traffic_secret_0 over an empty transcript. RFC 8446 §7.1. Nh bytes each. */
export function editorTrafficSecrets(crypto: CryptoProvider, suite: Suite, master: Bytes): { readonly client: Bytes; readonly server: Bytes } {
  const transcript = crypto.hash(suite.kdf, empty);
  return {
    client: hkdfExpandLabel(crypto, suite.kdf, master, 'c ap traffic', transcript, suite.nh),
    server: hkdfExpandLabel(crypto, suite.kdf, master, 's ap traffic', transcript, suite.nh),
  };
}

/** application_traffic_secret_N+1. RFC 8446 §7.2. Nh bytes. */
export function nextTrafficSecret(crypto: CryptoProvider, suite: Suite, secret: Bytes): Bytes {
  return hkdfExpandLabel(crypto, suite.kdf, secret, 'traffic upd', empty, suite.nh);
}

/** How profile editor-copy gets record keys from MLS. */
export function editorKeySchedule(crypto: CryptoProvider, mls: Pick<Mls, 'withoutExporterSecret'>): KeySchedule & EditorKeySchedule {
  /** `master` is overwritten; the traffic secrets are kept for KeyUpdate. */
  const fromMaster = (suite: Suite, master: Bytes, role: Role): Pick<EpochKeys, 'send' | 'receive'> & { readonly secrets: TrafficSecrets } => {
    const { client, server } = editorTrafficSecrets(crypto, suite, master);
    crypto.erase(master);
    const [send, receive] = role === 'initiator' ? [client, server] : [server, client];
    // trafficKeys overwrites what it is given.
    return { send: trafficKeys(crypto, suite, copyOf(send)), receive: trafficKeys(crypto, suite, copyOf(receive)), secrets: { send, receive } };
  };
  const unused = (): never => {
    throw new EngineError({ kind: 'internal', where: 'early keys in profile editor-copy' });
  };
  return {
    use(group, role) {
      const { suite, secret } = exporterOf(group);
      const keys = fromMaster(suite, masterSecret(crypto, suite, secret), role);
      const base = resumptionBase(crypto, suite, secret);
      return { group: mls.withoutExporterSecret(group), earlyBase: base, ...keys };
    },
    skip(group) {
      const { suite, secret } = exporterOf(group);
      const base = resumptionBase(crypto, suite, secret);
      return { group: mls.withoutExporterSecret(group), earlyBase: base };
    },
    early: unused,
    stagedEarly: unused,
    resumed(id, base, message, role) {
      const suite = suiteWith(id);
      return fromMaster(suite, resumptionMaster(crypto, suite, base, message), role);
    },
    next(id, secret) {
      const suite = suiteWith(id);
      const following = nextTrafficSecret(crypto, suite, secret);
      crypto.erase(secret);
      return { keys: trafficKeys(crypto, suite, copyOf(following)), secret: following };
    },
  };
}
