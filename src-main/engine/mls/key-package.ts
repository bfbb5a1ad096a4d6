import type { CiphersuiteImpl, PrivateKeyPackage } from 'ts-mls';
import type { Capabilities as LibraryCapabilities, Extension as LibraryExtension } from 'ts-mls';
import {
  generateKeyPackageWithKey,
  type KeyPackage as LibraryKeyPackage,
  makeKeyPackageRef,
  verifyKeyPackage as verifySignature,
} from 'ts-mls/keyPackage.js';
import { verifyLeafNodeSignatureKeyPackage } from 'ts-mls/leafNode.js';
import { encodeMlsMessage } from 'ts-mls/message.js';
import { type Bytes, empty, equal } from '../bytes.ts';
import { findSuite, suiteNumberAllowed } from '../crypto/suites.ts';
import { EngineError, misbehaved } from '../errors.ts';
import type { ViolationCode } from '../rules.ts';
import type { Erase } from '../secret.ts';
import type { ProfileName } from '../two-party/roles.ts';
import { checkIdentityForm, credentialNumber, credentialOf, supportedCredentials, toLibraryCredential } from './credential.ts';
import { recordingSuite } from './erasure.ts';
import type { KeyPackageOptions, OwnKeyPackage, Signer, VerifiedKeyPackage, VerifyKeyPackageOptions } from './group.ts';
import { capabilitiesCover, clockSkew, hasDuplicates, leafFacts } from './guard.ts';
import { holdKeyPackage, type KeyPackagePair, libraryMessage, suiteName } from './library.ts';
import { checkOfferedProfile, checkPeerLeafMarker, encodeLeafMarker, foundingRoles } from './marker.ts';
import { decodeMessage } from './message.ts';
import { extensionTypes, type KeyPackage, mls10 } from './structures.ts';

/** Validity of our own leaves around now, seconds. R-KP. */
const ownLifetime = { before: 3600n, after: 24n * 3600n } as const;

/** Longest lifetime of a KeyPackage in a client_hello, seconds. R-KP. */
const maxLifetime = 30n * 24n * 3600n;

/** A fresh KeyPackage as founding initiator. R-KP. */
export async function generateKeyPackage(suite: CiphersuiteImpl, erase: Erase, options: KeyPackageOptions): Promise<OwnKeyPackage> {
  const pair = await generatePair(suite, erase, { ...options, foundingRole: foundingRoles.initiator });
  return {
    suite: options.suite,
    message: encodeMlsMessage({ version: 'mls10', wireformat: 'mls_key_package', keyPackage: pair.publicPackage }),
    reference: await makeKeyPackageRef(pair.publicPackage, suite.hash),
    notAfter: options.nowSeconds + ownLifetime.after,
    signer: options.signer,
    secret: holdKeyPackage(pair),
  };
}

/** Both halves of a KeyPackage for either founding role; the private arrays are copies that the result alone holds. */
export async function generatePair(
  suite: CiphersuiteImpl,
  erase: Erase,
  options: {
    readonly signer: Signer;
    readonly profiles: readonly ProfileName[];
    readonly enabledSuites: readonly number[];
    readonly foundingRole: number;
    readonly nowSeconds: bigint;
  },
): Promise<KeyPackagePair> {
  const { signer, nowSeconds } = options;
  const recording = recordingSuite(suite, erase);
  let kept: readonly Bytes[] = [];
  try {
    const keys = { signKey: signer.privateKey.slice(), publicKey: signer.publicKey.slice() };
    const lifetime = { notBefore: nowSeconds - ownLifetime.before, notAfter: nowSeconds + ownLifetime.after };
    const pair = await generateKeyPackageWithKey(
      toLibraryCredential(signer.credential),
      ownCapabilities(options.enabledSuites),
      lifetime,
      [],
      keys,
      recording.suite,
      ownLeafExtensions(options.profiles, options.foundingRole),
    );
    kept = Object.values(pair.privatePackage);
    return pair;
  } finally {
    recording.eraseExcept(kept);
  }
}

/** What every leaf of ours lists. R-KP. */
function ownCapabilities(enabledSuites: readonly number[]): LibraryCapabilities {
  return {
    versions: ['mls10'],
    ciphersuites: enabledSuites.map(suiteName),
    extensions: [extensionTypes.appDataDictionary],
    proposals: [],
    credentials: ['basic', 'x509'],
  };
}

function ownLeafExtensions(profiles: readonly ProfileName[], foundingRole: number): LibraryExtension[] {
  return [{ extensionType: extensionTypes.appDataDictionary, extensionData: encodeLeafMarker(profiles, foundingRole) }];
}

export function eraseKeyPair(privatePackage: PrivateKeyPackage, erase: Erase): void {
  for (const secret of Object.values<Bytes>({ ...privatePackage })) erase(secret);
}

/** R-HS step 2 up to the replay cache and the authentication service, in its order. */
export async function verifyKeyPackage(
  suiteFor: (id: number) => Promise<CiphersuiteImpl>,
  options: VerifyKeyPackageOptions,
): Promise<VerifiedKeyPackage> {
  const message = decodeMessage(options.message);
  if (message.kind !== 'key-package') throw misbehaved('HS_WRONG_WIREFORMAT');
  const { keyPackage } = message;
  checkSuite(keyPackage.cipherSuite, options.enabledSuites);
  checkForm(keyPackage);
  const library = libraryKeyPackage(options.message);
  const suite = await suiteFor(keyPackage.cipherSuite);
  await checkSignatures(keyPackage, library, suite);
  checkLifetime(keyPackage, options.nowSeconds);
  if (keyPackage.extensions.some(({ type }) => type === extensionTypes.lastResort)) throw misbehaved('KP_LAST_RESORT');
  const marked = checkPeerLeafMarker(keyPackage.leafNode, options.marker, foundingRoles.initiator);
  if (marked) checkOfferedProfile(keyPackage.leafNode, options.profile);
  if (!capabilitiesCover(keyPackage.leafNode, keyPackage.cipherSuite)) throw misbehaved('KP_CAPS');
  if (marked) checkNoStronger(keyPackage, options);
  checkIdentityForm(credentialOf(keyPackage.leafNode.credential));
  const leaf = leafFacts(keyPackage.leafNode, 1);
  return {
    suite: keyPackage.cipherSuite,
    reference: await makeKeyPackageRef(library, suite.hash),
    notAfter: leaf.lifetime?.notAfter ?? 0n,
    leaf,
    marked,
    message: options.message.slice(),
  };
}

/** @throws {EngineError} `internal`: the message passed the strict decoder and the checks of form */
export function libraryKeyPackage(message: Bytes): LibraryKeyPackage {
  const library = libraryMessage(message);
  // What the library cannot read although it is well formed is a version other than mls10 among the capabilities.
  if (library?.wireformat !== 'mls_key_package') throw misbehaved('KP_CAPS');
  return library.keyPackage;
}

function checkSuite(suite: number, enabled: readonly number[]): void {
  if (!suiteNumberAllowed(suite)) throw incompatible('KP_SUITE_NUMBER', suite);
  if (!enabled.includes(suite) || findSuite(suite) === undefined) throw incompatible('KP_SUITE', suite);
}

function incompatible(code: ViolationCode, suite: number): EngineError {
  return new EngineError({ kind: 'peer-incompatible', code, feature: `cipher suite 0x${suite.toString(16).padStart(4, '0')}` });
}

/** RFC 9420 §10.1 as far as it needs no computation. */
function checkForm(keyPackage: KeyPackage): void {
  const { leafNode } = keyPackage;
  if (keyPackage.version !== mls10) throw misbehaved('KP_VERSION');
  if (leafNode.source.kind !== 'key-package') throw misbehaved('KP_LEAF_SOURCE');
  if (hasDuplicates(keyPackage.extensions) || hasDuplicates(leafNode.extensions)) throw misbehaved('KP_DUP_EXT');
  if (!supportedCredentials.includes(credentialNumber(leafNode.credential))) throw misbehaved('KP_CRED_TYPE');
  if (equal(keyPackage.initKey, leafNode.encryptionKey)) throw misbehaved('KP_INIT_KEY');
}

async function checkSignatures(keyPackage: KeyPackage, library: LibraryKeyPackage, suite: CiphersuiteImpl): Promise<void> {
  if (!(await holds(() => verifyLeafNodeSignatureKeyPackage(library.leafNode, suite.signature)))) throw misbehaved('KP_LEAF_SIGNATURE');
  if (!(await holds(() => verifySignature(library, suite.signature)))) throw misbehaved('KP_SIGNATURE');
  for (const key of [keyPackage.initKey, keyPackage.leafNode.encryptionKey]) {
    if (!(await holds(() => canSealTo(key, suite)))) throw misbehaved('KP_INIT_KEY');
  }
}

/** Points of low order and PQ keys out of range show only when they are used. */
async function canSealTo(key: Bytes, suite: CiphersuiteImpl): Promise<boolean> {
  await suite.hpke.seal(await suite.hpke.importPublicKey(key), empty, empty);
  return true;
}

/** Primitives answer unusable keys with exceptions of their own. */
async function holds(check: () => Promise<boolean>): Promise<boolean> {
  try {
    return await check();
  } catch {
    return false;
  }
}

function checkLifetime({ leafNode: { source } }: KeyPackage, now: bigint): void {
  if (source.kind !== 'key-package') throw misbehaved('KP_LEAF_SOURCE');
  if (source.notAfter + clockSkew < now) throw misbehaved('KP_EXPIRED');
  if (source.notBefore - clockSkew > now) throw misbehaved('KP_NOT_YET_VALID');
  if (source.notAfter - source.notBefore > maxLifetime) throw misbehaved('KP_LIFETIME');
}

/** A middleman may have removed the stronger suites from the peer's choice, but not from its signed leaf. R-KP. */
function checkNoStronger({ cipherSuite, leafNode }: KeyPackage, { enabledSuites, strongerThan }: VerifyKeyPackageOptions): void {
  const stronger = strongerThan.get(cipherSuite) ?? [];
  if (stronger.some((id) => enabledSuites.includes(id) && leafNode.capabilities.cipherSuites.includes(id))) throw misbehaved('KP_SUITE_POLICY');
}
