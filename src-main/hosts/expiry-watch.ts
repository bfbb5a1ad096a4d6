import type { Identity } from '#main/store/identity-table.ts';
import type { KeyStore } from '#main/store/store.ts';
import { fullFingerprint } from '#main/trust/fingerprint.ts';
import { schemeNumber } from '#main/trust/signature-schemes.ts';
import { CertificateError } from '#main/trust/x509/certificate-error.ts';
import { certificateView } from '#main/trust/x509/certificate-view.ts';
import type { Clock } from './clock.ts';
import { type Notices, noticeSays } from './notices.ts';

const day = 86_400_000; // milliseconds

/** Days ahead at which a certificate's end is told; the last is after it. */
const stages = [30, 7, 1, 0] as const;

/** How long after its end a peer's certificate is still worth a word, milliseconds. */
const forgottenAfter = 30 * day;

/** Milliseconds between two looks. A clock that jumps is noticed at the next one. */
const interval = 3_600_000;

/** A certificate whose end matters. */
export interface Expiring {
  readonly whose: 'own' | 'peer';
  /** Name of our identity, or subject of the peer's certificate. */
  readonly name: string;
  /** Full fingerprint of the certified key. */
  readonly fingerprint: string;
  /** Wall clock, milliseconds. */
  readonly notAfter: number;
}

export interface ExpiryWatchOptions {
  readonly store: Pick<KeyStore, 'identities' | 'chains' | 'trust'>;
  readonly clock: Clock;
  readonly notices: Notices;
}

/**
 * Tells of certificates that end: 30, 7 and 1 days ahead and when they have, one notice per certificate, which moves on from
 * stage to stage. What was dismissed at a stage stays away until the next one, also after a restart. Deletes nothing: a clock
 * may be wrong.
 */
export class ExpiryWatch {
  readonly #options: ExpiryWatchOptions;
  #told: ReadonlySet<string> = new Set();
  #cancel: (() => void) | null = null;

  constructor(options: ExpiryWatchOptions) {
    this.#options = options;
  }

  start(): void {
    const { clock } = this.#options;
    this.look();
    this.#cancel = clock.at(clock.now().monotonic + interval, () => this.start());
  }

  stop(): void {
    this.#cancel?.();
  }

  look(): void {
    const { store, clock, notices } = this.#options;
    const now = clock.now().wall;
    const due = expiringCertificates(store, now).flatMap((one) => {
      const stage = stageOf(one, now);
      return stage === null ? [] : [{ one, stage, subject: subjectOf(one, stage) }];
    });
    const subjects = new Set(due.map(({ subject }) => subject));
    // A renewed certificate, the next stage and a clock set right settle what was told.
    for (const subject of this.#told) if (!subjects.has(subject)) notices.settle(subject);
    for (const { one, stage, subject } of due) {
      if (this.#told.has(subject) || store.trust.marks.has(subject)) continue;
      notices.add({ ...wordsOf(one, stage), connectionId: null, subject });
    }
    this.#told = subjects;
  }

  /** A person has seen enough of it. @param subject of the notice */
  dismissed(subject: string | null): void {
    if (subject?.startsWith(prefix)) this.#options.store.trust.marks.put(subject, this.#options.clock.now().wall);
  }
}

const prefix = 'expiry ';

/** The certificates of our keys, and those of peers that end soon or ended lately. */
export function expiringCertificates(store: ExpiryWatchOptions['store'], now: number): readonly Expiring[] {
  const peers = store.trust.certificates.endingBefore(now + 30 * day).flatMap(({ fingerprint, subject, notAfter }): Expiring[] => {
    return notAfter < now - forgottenAfter ? [] : [{ whose: 'peer', name: subject, fingerprint, notAfter }];
  });
  return [...store.identities.list().flatMap((identity) => ownCertificates(store, identity)), ...peers];
}

function ownCertificates({ chains }: Pick<KeyStore, 'chains'>, { name, keys, retiredAt }: Identity): readonly Expiring[] {
  if (retiredAt !== null) return [];
  return keys.flatMap(({ scheme, publicKey }): Expiring[] => {
    const [leaf] = chains.chainOf(publicKey);
    const notAfter = leaf === undefined ? null : endOf(leaf);
    return notAfter === null ? [] : [{ whose: 'own', name, fingerprint: fullFingerprint({ scheme: schemeNumber(scheme), publicKey }), notAfter }];
  });
}

/** When a certificate ends, milliseconds; `null` for one that cannot be read. */
export function endOf(certificate: Uint8Array): number | null {
  try {
    return certificateView(certificate).notAfter;
  } catch (error) {
    if (error instanceof CertificateError) return null;
    throw error;
  }
}

/** The nearest stage that is reached; `null` before the first. */
function stageOf({ notAfter }: Expiring, now: number): (typeof stages)[number] | null {
  const left = (notAfter - now) / day;
  return stages.findLast((stage) => left <= stage) ?? null;
}

function subjectOf({ whose, fingerprint, notAfter }: Expiring, stage: number): string {
  return `${prefix}${whose} ${fingerprint} ${notAfter} ${stage}`;
}

function wordsOf({ whose, name, notAfter }: Expiring, stage: (typeof stages)[number]) {
  const date = new Date(notAfter).toISOString().slice(0, 10);
  const own = whose === 'own';
  const level = stage === 0 ? ('danger' as const) : stage === 30 ? ('info' as const) : ('warning' as const);
  const advice = own ? (['renew-own'] as const) : (['renew-peer'] as const);
  if (stage === 0) return { level, ...noticeSays(['certificate-expired', own, name], ['term-ended', date], advice) };
  return { level, ...noticeSays(['certificate-expires', own, name, stage], ['term-ends', date], advice) };
}
