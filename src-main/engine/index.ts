/**
 * The engine's door: what the rest of the product may run. Types may be imported from the file that states them, and the plain
 * values of bytes, secret, errors, alert, rules and crypto/ from there.
 */

export { clearFacts } from './explain/clear-facts.ts';
export { explain, recognise } from './explain/explain.ts';
export { type KeyInput, type KeyOrigin, type KeyStep, keySchedule } from './explain/key-schedule.ts';
export { isHandshakeType } from './explain/handshake.ts';
export { failuresOf } from './explain/node.ts';
export { unwrap, unwrapText } from './explain/unwrap.ts';
export { foundingRoleOf } from './mls/group.ts';
export { type GroupPicture, readPublicGroup } from './mls/public-state.ts';
export { createMls, type MlsOptions } from './mls/ts-mls-group.ts';
export { createEndpoint, defaultPolicy } from './mls-tls/endpoint.ts';
export { eraseSession } from './mls-tls/disposal.ts';
export { decodeSession, encodeSession, type GroupEncoding } from './mls-tls/snapshot.ts';
export { noTrace } from './mls-tls/trace.ts';
export { OutputBuffer } from './record/staging.ts';
export { maxEarlyData } from './two-party/answering.ts';
export { handshakeName } from './two-party/messages.ts';
export { runTask } from './two-party/tasks.ts';
