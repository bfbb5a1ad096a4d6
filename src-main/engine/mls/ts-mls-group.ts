import type { CiphersuiteImpl, ClientState } from 'ts-mls';
import { empty } from '../bytes.ts';
import type { CryptoProvider, Randomness } from '../crypto/provider.ts';
import { EngineError } from '../errors.ts';
import { eraseAllBut, secretsOf } from './erasure.ts';
import { foundGroup } from './found-group.ts';
import { createFullCommit } from './full-commit.ts';
import type { Group, Mls } from './group.ts';
import { leafFacts } from './guard.ts';
import { joinTwoParty } from './join.ts';
import { decodeKeyPackage, encodeKeyPackage, eraseKeyPackage, generateKeyPackage } from './key-package.ts';
import { contextExtensions, explained, holdState, leafAt, stateOf, type SuiteProvider, suiteName, suiteNumber } from './library.ts';
import { findComponent } from './marker.ts';
import { readHeader } from './message.ts';
import { applyPeerCommit } from './process-commit.ts';
import { publicState } from './public-state.ts';
import { decodeState, encodeState } from './stored-group.ts';
import { verifyKeyPackage } from './verify-key-package.ts';

export interface MlsOptions {
  /** The library's primitives for a suite, by its number on the wire. */
  readonly suite: SuiteProvider;
  readonly crypto: Pick<CryptoProvider, 'erase'>;
  readonly randomness: Randomness;
}

/** MLS for two parties over ts-mls 1.6.4, behind a guard that only lets this protocol's messages reach it. */
export function createMls({ suite, crypto: { erase }, randomness }: MlsOptions): Mls {
  /** The suite under the library's name for our number, drawing from our randomness. */
  const suiteFor = async (id: number): Promise<CiphersuiteImpl> => ({
    ...(await suite(id)),
    name: suiteName(id),
    rng: { randomBytes: (length) => randomness.bytes(length) },
  });

  return {
    readHeader,
    generateKeyPackage: (options) => typed('generateKeyPackage', async () => generateKeyPackage(await suiteFor(options.suite), erase, options)),
    verifyKeyPackage: (options) => typed('verifyKeyPackage', () => verifyKeyPackage(suiteFor, options)),
    createGroup: (options) =>
      typed('createGroup', async () => {
        const { state, welcome } = await foundGroup(await suiteFor(options.keyPackage.suite), erase, options);
        return { group: groupOf(state), welcome };
      }),
    join: (options) => typed('join', async () => groupOf(await joinTwoParty(await suiteFor(options.keyPackage.suite), erase, options))),
    createCommit: (group, { form, signer = null }) =>
      typed('createCommit', async () => {
        const { message, next } = await createFullCommit(stateOf(group.state), await suiteFor(group.suite), erase, { form, signer });
        return { message, epoch: group.epoch, next: groupOf(next) };
      }),
    processCommit: (group, message, { privateOnly }) =>
      typed('processCommit', async () => {
        const applied = await applyPeerCommit(stateOf(group.state), await suiteFor(group.suite), erase, message, privateOnly);
        return { ...applied, next: groupOf(applied.next) };
      }),
    publicState: (group) => publicState(stateOf(group.state)),
    withoutExporterSecret(group) {
      if (group.exporterSecret === null) return group;
      erase(group.exporterSecret);
      const state = stateOf(group.state);
      return groupOf({ ...state, keySchedule: { ...state.keySchedule, exporterSecret: empty } });
    },
    erase: (group, keep) => eraseAllBut(secretsOf(stateOf(group.state)), keep === null ? [] : secretsOf(stateOf(keep.state)), erase),
    eraseKeyPackage: (keyPackage) => eraseKeyPackage(keyPackage, erase),
    encodeKeyPackage,
    decodeKeyPackage: (message, secret, signer) => typed('decodeKeyPackage', () => decodeKeyPackage(suiteFor, message, secret, signer)),
    encodeGroup: (group) => encodeState(stateOf(group.state), erase),
    decodeGroup: (bytes) => decodeState(bytes, erase, groupOf),
  };
}

/** Nothing but an EngineError leaves; what else is thrown is a bug of ours and says only where. */
function typed<T>(where: string, work: () => Promise<T>): Promise<T> {
  return explained(work, () => new EngineError({ kind: 'internal', where }));
}

function groupOf(state: ClientState): Group {
  const ownIndex = state.privatePath.leafIndex;
  if (ownIndex !== 0 && ownIndex !== 1) throw new EngineError({ kind: 'internal', where: 'group of more than two' });
  const { groupContext, keySchedule } = state;
  return {
    suite: suiteNumber(groupContext.cipherSuite),
    groupId: groupContext.groupId.slice(),
    epoch: groupContext.epoch,
    ownIndex,
    own: leafFacts(leafAt(state, ownIndex), ownIndex),
    peer: leafFacts(leafAt(state, 1 - ownIndex), 1 - ownIndex),
    epochAuthenticator: keySchedule.epochAuthenticator.slice(),
    marked: findComponent(contextExtensions(state)) !== null,
    exporterSecret: keySchedule.exporterSecret.length === 0 ? null : keySchedule.exporterSecret,
    state: holdState(state),
  };
}
