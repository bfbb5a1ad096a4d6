import { type Bytes, empty } from '../bytes.ts';
import { recordKeyLength, type TrafficKeys } from '../crypto/aead.ts';
import { hkdfExpandLabel } from '../crypto/hkdf-label.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { Suite } from '../crypto/suites.ts';

export type { TrafficKeys };

/**
 * write_key and write_iv of one direction. RFC 8446 §7.3; [MLS-TLS] "Deriving keys for record layer protection".
 *
 * @param trafficSecret Nh bytes; erased here, because nothing else may be derived from it (R-DEL)
 */
export function trafficKeys(provider: CryptoProvider, suite: Pick<Suite, 'aead' | 'kdf'>, trafficSecret: Bytes): TrafficKeys {
  const keyBytes = hkdfExpandLabel(provider, suite.kdf, trafficSecret, 'key', empty, recordKeyLength[suite.aead]);
  const iv = hkdfExpandLabel(provider, suite.kdf, trafficSecret, 'iv', empty, 12);
  provider.erase(trafficSecret);
  const key = provider.importRecordKey(suite.aead, keyBytes);
  provider.erase(keyBytes);
  return { key, iv };
}
