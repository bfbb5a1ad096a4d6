import { mirrored } from '#shared/compare/mirrored.ts';
import { thingOfField, thingOfRecording, type TranscriptOptions } from '#shared/compare/recordings.ts';
import { type Thing, thingOf } from '#shared/compare/thing.ts';
import type { SchemeName } from '#shared/contract/credentials.ts';
import type { SessionView } from '#shared/contract/sessions.ts';
import type { CredentialTarget } from '#shared/contract/trust-policies.ts';
import type { Bridge, Reply, Result } from '#shared/contract.ts';
import { looksLikeRecording, parseRecording, type RecordingFile } from '#shared/recording/recording-file.ts';
import type { ErrorView, IdentityView, PinView } from '#shared/views.ts';
import { toBase64 } from '../../format/base64.ts';
import type { Subject } from '../../state/comparing.svelte.ts';
import type { RecordingsState } from '../../state/recordings.svelte.ts';
import { wordedFile } from '../recording/formats/worded.ts';
import { texts } from './texts.ts';

/** What a subject is made of: recordings are read in more than one way, everything else is a thing. */
export type Material =
  | { readonly of: 'recording'; readonly file: RecordingFile }
  | { readonly of: Exclude<Kind, 'recording'>; readonly thing: Thing /** What can be put beside a credential. */; readonly credential?: Thing };
type Kind = 'recording' | 'session' | 'key-package' | 'pin' | 'credential' | 'certificate' | 'bytes';

/** Largest files, bytes. */
const limits = { recording: 256 * 1024 * 1024, bytes: 256 * 1024 };

export async function loadSubject(bridge: Bridge, recordings: RecordingsState, subject: Subject): Promise<Reply<Material>> {
  switch (subject.kind) {
    case 'connection':
      return ofConnection(bridge, subject.id);
    case 'recording': {
      const open = recordings.find(subject.id);
      return open ? ok({ of: 'recording', file: open.file }) : failed(texts.closed);
    }
    case 'session': {
      const reply = await bridge.request('session', { sessionId: subject.id });
      return reply.ok ? ok({ of: 'session', thing: thingOf(texts.kinds.session, reply.value) }) : reply;
    }
    case 'key-package':
      return ofKeyPackage(bridge, subject.id);
    case 'pin':
      return ofPin(bridge, subject.id);
    case 'credential':
      return ofCredential(bridge, subject.of);
    case 'file':
      return ofFile(bridge, subject.file);
    default:
      return subject satisfies never;
  }
}

/** A credential, wherever it is shown. */
export function credentialSubject(of: Exclude<CredentialTarget, { readonly kind: 'card' | 'file' }>, label: string): Subject {
  const id = of.kind === 'identity' ? `${of.kind} ${of.id} ${of.scheme}` : `${of.kind} ${of.id}`;
  return { kind: 'credential', id, of, label };
}

/** The credential of a key of ours. */
export function ownSubject({ id, name }: Pick<IdentityView, 'id' | 'name'>, scheme: SchemeName): Subject {
  return credentialSubject({ kind: 'identity', id, scheme }, texts.keyOf(name, scheme));
}

/** What the peer of a session shows. */
export function peerSubject({ id, peer }: Pick<SessionView, 'id' | 'peer'>): Subject {
  return credentialSubject({ kind: 'session', id }, texts.peerOf(peer.name, id.slice(0, 8)));
}

export function keyPackageSubject({ id, name }: { readonly id: string; readonly name: string }): Subject {
  return { kind: 'key-package', id, label: `${name}, ${id.slice(0, 8)}` };
}

export function pinSubject({ id, name, fingerprint }: Pick<PinView, 'id' | 'name' | 'fingerprint'>): Subject {
  return { kind: 'pin', id, label: `${name}, ${fingerprint.short}` };
}

/** Both as things, or `null` when they are of different kinds. */
export function sideBySide(left: Material, right: Material, options: TranscriptOptions): readonly [Thing, Thing] | null {
  if (left.of === 'recording' && right.of === 'recording') {
    const other = options.ends ? mirrored(right.file) : right.file;
    return [thingOfRecording(wordedFile(left.file), options), thingOfRecording(wordedFile(other), options)];
  }
  if (left.of === 'recording' || right.of === 'recording') return null;
  if (left.of === right.of) return [left.thing, right.thing];
  return left.credential && right.credential ? [left.credential, right.credential] : null;
}

async function ofConnection(bridge: Bridge, connectionId: string): Promise<Reply<Material>> {
  const pieces: string[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const reply: Reply<Result<'exportRecording'>> = await bridge.request('exportRecording', { connectionId, after, safe: false });
    if (!reply.ok) return reply;
    pieces.push(reply.value.text);
    after = reply.value.next;
  }
  return ofRecording(pieces.join(''));
}

/** What is known of a contact, and its key as the credential it stands for. */
async function ofPin(bridge: Bridge, pinId: string): Promise<Reply<Material>> {
  const reply = await bridge.request('contact', { pinId });
  if (!reply.ok) return reply;
  const held = await ofCredential(bridge, { kind: 'pin', id: pinId });
  const thing = thingOf(texts.kinds.pin, reply.value);
  if (!held.ok || held.value.of === 'recording') return ok({ of: 'pin', thing });
  return ok({ of: 'pin', thing: { ...thing, parts: [...thing.parts, held.value.thing] }, credential: held.value.thing });
}

async function ofCredential(bridge: Bridge, of: CredentialTarget): Promise<Reply<Material>> {
  const reply = await bridge.request('credential', { of });
  if (!reply.ok) return reply;
  const thing = thingOf(texts.kinds.credential, reply.value);
  return ok({ of: 'credential', thing, credential: thing });
}

async function ofKeyPackage(bridge: Bridge, keyPackageId: string): Promise<Reply<Material>> {
  const reply = await bridge.request('keyPackage', { keyPackageId });
  if (!reply.ok) return reply;
  const { message, ...facts } = reply.value;
  const fields = message === null ? null : await bridge.request('decodeBytes', { input: message, from: 'file', as: null });
  const known = thingOf(texts.kinds['key-package'], facts);
  const parts = fields?.ok ? [...known.parts, { ...thingOfField(fields.value.root), name: texts.fields }] : known.parts;
  return ok({ of: 'key-package', thing: { ...known, parts } });
}

async function ofFile(bridge: Bridge, file: File): Promise<Reply<Material>> {
  try {
    const recording = looksLikeRecording(await file.slice(0, 64).text());
    if (file.size > (recording ? limits.recording : limits.bytes)) return failed(texts.tooBig);
    if (recording) return ofRecording(await file.text());
    return await ofBytes(bridge, toBase64(new Uint8Array(await file.arrayBuffer())));
  } catch {
    return failed(texts.unreadable);
  }
}

/** Certificates and keys are known by their own reader; everything else by the codecs of the engine. */
async function ofBytes(bridge: Bridge, input: string): Promise<Reply<Material>> {
  const decoded = await bridge.request('decodeBytes', { input, from: 'file', as: null });
  if (decoded.ok && decoded.value.kind !== 'unknown') return ok({ of: 'bytes', thing: thingOfField(decoded.value.root) });
  const chain = await ofCredential(bridge, { kind: 'file', file: input });
  if (chain.ok) return chain;
  const credential = await bridge.request('inspectCredential', { files: [input], password: null });
  if (credential.ok) return ok({ of: 'certificate', thing: thingOf(texts.kinds.certificate, credential.value) });
  return decoded.ok ? ok({ of: 'bytes', thing: thingOfField(decoded.value.root) }) : decoded;
}

function ofRecording(content: string): Reply<Material> {
  const file = parseRecording(content);
  return file === null ? failed(texts.notARecording) : ok({ of: 'recording', file });
}

function ok(value: Material): Reply<Material> {
  return { ok: true, value };
}

function failed({ title, next }: Pick<ErrorView, 'title' | 'next'>): Reply<never> {
  return { ok: false, error: { code: 'NOT_COMPARABLE', title, next, rule: null, alert: null, detail: null } };
}
