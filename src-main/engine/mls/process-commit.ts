import type { CiphersuiteImpl, ClientState, MLSMessage } from 'ts-mls';
import { CodecError, CryptoVerificationError, ValidationError } from 'ts-mls/mlsError.js';
import { processPrivateMessage, processPublicMessage } from 'ts-mls/processMessages.js';
import { emptyPskIndex } from 'ts-mls/pskIndex.js';
import { type Bytes, equal } from '../bytes.ts';
import { EngineError, misbehaved } from '../errors.ts';
import type { Erase } from '../secret.ts';
import type { Commit, UpdatePath } from './commit-structures.ts';
import { checkIdentityForm, credentialOf, sameCredential } from './credential.ts';
import { keptBy, recordingSuite } from './erasure.ts';
import type { CommitForm } from './group.ts';
import { checkNewLeaf } from './guard.ts';
import { contextExtensions, isVerdict, leafAt, libraryMessage, suiteNumber } from './library.ts';
import { checkMarkerKept } from './marker.ts';
import { decodeMessage, type PrivateMessage, type PublicMessage } from './message.ts';
import { type OpenedCommit, openPrivateCommit, openPublicCommit } from './open-commit.ts';
import { parentKey, pathKeyFits } from './path-key.ts';
import type { LeafNode } from './structures.ts';

export interface AppliedCommit {
  readonly next: ClientState;
  readonly form: CommitForm;
  readonly identityChanged: boolean;
}

/**
 * Applies the peer's commit to a copy of the state. R-UPD "CU acceptance": parse; wire format, content type, group and
 * epoch in clear; decryption, signature, confirmation tag; sender, proposals, path, leaf.
 *
 * Two deviations inside the encryption, both towards illegal_parameter: proposals are refused before the tag is
 * computed, which would mean applying them; and a leaf the library refuses hides a tag that is wrong as well.
 *
 * @throws {EngineError} `HS_WRONG_*`, `CM_*`, `MARK_CHANGED`, `AS_SAME_KEY`, `KP_IDENTITY_FORM`; {@link DecodeError}
 */
export async function applyPeerCommit(
  state: ClientState,
  inner: CiphersuiteImpl,
  erase: Erase,
  bytes: Bytes,
  privateOnly: boolean,
): Promise<AppliedCommit> {
  const message = decodeMessage(bytes);
  if (message.kind === 'private-message') {
    checkCleartext(message.privateMessage, message.privateMessage.contentType.kind, state);
    return apply(state, inner, erase, bytes, 'private', (suite) => openPrivateCommit(message.privateMessage, state, suite));
  }
  if (message.kind !== 'public-message' || privateOnly) throw misbehaved('HS_WRONG_WIREFORMAT');
  checkCleartext(message.publicMessage.content, message.publicMessage.content.content.kind, state);
  return apply(state, inner, erase, bytes, 'public', (suite) => openPublicCommit(message.publicMessage, state, suite));
}

function checkCleartext(
  { groupId, epoch, authenticatedData }: Pick<PrivateMessage, 'groupId' | 'epoch' | 'authenticatedData'>,
  kind: PublicMessage['content']['content']['kind'],
  { groupContext }: ClientState,
): void {
  if (kind !== 'commit') throw misbehaved('HS_WRONG_CONTENT');
  if (!equal(groupId, groupContext.groupId)) throw misbehaved('CM_WRONG_GROUP');
  if (epoch !== groupContext.epoch) throw misbehaved('CM_EPOCH');
  if (authenticatedData.length > 0) throw misbehaved('CM_AAD');
}

async function apply(
  state: ClientState,
  inner: CiphersuiteImpl,
  erase: Erase,
  bytes: Bytes,
  form: CommitForm,
  open: (suite: CiphersuiteImpl) => Promise<OpenedCommit>,
): Promise<AppliedCommit> {
  const recording = recordingSuite(inner, erase);
  let kept: readonly Bytes[] = [];
  try {
    const path = checkShape(await open(recording.suite), state);
    const next = await advance(state, bytes, path, recording.suite);
    judge(path, state);
    if (!pathKeyFits(next, recording)) throw misbehaved('CM_PATH');
    const identityChanged = checkIdentity(path.leafNode, peerLeaf(state));
    kept = keptBy(next);
    return { next, form, identityChanged };
  } finally {
    recording.eraseExcept(kept);
  }
}

/** What a commit between two parties looks like, before the library touches it. */
function checkShape({ commit, sender }: OpenedCommit, state: ClientState): UpdatePath {
  if (sender === state.privatePath.leafIndex) throw misbehaved('CM_SENDER');
  const { proposals, path }: Commit = commit;
  if (proposals.length > 0) throw misbehaved('CM_PROPOSAL_FORBIDDEN');
  if (path === null) throw misbehaved('CM_NO_PATH');
  // Leaves the library cannot read.
  if (path.leafNode.source.kind !== 'commit' || path.leafNode.credential.type === 'other') throw misbehaved('CM_LEAF');
  // One parent, one peer to seal to.
  if (path.nodes.length !== 1 || path.nodes[0]?.encryptedPathSecret.length !== 1) throw misbehaved('CM_PATH');
  return path;
}

async function advance(state: ClientState, bytes: Bytes, path: UpdatePath, suite: CiphersuiteImpl): Promise<ClientState> {
  const library = libraryMessage(bytes);
  if (library === null) throw misbehaved('CM_LEAF');
  try {
    const next = await processWithLibrary(state, library, suite);
    return { ...next, historicalReceiverData: new Map() };
  } catch (error) {
    throw explain(error, path, state);
  }
}

async function processWithLibrary(state: ClientState, message: MLSMessage, suite: CiphersuiteImpl): Promise<ClientState> {
  // Not processMessage: the vetoes above are in place of its callback, and it handles the two forms differently.
  if (message.wireformat === 'mls_private_message')
    return (await processPrivateMessage(state, message.privateMessage, emptyPskIndex, suite)).newState;
  if (message.wireformat === 'mls_public_message') return (await processPublicMessage(state, message.publicMessage, emptyPskIndex, suite)).newState;
  throw misbehaved('HS_WRONG_WIREFORMAT');
}

/** Wrong signatures and tags have a class of their own; failures of HPKE come as whatever the primitive throws. */
function explain(error: unknown, path: UpdatePath, state: ClientState): EngineError {
  if (!isVerdict(error)) return new EngineError({ kind: 'internal', where: 'MLS library' });
  if (error instanceof CryptoVerificationError) return misbehaved('CM_UNVERIFIABLE');
  if (error instanceof CodecError) return misbehaved('CM_LEAF');
  if (!(error instanceof ValidationError)) return misbehaved('CM_UNVERIFIABLE');
  judge(path, state);
  return misbehaved('CM_PATH');
}

function judge(path: UpdatePath, state: ClientState): void {
  const peer = peerLeaf(state);
  checkMarkerKept(peer, path.leafNode);
  checkNewLeaf(
    path.leafNode,
    path.nodes.map(({ encryptionKey }) => encryptionKey),
    {
      suite: suiteNumber(state.groupContext.cipherSuite),
      own: leafAt(state, state.privatePath.leafIndex),
      peer,
      parentKey: parentKey(state),
      required: contextExtensions(state),
    },
  );
}

/** @returns whether credential or signature key differ */
function checkIdentity(next: LeafNode, before: LeafNode): boolean {
  const credential = credentialOf(next.credential);
  const changed = !sameCredential(credential, credentialOf(before.credential));
  if (changed) checkIdentityForm(credential);
  return changed || !equal(next.signatureKey, before.signatureKey);
}

function peerLeaf(state: ClientState): LeafNode {
  return leafAt(state, 1 - state.privatePath.leafIndex);
}
