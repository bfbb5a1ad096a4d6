import type { ProfileWords } from '#shared/profile-words.ts';
import type { SessionDetailView, SessionView } from '#shared/contract/sessions.ts';
import type { ConnectionView, IdentityView, KnockView, ListenerView, PinView, SuiteView } from '#shared/views.ts';
import type { KeyPackageView } from '#shared/contract/key-packages.ts';
import { foreignSuites, suites } from '#engine/crypto/suites.ts';
import type { IdentityDetail } from '#shared/contract/identities.ts';
import { ownIdentityWords } from '#shared/identity-words.ts';
import { postQuantumBadge, suiteNumber, suiteRefusals } from '#shared/suite-words.ts';
import { table } from './table.ts';

/** What people read; `--json` prints the views themselves. */

const shortIdLength = 8;
/** The last moment a date can have, milliseconds. */
const latestDate = 8.64e15;

export const shortId = (id: string): string => id.slice(0, shortIdLength);

export function connectionTable(connections: readonly ConnectionView[]): readonly string[] {
  const rows = connections.map((one) => [
    shortId(one.id),
    one.label,
    one.state + (one.insecure ? ' (insecure)' : '') + (one.faults === 'now' ? ' (faults)' : one.faults === 'next' ? ' (faults next)' : ''),
    one.address,
    one.peer?.name ?? '-',
    one.profile,
    one.epoch ?? '-',
    `${one.bytesSent}/${one.bytesReceived}`,
  ]);
  return table(['CONNECTION', 'LABEL', 'STATE', 'ADDRESS', 'PEER', 'PROFILE', 'EPOCH', 'SENT/RECEIVED'], rows);
}

export function connectionLines(one: ConnectionView): readonly string[] {
  const facts: readonly (readonly [string, string | null])[] = [
    ['state', one.state],
    ['address', `${one.address} (${one.direction}, attempt ${one.attempt})`],
    ['role', one.foundingRole === null ? one.role : `${one.role}, ${one.foundingRole}`],
    ['profile', one.profile],
    ['suite', one.suite === null ? 'none yet' : suiteText(one.suite)],
    ['as', one.own === null ? null : one.own.state === 'current' ? one.own.name : `${one.own.name}: ${ownIdentityWords[one.own.state]}`],
    ['peer', one.peer === null ? null : `${one.peer.name}, ${one.peer.accepted}`],
    ['peer key', one.peer?.fingerprint.short ?? null],
    ['warning', one.insecure ? 'the key of the peer was accepted without any check' : null],
    ['faults', one.faults === 'now' || one.faults === 'next' ? faultStates[one.faults] : null],
    ['epoch', one.epoch === null ? null : `${one.epoch} (updates: ours ${one.updates.ours}, theirs ${one.updates.theirs})`],
    ['safety code', one.safetyCode?.digits ?? null],
    ['bytes', `${one.bytesSent} sent, ${one.bytesReceived} received`],
    ['session', one.sessionId],
    ['resumption', one.autoResume ? 'automatic' : 'on request'],
    ['obstacle', one.obstacle === null || !isCut(one) ? null : `cannot be resumed from here: ${one.obstacle}`],
    ['error', one.error === null ? null : `${one.error.title} ${one.error.next} (${one.error.code})`],
  ];
  const known = facts.filter(([, value]) => value !== null);
  return [`${one.id}  ${one.label}`, ...known.map(([name, value]) => `  ${name.padEnd(12)}${value}`)];
}

const faultStates = {
  now: 'records meet faults on the way, set on purpose; see lab faults',
  next: 'from the next transport on records meet faults, set on purpose; see lab faults',
} as const;

function isCut({ state }: ConnectionView): boolean {
  return state === 'dormant' || state === 'waiting' || state === 'closed';
}

export function suiteText(id: number): string {
  const suite = suites.find((one) => one.id === id);
  return suite === undefined ? suiteNumber(id) : `${suiteNumber(id)} ${suite.name}, ${postQuantumBadge[suite.postQuantum] ?? 'classical'}`;
}

/** A table, then the suites that are refused, and why. */
export function suiteTable(all: readonly SuiteView[]): readonly string[] {
  const rows = all.map((one) => [
    suiteNumber(one.id),
    one.name,
    one.signature,
    postQuantumBadge[one.postQuantum] ?? 'no',
    one.enabledByDefault ? 'on' : 'off',
  ]);
  const refused = foreignSuites.map(({ id, name, reason }) => `${name} (${suiteNumber(id)}) is not offered here: ${suiteRefusals[reason]}.`);
  return [...table(['NUMBER', 'NAME', 'SIGNS WITH', 'POST-QUANTUM', 'DEFAULT'], rows), '', ...refused];
}

/** A table, then a line about each. */
export function profileLines(all: readonly ProfileWords[]): readonly string[] {
  const rows = all.map((one, index) => [one.id, one.name, one.resumption, one.updates.join(', '), index === 0 ? 'yes' : 'no']);
  return [...table(['PROFILE', 'NAME', 'RESUMED BY', 'KEYS RENEWED BY', 'DEFAULT'], rows), '', ...all.map((one) => `${one.id}: ${one.about}`)];
}

export function listenerTable(listeners: readonly ListenerView[]): readonly string[] {
  const rows = listeners.map((one) => [
    shortId(one.id),
    one.state,
    one.addresses.join(' ') || `${one.host}:${one.port}`,
    one.profiles.join(' '),
    one.trust,
    `${one.accepted}`,
  ]);
  return table(['LISTENER', 'STATE', 'ADDRESSES', 'PROFILES', 'TRUST', 'ACCEPTED'], rows);
}

export function identityLines(one: IdentityView): readonly string[] {
  const state = one.destroyedAt !== null ? '  (keys destroyed)' : one.retiredAt !== null ? '  (retired)' : '';
  return [`${one.name}  ${one.id}${state}`, ...one.keys.flatMap((key) => [`  ${key.scheme}  ${key.fingerprint.short}`, `  ${key.contactCard}`])];
}

/** An identity with its past, and where its sessions stand. */
export function identityDetailLines({ identity, uses, connections }: IdentityDetail): readonly string[] {
  const day = (time: number) => new Date(time).toISOString().slice(0, 10);
  return [
    ...identityLines(identity),
    ...identity.keys.map((key) => `  ${key.scheme} key since ${day(key.createdAt)}`),
    ...identity.formerKeys.map((key) => `  ${key.how} ${day(key.endedAt)}: ${key.scheme} ${key.fingerprint.short}, since ${day(key.createdAt)}`),
    ...identity.formerNames.map((former) => `  until ${day(former.endedAt)}: ${former.name}`),
    ...uses.map(
      (use) =>
        `  ${use.sessions} ${use.sessions === 1 ? 'session' : 'sessions'} as ${use.name ?? 'not known yet'}, ${use.fingerprint?.short ?? 'key not known yet'}${use.present ? '' : ' (not the present key and name)'}`,
    ),
    ...connections
      .filter(({ state }) => state !== 'current')
      .map((one) => `  ${shortId(one.connectionId)}  ${one.label}: ${ownIdentityWords[one.state]}`),
  ];
}

export function pinTable(pins: readonly PinView[]): readonly string[] {
  const rows = pins.map((one) => [
    shortId(one.id),
    one.name,
    [one.kind, ...(one.fixed ? ['fixed'] : []), ...(one.verifiedAt === null ? [] : ['verified'])].join(', '),
    one.address ?? 'anywhere',
    one.fingerprint.short,
  ]);
  return table(['PIN', 'NAME', 'KIND', 'ADDRESS', 'FINGERPRINT'], rows);
}

export function knockTable(knocks: readonly KnockView[]): readonly string[] {
  const rows = knocks.map((one) => [shortId(one.id), one.name, one.address, `${one.count}`, one.fingerprint.short]);
  return table(['KNOCK', 'NAME', 'ADDRESS', 'TIMES', 'FINGERPRINT'], rows);
}

/** One session in words. */
export function sessionLines(one: SessionDetailView): readonly string[] {
  const { connection } = one;
  const at = (time: number) => new Date(time).toISOString();
  const facts: readonly (readonly [string, string | null])[] = [
    ['peer', `${one.peer.name}, ${one.peer.accepted}`],
    ['peer key', one.peer.fingerprint.full],
    ['credential', one.credential],
    ['warning', one.insecure ? 'the key of the peer was accepted without any check' : null],
    ['address', `${one.address ?? 'none'} (${one.direction})`],
    ['identity', one.identityName ?? one.identityId],
    ['profile', one.profile],
    ['suite', suiteText(one.suite)],
    ['epoch', one.epoch],
    ['standing', `${one.standing}${one.pending === 'none' ? '' : `, ${one.pending} under way`}`],
    ['now', one.live ? 'in use' : (one.obstacle ?? 'resumable')],
    ['begun', `${at(one.createdAt)}, as ${one.foundingRole}${one.marked ? '' : ', unmarked'}`],
    ['last used', at(one.lastUsedAt)],
    ['stored', `${one.size} bytes after ${one.generation} steps`],
    ['connection', connection === null ? null : `${shortId(one.connectionId)} ${connection.label}, ${connection.attempts} attempts`],
    ['updates', connection === null ? null : `ours ${connection.updates.ours}, theirs ${connection.updates.theirs}`],
  ];
  return [one.id, ...facts.filter(([, value]) => value !== null).map(([name, value]) => `  ${name.padEnd(12)}${value}`)];
}

export function sessionTable(sessions: readonly SessionView[]): readonly string[] {
  const rows = sessions.map((one) => [
    shortId(one.id),
    shortId(one.connectionId),
    one.peer.name,
    one.profile,
    one.epoch,
    one.standing,
    one.live ? 'in use' : (one.obstacle ?? 'resumable'),
  ]);
  return table(['SESSION', 'CONNECTION', 'PEER', 'PROFILE', 'EPOCH', 'STANDING', 'NOW'], rows);
}

export function keyPackageTable(all: readonly KeyPackageView[]): readonly string[] {
  const rows = all.map((one) => [
    shortId(one.id),
    one.origin,
    one.state + (one.overSince === null || one.state !== 'offered' ? '' : ' (over)'),
    one.name,
    suiteNumber(one.suite),
    new Date(Math.min(one.notAfter, latestDate)).toISOString().slice(0, 16),
    one.address ?? '-',
  ]);
  return table(['KEY-PACKAGE', 'ORIGIN', 'STATE', 'OF', 'SUITE', 'GOOD UNTIL', 'SENT TO'], rows);
}

/** One KeyPackage in words. */
export function keyPackageLines(one: KeyPackageView): readonly string[] {
  const at = (time: number) => new Date(Math.min(time, latestDate)).toISOString();
  const facts: readonly (readonly [string, string | null])[] = [
    ['of', one.name],
    ['origin', one.origin],
    ['state', one.state],
    ['suite', suiteText(one.suite)],
    ['made', at(one.createdAt)],
    ['changed', at(one.changedAt)],
    ['good until', at(one.notAfter)],
    ['over since', one.overSince === null ? null : `${at(one.overSince)}; destroyed at the next start that agrees`],
    ['sent to', one.address],
    ['sent again', one.replays === 0 ? null : `${one.replays} times by the peer`],
  ];
  return [one.id, ...facts.filter(([, value]) => value !== null).map(([name, value]) => `  ${name.padEnd(12)}${value}`)];
}
