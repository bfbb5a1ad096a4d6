import type { CryptoProvider, Randomness } from '#engine/crypto/provider.ts';
import type { Mls } from '#engine/mls/group.ts';
import type { Endpoint } from '#engine/mls-tls/connection-api.ts';
import { createEndpoint } from '#engine/index.ts';
import type { OutputBuffer } from '#engine/index.ts';
import type { Captures } from '#main/capture/captures.ts';
import type { SecretWitness } from '#main/capture/secret-witness.ts';
import type { KeyStore } from '#main/store/store.ts';
import type { TraceStore } from '#main/store/trace-store.ts';
import { AuthenticationService } from '#main/trust/authentication-service.ts';
import type { Network } from '#main/transport/transport.ts';
import type { CertificatePort } from '#main/trust/certificate-port.ts';
import type { Announcements } from './announcements.ts';
import type { Clock } from './clock.ts';
import { GivenKeyPackages, newKeyPackage, noteHistory } from './given-key-packages.ts';
import { Identities } from './identities.ts';
import { KeyPackagePool } from './key-package-pool.ts';
import type { Notices } from './notices.ts';
import { freshId } from './randomness.ts';
import { HostGroup } from './session-host.ts';
import type { Turns } from './task-turns.ts';

/** What every part of one process shares. */
export interface Environment {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly crypto: CryptoProvider;
  readonly mls: Mls;
  readonly output: OutputBuffer;
  readonly traces: TraceStore;
  /** When what happens now is said to have happened, ms since 1970; in a run of the laboratory one moment for each step. Else the time of `traces`. */
  readonly recordedAt?: () => number;
  /** What passes on the wire. */
  readonly captures: Captures;
  readonly notices: Notices;
  readonly announcements: Announcements;
  /** What policies find out about X.509. */
  readonly certificates: CertificatePort;
  readonly network: Network;
  readonly turns: Turns;
}

/**
 * One party: its store, its identities, and the engine's view of its sessions. A process has one for its profile; each end
 * of a demo pair has one of its own, because both ends of a session cannot live in the same store.
 */
export interface Realm extends Environment {
  /** Tells the realms of one process apart. */
  readonly id: string;
  readonly store: KeyStore;
  readonly endpoint: Endpoint;
  readonly hosts: HostGroup;
  readonly identities: Identities;
  readonly authentication: AuthenticationService;
  readonly keyPackages: KeyPackagePool;
  /** Made on purpose, for later. */
  readonly givenKeyPackages: GivenKeyPackages;
  /**
   * A laboratory: both ends live in this process, under identities of their own, and are gone with it. Its sessions cannot be resumed
   * after a restart; only its keys may be shown. Decided when the realm is made, and never changed.
   */
  readonly ephemeral: boolean;
  /** Knows the record keys of a laboratory; `null` for every other realm. */
  readonly witness: SecretWitness | null;
}

/** @param witness of a laboratory; `null` for everything else */
export function createRealm(environment: Environment, store: KeyStore, witness: SecretWitness | null): Realm {
  const { crypto, randomness, mls, output, clock, certificates } = environment;
  const endpoint = createEndpoint({ crypto: witness?.crypto ?? crypto, randomness, mls, output });
  const identities = new Identities({ table: store.identities, randomness, erase: crypto.erase, clock });
  const signer = (identityId: string, suite: number) => identities.signer(identityId, suite);
  const nameOf = (identityId: string) => store.identities.find(identityId)?.name ?? '';
  return {
    ...environment,
    id: freshId(),
    store,
    endpoint,
    ephemeral: witness !== null,
    witness,
    identities,
    hosts: new HostGroup(endpoint),
    authentication: new AuthenticationService({ store, certificates, clock }),
    keyPackages: new KeyPackagePool({
      mls,
      clock,
      signer,
      erase: crypto.erase,
      thrownAway: (keyPackage, identityId) =>
        noteHistory(() => store.keyPackages.record(newKeyPackage(keyPackage, identityId, nameOf(identityId)), 'thrown-away', clock.now().wall)),
    }),
    givenKeyPackages: new GivenKeyPackages({ table: store.keyPackages, mls, clock, signer, nameOf, erase: crypto.erase }),
  };
}
