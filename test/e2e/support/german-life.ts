import { expect } from '@playwright/test';
import type { CoreAccess } from '#main/api/core-access.ts';
import type { Params, RequestName, Result } from '#shared/contract.ts';
import { day, leaf, revocationList, root } from '../../support/certificates.ts';
import { connectParams, listenParams } from '../../support/opening-params.ts';

/** Ids of what a core holds after {@link lifeInGerman}. */
export interface Life {
  /** One side of a demo pair. */
  readonly demo: string;
  readonly failed: string;
  readonly listener: string;
  readonly port: number;
  /** Revoked, and from a root that is trusted; DER. */
  readonly certificate: Buffer;
  /** Of before something was changed. */
  readonly backup: Buffer;
}

export const backupPassphrase = 'eine lange Passphrase';

/** Lets a core live until every page has something to show. Names are words that German and English share. */
export async function lifeInGerman(core: CoreAccess): Promise<Life> {
  const demo = await demoPair(core);
  const certificate = await trust(core);
  const authority = await ask(core, 'createAuthority', { subject: 'CN=Lab', scheme: 'Ed25519', days: 30 });
  const bea = await ask(core, 'createIdentity', { name: 'Bea' });
  const wish = { authorityId: authority.id, identityId: bea.id, scheme: 'Ed25519', subject: null, names: ['dns:bea.example'], days: 9 } as const;
  await ask(core, 'issueCertificate', wish);
  const pin = await ask(core, 'addPin', { card: bea.keys[0]?.contactCard ?? '', fixed: true });
  const backup = await backupOf(core);
  await ask(core, 'editContact', { pinId: pin.id, label: 'Bea von nebenan' });
  const listener = await ask(core, 'listen', { ...listenParams, identityId: bea.id, trust: 'pin' });
  const run = { scenario: 'truncation', choice: null, profiles: ['draft-00', 'editor-copy'], suite: 1, seed: 'klasse', faults: [] } as const;
  const { id: runId } = await ask(core, 'laboratoryStart', run);
  await ask(core, 'laboratoryContinue', { runId });
  const port = Number(listener.addresses[0]?.split(':').at(-1));
  return { demo, failed: await failedConnection(core), listener: listener.id, port, certificate, backup };
}

export async function ask<M extends RequestName>(core: CoreAccess, name: M, params: Params<M>): Promise<Result<M>> {
  const reply = await core.request(name, params);
  if (!reply.ok) throw new Error(`${name}: ${reply.error.code} ${reply.error.detail ?? ''}`);
  return reply.value;
}

/** An update from each side, a message, a cut and a resumption. */
async function demoPair(core: CoreAccess): Promise<string> {
  const { initiatorId, responderId } = await ask(core, 'startDemo', {});
  await open(core, responderId);
  await ask(core, 'update', { connectionId: initiatorId });
  await ask(core, 'update', { connectionId: responderId });
  await ask(core, 'send', { connectionId: initiatorId, text: 'Guten Tag' });
  await ask(core, 'cut', { connectionId: initiatorId });
  await open(core, initiatorId);
  return initiatorId;
}

async function open(core: CoreAccess, connectionId: string): Promise<void> {
  await expect.poll(async () => (await ask(core, 'connection', { connectionId })).state).toBe('open');
}

async function trust(core: CoreAccess): Promise<Buffer> {
  const now = Date.now();
  const term = { notBefore: now - day, notAfter: now + 90 * day };
  const lab = root('CN=Lab root', { scheme: 'Ed25519', ...term });
  const bob = leaf('CN=Bob', lab, { scheme: 'Ed25519', names: ['dns:bob.example'], ...term });
  const list = revocationList(lab, [{ of: bob, reason: 1, at: now }], { thisUpdate: now - day, nextUpdate: now + day });
  await ask(core, 'addAnchor', { label: null, file: base64(lab.certificate) });
  await ask(core, 'addCrl', { label: null, file: base64(list) });
  await ask(core, 'addTrustEntry', { list: 'Feinde', effect: 'deny', kind: 'name', value: 'Mallory', note: '' });
  return Buffer.from(bob.certificate);
}

async function backupOf(core: CoreAccess): Promise<Buffer> {
  const { transferId } = await ask(core, 'makeBackup', { passphrase: backupPassphrase });
  const pieces: Buffer[] = [];
  for (let offset: number | null = 0; offset !== null; ) {
    const piece: { readonly data: string; readonly next: number | null } = await ask(core, 'readTransfer', { transferId, offset });
    pieces.push(Buffer.from(piece.data, 'base64'));
    offset = piece.next;
  }
  await ask(core, 'endTransfer', { transferId });
  return Buffer.concat(pieces);
}

/** Nobody listens at port 1. */
async function failedConnection(core: CoreAccess): Promise<string> {
  const label = 'Niemand';
  await core.request('connect', { ...connectParams, port: 1, label });
  const failed = (await ask(core, 'connections', {})).find((connection) => connection.label === label);
  if (failed === undefined) throw new Error('the connection that failed is not in the list');
  return failed.id;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
