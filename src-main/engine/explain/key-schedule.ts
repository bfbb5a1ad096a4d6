import { recordKeyLength } from '../crypto/aead.ts';
import { suiteOf } from '../two-party/keying.ts';
import type { ProfileName } from '../two-party/roles.ts';
import { editorLabels } from '../mls-tls/editor-traffic-secrets.ts';
import { exporterLabels } from '../mls-tls/traffic-secrets.ts';

/** What goes into a derivation: a secret that another step gave, or something that everybody in the group knows. */
export type KeyInput =
  | { readonly kind: 'step'; readonly id: string }
  /** A secret that no step here gives: the path of the commit, what an epoch before left. */
  | { readonly kind: 'secret'; readonly name: string }
  | {
      readonly kind: 'public';
      readonly name: 'GroupContext' | 'empty' | 'zeros' | 'no-path' | 'hash-of-nothing' | 'hash-of-request' | 'hash-of-resumption';
    };

/**
 * One derivation of an epoch, without any value. `secret` is the key that goes in, `context` what it is bound to.
 * `fate`: what becomes of the result: it goes on into other steps, protects records, is kept until the next epoch, is shown to
 * people, or belongs to MLS.
 */
export interface KeyStep {
  readonly id: string;
  readonly operation: 'Extract' | 'ExpandWithLabel' | 'DeriveSecret' | 'HKDF-Expand-Label';
  readonly label: string | null;
  readonly secret: KeyInput;
  readonly context: KeyInput | null;
  /** Bytes. */
  readonly length: number;
  readonly fate: 'intermediate' | 'record' | 'kept' | 'shown' | 'mls';
  readonly source: string;
}

const nothing: KeyInput = { kind: 'public', name: 'empty' };
const noPath: KeyInput = { kind: 'public', name: 'no-path' };
const groupContext: KeyInput = { kind: 'public', name: 'GroupContext' };

/**
 * What an epoch is derived from. `founded`: a commit that only adds the other member and has no path (R-HS). `committed`: a commit with
 * one. `bound`: the same, and early keys, or all keys of profile editor-copy, are bound to the message of a resumption.
 */
export type KeyOrigin = 'founded' | 'committed' | 'bound';

/**
 * Every derivation between a commit and the record keys of the epoch that it makes, in order: the key schedule of RFC 9420, the
 * exporter, the labels of the profile, key and IV of TLS 1.3. Labels and lengths are those the product derives with.
 */
export function keySchedule(suite: number, profile: ProfileName, origin: KeyOrigin): readonly KeyStep[] {
  const { nh, aead } = suiteOf(suite);
  const keyLength = recordKeyLength[aead];
  const bound = origin === 'bound';
  const derived = profile === 'editor-copy' ? editorSteps(nh, bound) : draftSteps(nh, bound);
  const directions = [...derived.flatMap(({ id }) => (id.endsWith('traffic_secret') ? [id] : []))];
  return [...mlsSteps(nh, origin !== 'founded'), ...derived, ...directions.flatMap((id) => recordSteps(id, keyLength))];
}

/** @param path whether the commit has one: without it zeros stand for its secret. RFC 9420 §8 */
function mlsSteps(nh: number, path: boolean): readonly KeyStep[] {
  const commitSecret: KeyStep = {
    ...derive('commit_secret', '', 'path', nh, 'intermediate', 'RFC 9420 §7.4'),
    secret: { kind: 'secret', name: 'path_secret' },
  };
  const fromEpoch = (id: string, label: string, fate: KeyStep['fate']): KeyStep => derive(id, 'epoch_secret', label, nh, fate, 'RFC 9420 §8');
  return [
    ...(path ? [commitSecret] : []),
    extract('joiner_extract', { kind: 'secret', name: 'init_secret' }, path ? { kind: 'step', id: commitSecret.id } : noPath, nh),
    expand('joiner_secret', 'joiner_extract', 'joiner', groupContext, nh, 'RFC 9420 §8'),
    extract('member_extract', { kind: 'step', id: 'joiner_secret' }, { kind: 'public', name: 'zeros' }, nh),
    derive('welcome_secret', 'member_extract', 'welcome', nh, 'mls', 'RFC 9420 §8'),
    expand('epoch_secret', 'member_extract', 'epoch', groupContext, nh, 'RFC 9420 §8'),
    fromEpoch('sender_data_secret', 'sender data', 'mls'),
    fromEpoch('encryption_secret', 'encryption', 'mls'),
    fromEpoch('exporter_secret', 'exporter', 'intermediate'),
    fromEpoch('external_secret', 'external', 'mls'),
    fromEpoch('confirmation_key', 'confirm', 'mls'),
    fromEpoch('membership_key', 'membership', 'mls'),
    fromEpoch('resumption_psk', 'resumption', 'mls'),
    fromEpoch('epoch_authenticator', 'authentication', 'shown'),
    fromEpoch('next_init_secret', 'init', 'mls'),
  ];
}

function draftSteps(nh: number, resumed: boolean): readonly KeyStep[] {
  const source = 'draft-kohbrok-mls-tls, R-KEY';
  const direction = (id: string, label: string): readonly KeyStep[] => [
    derive(`${id}_export`, 'exporter_secret', label, nh, 'intermediate', 'RFC 9420 §8.5'),
    expand(`${id}_traffic_secret`, `${id}_export`, 'exported', { kind: 'public', name: 'hash-of-nothing' }, nh, source),
  ];
  const base = derive('early_base', 'exporter_secret', exporterLabels.early, nh, 'kept', source);
  const early = expand(
    'early_traffic_secret',
    'early_base',
    'exported',
    { kind: 'public', name: 'hash-of-request' },
    nh,
    'draft-kohbrok-mls-tls, R-EARLY',
  );
  return [...direction('client', exporterLabels.client), ...direction('server', exporterLabels.server), base, ...(resumed ? [early] : [])];
}

function editorSteps(nh: number, resumed: boolean): readonly KeyStep[] {
  const source = 'MLS-TLS editor’s copy, R-ED-KEY';
  const kept = derive('resumption_base', 'exporter_secret', editorLabels.resumption, nh, 'kept', source);
  const fresh = [
    derive('master_export', 'exporter_secret', editorLabels.master, nh, 'intermediate', 'RFC 9420 §8.5'),
    expand('master_secret', 'master_export', 'exported', { kind: 'public', name: 'hash-of-nothing' }, nh, source),
  ];
  const bound = expand('master_secret', 'resumption_base', 'exported', { kind: 'public', name: 'hash-of-resumption' }, nh, source);
  const direction = (id: string, label: string): KeyStep => ({
    ...expand(`${id}_traffic_secret`, 'master_secret', label, { kind: 'public', name: 'hash-of-nothing' }, nh, 'RFC 8446 §7.1'),
    operation: 'HKDF-Expand-Label',
  });
  return [kept, ...(resumed ? [bound] : fresh), direction('client', 'c ap traffic'), direction('server', 's ap traffic')];
}

function recordSteps(secret: string, keyLength: number): readonly KeyStep[] {
  const side = secret.replace('_traffic_secret', '');
  const step = (id: string, label: string, length: number): KeyStep => ({
    ...expand(id, secret, label, nothing, length, 'RFC 8446 §7.3'),
    operation: 'HKDF-Expand-Label',
    fate: 'record',
  });
  return [step(`${side}_write_key`, 'key', keyLength), step(`${side}_write_iv`, 'iv', 12)];
}

/** KDF.Extract(salt, input): the salt is what goes in as `secret`. */
function extract(id: string, secret: KeyInput, context: KeyInput, length: number): KeyStep {
  return { id, operation: 'Extract', label: null, secret, context, length, fate: 'intermediate', source: 'RFC 9420 §8' };
}

function expand(id: string, from: string, label: string, context: KeyInput, length: number, source: string): KeyStep {
  return { id, operation: 'ExpandWithLabel', label, secret: { kind: 'step', id: from }, context, length, fate: 'intermediate', source };
}

function derive(id: string, from: string, label: string, length: number, fate: KeyStep['fate'], source: string): KeyStep {
  return { id, operation: 'DeriveSecret', label, secret: { kind: 'step', id: from }, context: null, length, fate, source };
}
