import * as v from 'valibot';
import { maxEarlyData } from '#engine/index.ts';
import type { Params, RequestName } from '#shared/contract.ts';
import { refusal } from './error-views.ts';
import {
  connectionId,
  host,
  id,
  labelLength,
  marker,
  name,
  nothing,
  pageSize,
  pinCount,
  card,
  portNumber,
  profile,
  seq,
  suites,
  textLength,
  trust,
} from './fields.ts';
import { credentialSchemas } from './credentials/schemas.ts';
import { epochSchemas } from './epochs/schemas.ts';
import { identitySchemas } from './identities/schemas.ts';
import { inspectionSchemas } from './inspection/schemas.ts';
import { auditSchemas } from './audit/schemas.ts';
import { backupSchemas } from './backup/schemas.ts';
import { captureSchemas } from './captures/schemas.ts';
import { jobSchemas } from './jobs/schemas.ts';
import { laboratorySchemas } from './laboratory/schemas.ts';
import { recordingSchemas } from './recordings/schemas.ts';
import { repairSchemas } from './repair/schemas.ts';
import { keyPolicySchemas } from './key-policies/schemas.ts';
import { keyPackageSchemas } from './key-packages/schemas.ts';
import { sessionSchemas } from './sessions/schemas.ts';
import { trustSchemas } from './trust/schemas.ts';
import { vaultSchemas } from './vault/schemas.ts';
import { trustPolicySchemas } from './trust-policies/schemas.ts';

/** One schema per request. Exact: a missing, unknown or oversized field is refused. */
const schemas: { readonly [M in RequestName]: v.GenericSchema<unknown, Params<M>> } = {
  ...trustSchemas,
  ...identitySchemas,
  ...trustPolicySchemas,
  ...sessionSchemas,
  ...keyPackageSchemas,
  ...keyPolicySchemas,
  ...auditSchemas,
  ...backupSchemas,
  ...jobSchemas,
  ...inspectionSchemas,
  ...credentialSchemas,
  ...epochSchemas,
  ...repairSchemas,
  ...vaultSchemas,
  ...recordingSchemas,
  ...captureSchemas,
  ...laboratorySchemas,
  app: nothing,
  identities: nothing,
  createIdentity: v.strictObject({ name }),
  listeners: nothing,
  listen: v.strictObject({
    identityId: v.nullable(id),
    host,
    port: v.pipe(portNumber, v.minValue(0)),
    profiles: v.pipe(v.array(profile), v.minLength(1), v.maxLength(3)),
    suites,
    trust,
    policyId: v.exactOptional(v.nullable(id)),
    pins: v.pipe(v.array(card), v.maxLength(pinCount)),
    marker,
    autoResume: v.nullable(v.boolean()),
    acceptEarlyData: v.exactOptional(v.boolean()),
  }),
  stopListening: v.strictObject({ listenerId: id }),
  connections: nothing,
  connection: connectionId,
  connect: v.strictObject({
    identityId: v.nullable(id),
    host,
    port: v.pipe(portNumber, v.minValue(1)),
    profile,
    suites,
    trust,
    policyId: v.exactOptional(v.nullable(id)),
    pin: v.nullable(card),
    marker,
    autoResume: v.nullable(v.boolean()),
    label: v.nullable(v.pipe(v.string(), v.maxLength(labelLength))),
    connectionId: v.exactOptional(v.pipe(v.string(), v.uuid())),
  }),
  update: connectionId,
  keyUpdate: v.strictObject({ connectionId: id, requestPeer: v.boolean() }),
  send: v.strictObject({ connectionId: id, text: v.pipe(v.string(), v.maxLength(textLength)) }),
  cut: connectionId,
  resume: connectionId,
  resumeWith: v.strictObject({ connectionId: id, text: v.pipe(v.string(), v.minLength(1), v.maxBytes(maxEarlyData)) }),
  close: connectionId,
  setAutoResume: v.strictObject({ connectionId: id, on: v.boolean() }),
  removeConnection: connectionId,
  transcript: v.strictObject({
    connectionId: id,
    before: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
    limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(pageSize)),
  }),
  transcriptDetail: v.strictObject({ connectionId: id, seq }),
  epochs: connectionId,
  messages: connectionId,
  startDemo: v.strictObject({ profile: v.exactOptional(profile) }),
  notices: nothing,
  dismissNotice: v.strictObject({ noticeId: id }),
};

/**
 * The parameters of a request, from anything a face may send.
 *
 * @throws {ApiError} `IPC_BAD_ARGS`; the detail names the field, never its value
 */
export function parseParams<M extends RequestName>(request: M, raw: unknown): Params<M> {
  // A schema reads arrays and class instances as objects; JSON has neither in these places.
  if (!isPlainObject(raw)) throw refusal('IPC_BAD_ARGS', 'the arguments are not an object');
  const result = v.safeParse(schemas[request], raw, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw refusal('IPC_BAD_ARGS', `${v.getDotPath(issue) ?? 'arguments'}: ${issue.type.replaceAll('_', ' ')}`);
}

/** Whether a request of this name exists. */
export function isRequestName(candidate: unknown): candidate is RequestName {
  return typeof candidate === 'string' && Object.hasOwn(schemas, candidate);
}

function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
