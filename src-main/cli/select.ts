import { suiteRefusal } from '#engine/crypto/suites.ts';
import { defaultProfile, profiles } from '#shared/profile-words.ts';
import type { SessionView } from '#shared/contract/sessions.ts';
import type { ConnectionView, PinView, ProfileView, SuiteView } from '#shared/views.ts';
import type { CoreAccess } from '#main/api/core-access.ts';
import { UsageError } from './arguments.ts';
import { ask } from './command.ts';
import { didYouMean } from './did-you-mean.ts';
import { suiteNumber, suiteRefusals } from '#shared/suite-words.ts';

/** Candidates that are looked at. */
const choices = 100;

/** MLS-TLS has no registered port; ours. */
export const defaultPort = 7443;

/**
 * Finds what a person means by an id, the beginning of one, or one of its names.
 *
 * @throws {UsageError} when nothing fits, or more than one thing does
 */
export function choose<T extends { readonly id: string }>(
  what: string,
  given: string,
  items: readonly T[],
  namesOf: (item: T) => readonly string[],
): T {
  const exact = items.filter((item) => item.id === given);
  const named = items.filter((item) => namesOf(item).includes(given));
  const begun = items.filter((item) => given !== '' && item.id.startsWith(given));
  const found = [exact, named, begun].find((candidates) => candidates.length > 0) ?? [];
  const [only, ...others] = found;
  if (only === undefined) throw new UsageError(`There is no ${what} “${given}”.`);
  if (others.length > 0) throw new UsageError(`More than one ${what} fits “${given}”: ${found.map((item) => item.id).join(', ')}.`);
  return only;
}

export async function chooseConnection(core: CoreAccess, given: string): Promise<ConnectionView> {
  return choose('connection', given, await ask(core, 'connections', {}), (connection) => [connection.label]);
}

/** A connection by its own id or label, or by the id of its session: older ones are in no list until they are resumed. */
export async function chooseResumable(core: CoreAccess, given: string): Promise<string> {
  const connections = await ask(core, 'connections', {});
  const named = connections.some(({ id, label }) => label === given || (given !== '' && id.startsWith(given)));
  if (named) return choose('connection', given, connections, ({ label }) => [label]).id;
  const { rows } = given === '' ? { rows: [] } : await ask(core, 'sessions', { id: given, limit: choices });
  return choose('connection or session', given, rows, (one) => (one.connectionId.startsWith(given) ? [given] : [])).connectionId;
}

/** By the beginning of its id or of its connection's. */
export async function chooseSession(core: CoreAccess, given: string): Promise<SessionView> {
  const { rows } = given === '' ? { rows: [] } : await ask(core, 'sessions', { id: given, limit: choices });
  return choose('session', given, rows, (one) => (one.connectionId.startsWith(given) ? [given] : []));
}

/** By the beginning of its id, or by its whole name. */
export async function choosePin(core: CoreAccess, given: string): Promise<PinView> {
  const byId = given === '' ? [] : (await ask(core, 'pins', { id: given, limit: choices })).rows;
  const byName = (await ask(core, 'pins', { search: given, order: 'name', limit: choices })).rows;
  const found = new Map([...byId, ...byName].map((pin) => [pin.id, pin]));
  return choose('pin', given, [...found.values()], (one) => [one.name]);
}

/** @returns `null`, which means the only one, when none is named */
export async function chooseIdentity(core: CoreAccess, given: string | null): Promise<string | null> {
  if (given === null) return null;
  return choose('identity', given, await ask(core, 'identities', {}), (identity) => [identity.name]).id;
}

/** Cipher suites by number (`1`, `0xF0F1`) or name; none given means those that are enabled by default. */
export async function chooseSuites(core: CoreAccess, given: readonly string[]): Promise<readonly number[]> {
  const { suites } = await ask(core, 'app', {});
  if (given.length === 0) return suites.filter((suite) => suite.enabledByDefault).map((suite) => suite.id);
  return given.map((one) => suiteOf(one, suites));
}

/** @throws {UsageError} */
export function suiteOf(given: string, suites: readonly Pick<SuiteView, 'id' | 'name' | 'descriptor'>[]): number {
  const wanted = given.toLowerCase();
  const found = suites.find((suite) => [suite.name.toLowerCase(), suite.descriptor.toLowerCase()].includes(wanted) || suite.id === Number(given));
  if (found !== undefined) return found.id;
  const known = suites.map((suite) => `${suiteNumber(suite.id)} ${suite.name}`).join(', ');
  const refusal = /^(0x[0-9a-f]{1,4}|[0-9]{1,5})$/i.test(given) ? suiteRefusal(Number(given)) : null;
  throw new UsageError(`There is no cipher suite “${given}”${refusal === null ? '' : `: ${suiteRefusals[refusal]}`}. Known: ${known}.`);
}

export const profileIds: readonly ProfileView[] = profiles.map(({ id }) => id);

/** A profile by id or name; the default when none is given. @throws {UsageError} */
export function chooseProfile(given: string | null): ProfileView {
  if (given === null) return defaultProfile;
  const wanted = plainName(given);
  const found = profiles.find(({ id, name }) => wanted === id || wanted === plainName(name));
  if (found !== undefined) return found.id;
  throw new UsageError(`There is no profile “${given}”.${didYouMean(given, profileIds)} Known: ${profileIds.join(', ')}.`);
}

/** What a listener accepts: each once, in the order given. @throws {UsageError} */
export function chooseProfiles(given: readonly string[]): readonly ProfileView[] {
  return given.length === 0 ? [defaultProfile] : [...new Set(given.map(chooseProfile))];
}

/** People type a straight apostrophe, and any case. */
function plainName(name: string): string {
  return name.toLowerCase().replaceAll('’', "'");
}

/** @throws {UsageError} unless it is a port */
export function portOf(given: string, least: 0 | 1): number {
  const port = /^\d{1,5}$/.test(given) ? Number(given) : -1;
  if (port < least || port > 65_535) throw new UsageError(`“${given}” is not a port.`);
  return port;
}

/** `HOST`, `HOST:PORT`, `[IPV6]:PORT` or a bare IPv6 address. @throws {UsageError} */
export function addressOf(given: string): { readonly host: string; readonly port: number } {
  const bracketed = /^\[([^\]]+)\](?::(.+))?$/.exec(given);
  if (bracketed !== null) return { host: bracketed[1] ?? '', port: bracketed[2] === undefined ? defaultPort : portOf(bracketed[2], 1) };
  const parts = given.split(':');
  const [host = '', port] = parts;
  if (parts.length > 2) return { host: given, port: defaultPort };
  if (host === '') throw new UsageError(`“${given}” is not an address. Write HOST:PORT.`);
  return { host, port: port === undefined ? defaultPort : portOf(port, 1) };
}

/** @throws {UsageError} when the value is none of the choices */
export function oneOf<const C extends string>(option: string, given: string | null, choices: readonly C[], otherwise: C): C {
  if (given === null) return otherwise;
  const found = choices.find((choice) => choice === given);
  if (found === undefined) throw new UsageError(`--${option} is one of ${choices.join(', ')}.`);
  return found;
}
