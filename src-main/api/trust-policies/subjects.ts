import type { Bytes } from '#engine/bytes.ts';
import { findSuite, suites } from '#engine/crypto/suites.ts';
import type { Credential } from '#engine/mls/group.ts';
import type { CredentialQuestion } from '#engine/mls-tls/host-effects.ts';
import type { Session } from '#engine/two-party/session.ts';
import { HostError } from '#main/hosts/host-error.ts';
import type { LogicalConnection } from '#main/hosts/logical-connection.ts';
import type { Realm } from '#main/hosts/realm.ts';
import type { PeerKey } from '#main/store/pin-table.ts';
import { schemeNumber } from '#main/trust/signature-schemes.ts';
import { fileBytes } from '#main/trust/trust-files.ts';
import { CertificateError } from '#main/trust/x509/certificate-error.ts';
import { credentialParts, readCredentialFile } from '#main/trust/x509/credential-file.ts';
import { parseCertificate } from '#main/trust/x509/parsed-certificate.ts';
import type { SchemeName } from '#shared/contract/credentials.ts';
import type { CredentialTarget } from '#shared/contract/trust-policies.ts';
import type { CoreParts } from '../core-parts.ts';
import { parseCard } from '../opening.ts';
import { locateSession } from '../sessions/pages.ts';

/** A credential, and where it would be met. */
export interface CredentialSubject {
  readonly realm: Realm;
  readonly key: PeerKey;
  readonly credential: Credential;
  readonly purpose: CredentialQuestion['purpose'];
  /** `null`: nowhere in particular. */
  readonly connection: LogicalConnection | null;
}

/**
 * What a face points to, as a credential.
 *
 * @throws {HostError} `UNKNOWN_PIN`, `UNKNOWN_SESSION`, `UNKNOWN_CONNECTION`, `NO_PEER_YET`, `BAD_CHECK_FILE`, `NO_KEY_FOR_SUITE`
 * @throws {ApiError} `BAD_CONTACT_CARD` @throws {EngineError} for a KeyPackage that is not valid
 */
export async function subjectOf(parts: CoreParts, target: CredentialTarget): Promise<CredentialSubject> {
  const { realm, connections } = parts;
  switch (target.kind) {
    case 'pin': {
      const pin = realm.store.pins.find(target.id);
      if (pin === null) throw new HostError('UNKNOWN_PIN');
      return { realm, key: pin, credential: basic(pin.name ?? pin.label), purpose: 'client_hello', connection: null };
    }
    case 'card': {
      const { name, ...key } = parseCard(target.card);
      return { realm, key, credential: basic(name), purpose: 'client_hello', connection: null };
    }
    case 'connection':
      return ofConnection(connections.require(target.id));
    case 'session':
      return ofSession(parts, target.id);
    case 'identity':
      return ofIdentity(realm, target.id, target.scheme);
    case 'file':
      return ofFile(realm, fileBytes(target.file));
    default:
      return target satisfies never;
  }
}

/** One of ours: the chain, where there is one, is what peers see. */
function ofIdentity(realm: Realm, identityId: string, scheme: SchemeName): CredentialSubject {
  const { name, keys } = realm.identities.find(identityId);
  const key = keys.find((one) => one.scheme === scheme);
  if (key === undefined) throw new HostError('NO_KEY_FOR_SUITE', { detail: scheme });
  const chain = realm.store.chains.chainOf(key.publicKey);
  const credential: Credential = chain.length > 0 ? { kind: 'x509', certificates: chain } : basic(name);
  return { realm, key: { scheme: schemeNumber(scheme), publicKey: key.publicKey }, credential, purpose: 'client_hello', connection: null };
}

function ofConnection(connection: LogicalConnection): CredentialSubject {
  const { realm, sessionId, facts } = connection;
  const held = sessionId === null ? null : sessionSubject(realm, sessionId, connection);
  if (held !== null) return held;
  const { peer } = facts;
  if (peer === null) throw new HostError('NO_PEER_YET');
  return { realm, key: peer, credential: basic(peer.name), purpose: 'resumption', connection };
}

function ofSession(parts: CoreParts, viewId: string): CredentialSubject {
  const located = locateSession(parts, viewId);
  if (located === null) throw new HostError('UNKNOWN_SESSION');
  const { realm, row } = located;
  const subject = sessionSubject(realm, row.id, parts.connections.bySession(realm, row.id));
  if (subject === null) throw new HostError('NO_PEER_YET');
  return subject;
}

/** The credential as the group has it; `null` where the session's state is gone. */
function sessionSubject(realm: Realm, sessionId: string, connection: LogicalConnection | null): CredentialSubject | null {
  const subjectOf = ({ group, peer }: Session): CredentialSubject => {
    const scheme = schemeNumber(findSuite(group.suite)?.signature ?? 'Ed25519');
    return { realm, key: { scheme, publicKey: peer.signatureKey }, credential: peer.credential, purpose: 'resumption', connection };
  };
  const live = realm.endpoint.session(sessionId);
  return live === null ? realm.store.sessions.look(sessionId, subjectOf) : subjectOf(live);
}

/** A certificate chain, or an MLS KeyPackage. */
async function ofFile(realm: Realm, bytes: Bytes): Promise<CredentialSubject> {
  if (isKeyPackage(realm, bytes)) return ofKeyPackage(realm, bytes);
  try {
    const found = await readCredentialFile(bytes, null);
    for (const { privateKey } of found.keys) realm.crypto.erase(privateKey);
    const { chain } = credentialParts({ certificates: found.certificates, keys: [] });
    const [leaf] = chain;
    if (leaf === undefined) throw new CertificateError('IMPORT_INCOMPLETE', ['file-no-certificate']);
    const { key } = parseCertificate(leaf);
    if (key.kind !== 'scheme') throw new CertificateError('IMPORT_UNSUPPORTED', ['file-key-cannot-sign']);
    const credential: Credential = { kind: 'x509', certificates: chain };
    return { realm, key: { scheme: schemeNumber(key.scheme), publicKey: key.publicKey }, credential, purpose: 'client_hello', connection: null };
  } catch (error) {
    if (error instanceof CertificateError) throw new HostError('BAD_CHECK_FILE', { detail: error.explanation });
    throw error;
  }
}

function isKeyPackage({ mls }: Realm, bytes: Bytes): boolean {
  try {
    return mls.readHeader(bytes).kind === 'key-package';
  } catch {
    // Whatever it is, it is read as a certificate file next, which says what is wrong.
    return false;
  }
}

async function ofKeyPackage(realm: Realm, message: Bytes): Promise<CredentialSubject> {
  const { suite, leaf } = await realm.mls.verifyKeyPackage({
    message,
    profile: 'draft-00',
    enabledSuites: suites.map(({ id }) => id),
    strongerThan: new Map(),
    marker: 'allow-absent',
    nowSeconds: BigInt(Math.floor(realm.clock.now().wall / 1000)),
  });
  const scheme = schemeNumber(findSuite(suite)?.signature ?? 'Ed25519');
  return { realm, key: { scheme, publicKey: leaf.signatureKey }, credential: leaf.credential, purpose: 'client_hello', connection: null };
}

function basic(name: string): Credential {
  return { kind: 'basic', identity: new TextEncoder().encode(name) };
}
