import { processTurns } from './task-turns.ts';
import { findSuite } from '#engine/crypto/suites.ts';
import type { Failure } from '#engine/errors.ts';
import { createEndpoint, createMls, defaultPolicy, OutputBuffer } from '#engine/index.ts';
import type { Mls, Signer } from '#engine/mls/group.ts';
import type { Endpoint } from '#engine/mls-tls/connection-api.ts';
import type { ProfileName } from '#engine/two-party/roles.ts';
import { mlsSuiteProvider } from '#main/crypto/mls-provider.ts';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';
import { runtimeSelfTest } from '#main/crypto/self-test.ts';
import { generateSigner } from '#main/crypto/signatures.ts';
import { dial } from '#main/transport/tcp.ts';
import { systemClock } from './clock.ts';
import { HostError } from './host-error.ts';
import { ProbeAttempt, type ProbeFacts } from './probe-attempt.ts';
import { systemRandomness } from './randomness.ts';
import { HostGroup, SessionHost } from './session-host.ts';

/** The name in the credential of a probe, visible on the wire: whoever reads a log shall know what it was. */
export const probeName = 'epochscope probe';

/** What became of one handshake. */
export interface ProbeResult extends ProbeFacts {
  readonly suite: number;
  /**
   * `open`: the handshake is complete. `stranger`: the suite is enabled, and our key is not accepted. `not-enabled`: the peer
   * does not run the suite. `stronger`: it runs it and wants a stronger one that both have. `failed`: anything else.
   */
  readonly outcome: 'open' | 'stranger' | 'not-enabled' | 'stronger' | 'failed';
  /** `null` when the connection ended in order. */
  readonly failure: Failure | null;
}

const strangerAlerts: readonly number[] = [42, 43, 44, 45, 46, 48, 49]; // RFC 8446 §6.2: certificates, unknown_ca, access_denied
const notEnabledAlert = 40;
const strongerAlert = 86;

/** What one probe tries. */
export interface ProbeChoice {
  readonly suite: number;
  readonly profile: ProfileName;
}

/** Makes handshakes to find out what a peer supports. Everything is in memory and gone with it: it stores nothing. */
export class Prober {
  readonly #crypto = nodeCryptoProvider();
  readonly #output = new OutputBuffer();
  readonly #mls: Mls;
  readonly #endpoint: Endpoint;
  readonly #hosts: HostGroup;

  /** @throws {HostError} `SELF_TEST_FAILED` */
  constructor() {
    const wrong = runtimeSelfTest().results.filter(({ ok }) => !ok);
    if (wrong.length > 0) throw new HostError('SELF_TEST_FAILED', { detail: wrong.map(({ primitive }) => primitive).join(', ') });
    this.#mls = createMls({ suite: mlsSuiteProvider(systemRandomness), crypto: this.#crypto, randomness: systemRandomness });
    this.#endpoint = createEndpoint({ crypto: this.#crypto, randomness: systemRandomness, mls: this.#mls, output: this.#output });
    this.#hosts = new HostGroup(this.#endpoint);
  }

  /**
   * One handshake in one profile with one suite and an identity made for it, closed politely at once.
   *
   * @param signal gives up
   * @throws {TransportError} when nobody answers at the address
   */
  async probe(host: string, port: number, { suite, profile }: ProbeChoice, signal: AbortSignal): Promise<ProbeResult> {
    const clock = systemClock;
    const begun = clock.now().monotonic;
    const transport = await dial(host, port, signal);
    const connected = clock.now().monotonic;
    const signer = this.#signer(suite);
    try {
      const policy = { ...defaultPolicy, profiles: [profile], suites: [suite], marker: 'allow-absent' as const };
      const nowSeconds = BigInt(Math.floor(clock.now().wall / 1000));
      const keyPackage = await this.#mls.generateKeyPackage({ suite, signer, profiles: policy.profiles, enabledSuites: [suite], nowSeconds });
      const attempt = new ProbeAttempt(clock, connected - begun);
      const connection = this.#endpoint.connect({ policy, profile, keyPackage, trace: attempt }, clock.now());
      const parts = {
        connection,
        transport,
        observer: attempt,
        clock,
        mls: this.#mls,
        turns: processTurns,
        output: this.#output,
        group: this.#hosts,
      };
      const { failure, facts } = await attempt.run(new SessionHost(parts), signal);
      return { suite, outcome: outcomeOf(failure, facts), failure, ...facts };
    } catch (error) {
      transport.destroy();
      throw error;
    } finally {
      this.#crypto.erase(signer.privateKey);
    }
  }

  #signer(suite: number): Signer {
    const scheme = findSuite(suite)?.signature;
    if (scheme === undefined) throw new HostError('UNKNOWN_SUITE', { detail: ['cipher-suite', suite] });
    return { credential: { kind: 'basic', identity: new TextEncoder().encode(probeName) }, scheme, ...generateSigner(scheme, systemRandomness) };
  }
}

function outcomeOf(failure: Failure | null, { peer }: ProbeFacts): ProbeResult['outcome'] {
  if (failure?.kind === 'alert-received') {
    if (strangerAlerts.includes(failure.alert)) return 'stranger';
    if (peer === null && failure.alert === notEnabledAlert) return 'not-enabled';
    if (peer === null && failure.alert === strongerAlert) return 'stronger';
  }
  return peer === null ? 'failed' : 'open';
}
