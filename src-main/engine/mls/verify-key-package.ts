import type { CiphersuiteImpl } from 'ts-mls';
import { type KeyPackage as LibraryKeyPackage, makeKeyPackageRef, verifyKeyPackage as verifySignature } from 'ts-mls/keyPackage.js';
import { verifyLeafNodeSignatureKeyPackage } from 'ts-mls/leafNode.js';
import { type Bytes, empty, equal } from '../bytes.ts';
import { findSuite, suiteNumberAllowed } from '../crypto/suites.ts';
import { EngineError, misbehaved } from '../errors.ts';
import type { ViolationCode } from '../rules.ts';
import { checkIdentityForm, credentialNumber, credentialOf, supportedCredentials } from './credential.ts';
import type { VerifiedKeyPackage, VerifyKeyPackageOptions } from './group.ts';
import { capabilitiesCover, clockSkew, hasDuplicates, leafFacts } from './guard.ts';
import { libraryMessage, type SuiteProvider } from './library.ts';
import { checkOfferedProfile, checkPeerLeafMarker, foundingRoles } from './marker.ts';
import { decodeMessage } from './message.ts';
import { extensionTypes, type KeyPackage, mls10 } from './structures.ts';

/** Longest lifetime of a KeyPackage in a client_hello, seconds. R-KP. */
const maxLifetime = 30n * 24n * 3600n;

/** R-HS step 2 up to the replay cache and the authentication service, in its order. */
export async function verifyKeyPackage(suiteFor: SuiteProvider, options: VerifyKeyPackageOptions): Promise<VerifiedKeyPackage> {
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
