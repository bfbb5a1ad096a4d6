import { equal } from '#engine/bytes.ts';
import type { DenyCode } from '#engine/errors.ts';
import type { CredentialQuestion, Verdict } from '#engine/mls-tls/host-effects.ts';
import type { Direction, NewPin, PeerKey, Pin } from '#main/store/store.ts';
import { credentialName } from './credential-name.ts';
import { fullFingerprint } from './fingerprint.ts';
import { schemeByNumber } from './signature-schemes.ts';

/**
 * Whom a connection believes.
 * `pin`: keys given for it, else explicit pins. `first-use`: also the first key met at an address that was dialled; on a
 * listener, every first caller ("trust first"), so a listener's default is `pin`. `accept-any`: laboratories only.
 */
export type TrustMode = 'pin' | 'first-use' | 'accept-any';

/** Where a credential question comes from. A resumption is asked about with the context its session was founded in. */
export interface TrustContext {
  readonly mode: TrustMode;
  /** Who dialled when the session was founded. */
  readonly direction: Direction;
  /** HOST:PORT that was dialled, or the caller's address. */
  readonly address: string;
  readonly listenerId: string | null;
  /** Keys from contact cards given for this connection or listener. */
  readonly given: readonly PeerKey[];
  /** Our own keys on this connection: a peer that shows one is a reflection. */
  readonly ownKeys: readonly PeerKey[];
}

/** Something the user should see. */
export interface TrustNotice {
  readonly kind: 'first-use' | 'key-changed' | 'name-changed' | 'identity-moved' | 'knocking' | 'unchecked';
  readonly level: 'info' | 'warning' | 'danger';
  readonly title: string;
  readonly text: string;
}

/** What a decision changes in the store. */
export type TrustEffect =
  | { readonly kind: 'add-pin'; readonly pin: NewPin }
  | { readonly kind: 'seen'; readonly pinId: string; readonly name: string }
  | { readonly kind: 'move-pin'; readonly pinId: string; readonly key: PeerKey; readonly name: string }
  | {
      readonly kind: 'knock';
      readonly key: PeerKey;
      readonly fingerprint: string;
      readonly name: string;
      readonly address: string;
      readonly listenerId: string | null;
    };

export interface Decision {
  readonly verdict: Verdict;
  /** One or two sentences: why. */
  readonly explanation: string;
  readonly notice: TrustNotice | null;
  /** Nothing was checked: show it wherever the connection appears. */
  readonly insecure: boolean;
  /** How the key came to be accepted, for the list of connections. */
  readonly basis: 'pinned' | 'first use' | 'unchecked' | null;
  readonly effects: readonly TrustEffect[];
}

/** Pins that could matter for a question. */
export interface KnownPins {
  /** Pins of the dialled address; empty for inbound. */
  readonly forAddress: readonly Pin[];
  /** Pins whose current or previous key is the one in question, or its predecessor. */
  readonly forKeys: readonly Pin[];
}

/** A pin is noted as seen at most this often: milliseconds. */
const seenInterval = 60_000;

/**
 * The authentication service's decision, R-AS. Pure: reads what it is given and says what to change.
 *
 * @param now wall clock, milliseconds
 */
export function judge(question: CredentialQuestion, context: TrustContext, pins: KnownPins, now: number): Decision {
  const peer = peerOf(question);
  if (context.ownKeys.some((own) => sameKey(own, peer.key)))
    return refuse('bad_certificate', 'The peer presented our own key: a reflection of our messages, not a peer.');
  if (question.credential.kind === 'x509')
    return refuse('bad_certificate', 'X.509 credentials are not supported yet; only basic credentials with a pinned key are.');
  if (context.mode === 'accept-any') return acceptUnchecked(question, peer, pins);
  if (question.previous) return judgeSuccessor(question.previous, peer, context, pins);
  const trusted = trustedPin(peer.key, context, pins);
  if (trusted !== null) return acceptPinned(trusted, peer, now);
  if (question.purpose === 'resumption') return judgeFormerPeer(peer, context, pins, now);
  return context.direction === 'outbound' ? judgeUnknownServer(peer, context, pins) : judgeStranger(peer, context);
}

interface Peer {
  readonly key: PeerKey;
  readonly name: string;
  readonly fingerprint: string;
}

type Trusted = { readonly kind: 'given' } | { readonly kind: 'pin'; readonly pin: Pin };

function peerOf(question: CredentialQuestion): Peer {
  const key = { scheme: question.signatureScheme, publicKey: question.signatureKey };
  return { key, name: credentialName(question.credential), fingerprint: fullFingerprint(key) };
}

/** Whether this pin speaks for this connection at all, whatever the key. */
function applies(pin: Pin, { mode, direction, address }: TrustContext): boolean {
  if (pin.address !== null) return direction === 'outbound' && pin.address === address && (pin.kind === 'explicit' || mode === 'first-use');
  return pin.kind === 'explicit' || (direction === 'inbound' && mode === 'first-use');
}

/** The keys given, or the pins of a dialled address, leave no room for others: a key that changes there is an alarm. */
function bound(context: TrustContext, pins: KnownPins): readonly Pin[] {
  return pins.forAddress.filter((pin) => applies(pin, context));
}

function trustedPin(key: PeerKey, context: TrustContext, pins: KnownPins): Trusted | null {
  if (context.given.some((given) => sameKey(given, key))) return { kind: 'given' };
  if (context.given.length > 0 && context.direction === 'outbound') return null;
  const here = bound(context, pins);
  const candidates = here.length > 0 ? here : pins.forKeys.filter((pin) => applies(pin, context));
  const pin = candidates.find((candidate) => sameKey(candidate, key));
  return pin === undefined ? null : { kind: 'pin', pin };
}

function acceptPinned(trusted: Trusted, peer: Peer, now: number): Decision {
  if (trusted.kind === 'given') return accept('pinned', `${peer.name} presented the key that was given for this connection.`);
  const { pin } = trusted;
  const renamed = pin.name !== null && pin.name !== peer.name;
  if (renamed && pin.fixed)
    return refuse('access_denied', `The pinned key of ${pin.label} came with the name “${peer.name}”, but the pin is fixed to “${pin.name}”.`);
  const stale = pin.lastSeenAt === null || Math.abs(now - pin.lastSeenAt) >= seenInterval || pin.name !== peer.name;
  const notice: TrustNotice | null = renamed
    ? {
        kind: 'name-changed',
        level: 'warning',
        title: `${pin.label} goes by another name`,
        text: `The key is the pinned one; its name was “${pin.name}” and is now “${peer.name}”.`,
      }
    : null;
  const how = pin.kind === 'explicit' ? 'pinned by you' : `pinned on first use${pin.address === null ? '' : ` at ${pin.address}`}`;
  return {
    ...accept(pin.kind === 'explicit' ? 'pinned' : 'first use', `The key of ${peer.name} is ${how}.`),
    notice,
    effects: stale ? [{ kind: 'seen', pinId: pin.id, name: peer.name }] : [],
  };
}

/** The stored peer of a session is not among the trusted any more; a pin that its key signed itself away from still is. */
function judgeFormerPeer(peer: Peer, context: TrustContext, pins: KnownPins, now: number): Decision {
  const followed = pins.forKeys.find((pin) => pin.previous !== null && sameKey(pin.previous, peer.key) && trustedPin(pin, context, pins) !== null);
  if (followed) {
    const seen = acceptPinned({ kind: 'pin', pin: followed }, { ...peer, name: followed.name ?? peer.name }, now);
    return { ...seen, explanation: `${peer.name} has signed in another key since; this session still knows the one before it.` };
  }
  return refuse('access_denied', `The key of ${peer.name} is not pinned any more, or another one took its place. The session is kept, but not used.`);
}

function judgeUnknownServer(peer: Peer, context: TrustContext, pins: KnownPins): Decision {
  const { address } = context;
  if (context.given.length > 0)
    return refuse('access_denied', `${address} presented another key than the one given for this connection.`, keyChanged(peer, address, null));
  const [expected] = bound(context, pins);
  if (expected !== undefined) {
    const what = `${address} presented another key than the pinned one of ${expected.label}.${otherScheme(expected, peer.key)}`;
    const advice =
      'Somebody may be in between, or the peer was set up anew: compare fingerprints with it, and remove the old pin only if the change is genuine.';
    return refuse('access_denied', `${what} ${advice}`, keyChanged(peer, address, expected));
  }
  if (context.mode === 'pin') return refuse('access_denied', `No pinned key matches what ${address} presented.`);
  const pin: NewPin = { ...peer.key, label: peer.name, kind: 'first-use', address, name: peer.name, fixed: false };
  return {
    ...accept('first use', `This is the first connection to ${address}: its key is remembered and expected from now on.`),
    notice: {
      kind: 'first-use',
      level: 'info',
      title: `First connection to ${address}`,
      text: `The key of “${peer.name}” is remembered: ${peer.fingerprint}`,
    },
    effects: [{ kind: 'add-pin', pin }],
  };
}

/** A pin holds for one key: a suite with another signature scheme makes an honest peer show another one. */
function otherScheme(expected: PeerKey, shown: PeerKey): string {
  if (expected.scheme === shown.scheme) return '';
  const [pinned, here] = [expected, shown].map(({ scheme }) => schemeByNumber(scheme) ?? 'unknown');
  return ` It is of another signature scheme (${here} instead of ${pinned}), as the cipher suite of this connection needs: a pin holds for one key.`;
}

function judgeStranger(peer: Peer, context: TrustContext): Decision {
  const { address, listenerId } = context;
  if (context.mode === 'first-use') {
    const pin: NewPin = { ...peer.key, label: peer.name, kind: 'first-use', address: null, name: peer.name, fixed: false };
    return {
      ...accept('first use', `This listener trusts first callers: the key of ${peer.name} is remembered.`),
      notice: {
        kind: 'first-use',
        level: 'warning',
        title: `“${peer.name}” was let in without a check`,
        text: `The listener trusts first callers. Key: ${peer.fingerprint}`,
      },
      effects: [{ kind: 'add-pin', pin }],
    };
  }
  return {
    ...refuse('access_denied', `${peer.name} is not known here. Accept the key under “knocking”, and the next attempt succeeds.`),
    notice: { kind: 'knocking', level: 'info', title: `“${peer.name}” is knocking`, text: `From ${address}, key ${peer.fingerprint}` },
    effects: [{ kind: 'knock', key: peer.key, fingerprint: peer.fingerprint, name: peer.name, address, listenerId }],
  };
}

/** validateSuccessor of R-AS: the commit was signed by the previous key, which must itself be trusted. */
function judgeSuccessor(previous: NonNullable<CredentialQuestion['previous']>, peer: Peer, context: TrustContext, pins: KnownPins): Decision {
  const old: PeerKey = { scheme: peer.key.scheme, publicKey: previous.signatureKey };
  const moved = pins.forKeys.find((pin) => sameKey(pin, peer.key) && pin.previous !== null && sameKey(pin.previous, old));
  if (moved && trustedPin(moved, context, pins))
    return accept('pinned', `${peer.name} uses the key that the pin of ${moved.label} followed to before.`);
  const anchor = trustedPin(old, context, pins);
  if (anchor === null) return refuse('access_denied', 'The peer changed its identity, and its previous key is not pinned.');
  if (anchor.kind === 'given') return judgeGivenSuccessor(old, peer);
  const { pin } = anchor;
  if (pin.fixed) return refuse('access_denied', `The peer changed its identity, but the pin of ${pin.label} is fixed.`);
  const notice: TrustNotice = {
    kind: 'identity-moved',
    level: 'warning',
    title: `${pin.label} changed its identity`,
    text: `Signed by the pinned key. Now “${peer.name}”, key ${peer.fingerprint}`,
  };
  const taken = pins.forKeys.some((other) => other.id !== pin.id && other.address === pin.address && sameKey(other, peer.key));
  const effect: TrustEffect =
    sameKey(pin, peer.key) || taken
      ? { kind: 'seen', pinId: pin.id, name: peer.name }
      : { kind: 'move-pin', pinId: pin.id, key: peer.key, name: peer.name };
  const decision = accept(
    pin.kind === 'explicit' ? 'pinned' : 'first use',
    `${pin.label} changed its identity; the pinned key signed the change and the pin follows.`,
  );
  return { ...decision, notice, effects: [effect] };
}

/** A key given for one connection has no pin that could follow it. */
function judgeGivenSuccessor(old: PeerKey, peer: Peer): Decision {
  if (!sameKey(old, peer.key)) return refuse('access_denied', 'The peer changed its key, but only the given one is accepted on this connection.');
  return {
    ...accept('pinned', `The peer goes by the name ${peer.name} now; its key is the given one.`),
    notice: {
      kind: 'name-changed',
      level: 'warning',
      title: 'The peer goes by another name',
      text: `Now “${peer.name}”, with the same key ${peer.fingerprint}`,
    },
  };
}

function acceptUnchecked(question: CredentialQuestion, peer: Peer, pins: KnownPins): Decision {
  const differs = pins.forAddress.length > 0 && !pins.forAddress.some((pin) => sameKey(pin, peer.key));
  const what = question.previous ? 'The peer changed its identity' : `“${peer.name}” was accepted`;
  const notice: TrustNotice = {
    kind: 'unchecked',
    level: differs ? 'danger' : 'warning',
    title: `${what} without any check`,
    text: differs ? `The key is not the one pinned for this address: ${peer.fingerprint}` : `Key: ${peer.fingerprint}`,
  };
  return { ...accept('unchecked', 'This connection accepts any key: nothing was checked.'), insecure: true, notice };
}

function keyChanged(peer: Peer, address: string, expected: Pin | null): TrustNotice {
  const was = expected === null ? '' : ` Expected: ${fullFingerprint(expected)}.`;
  return {
    kind: 'key-changed',
    level: 'danger',
    title: `The key of ${address} has changed`,
    text: `Nothing was sent. Presented: “${peer.name}”, ${peer.fingerprint}.${was}`,
  };
}

function accept(basis: NonNullable<Decision['basis']>, explanation: string): Decision {
  return { verdict: { ok: true }, explanation, notice: null, insecure: false, basis, effects: [] };
}

function refuse(code: DenyCode, explanation: string, notice: TrustNotice | null = null): Decision {
  return { verdict: { ok: false, code }, explanation, notice, insecure: false, basis: null, effects: [] };
}

function sameKey(a: PeerKey, b: PeerKey): boolean {
  return a.scheme === b.scheme && equal(a.publicKey, b.publicKey);
}
