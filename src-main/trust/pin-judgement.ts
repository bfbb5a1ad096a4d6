import type { CredentialQuestion } from '#engine/mls-tls/host-effects.ts';
import type { NewPin, PeerKey, Pin } from '#main/store/pin-table.ts';
import { accept, type Draft, type KnownPins, type Peer, refuse, sameKey, type TrustContext, type TrustEffect, type TrustNotice } from './decision.ts';
import { fullFingerprint } from './fingerprint.ts';
import { schemeByNumber } from './signature-schemes.ts';

/** A pin is noted as seen at most this often: milliseconds. */
const seenInterval = 60_000;

/** What the pins say. `none`: they neither vouch for the peer nor speak against it; the draft is what follows if nothing else does. */
export interface PinJudgement {
  readonly opinion: 'allow' | 'deny' | 'none';
  /** Which step it belongs to. */
  readonly step: 'pinned' | 'first-use';
  readonly draft: Draft;
}

/**
 * Pins and first use, R-AS. Pure.
 *
 * @param now wall clock, milliseconds
 */
export function judgePins(question: CredentialQuestion, peer: Peer, context: TrustContext, pins: KnownPins, now: number): PinJudgement {
  if (question.previous) return judgeSuccessor(question.previous, peer, context, pins);
  const trusted = trustedPin(peer.key, context, pins);
  if (trusted !== null) return judged(acceptPinned(trusted, peer, now));
  if (question.purpose === 'resumption') return judgeFormerPeer(peer, context, pins, now);
  return context.direction === 'outbound' ? judgeUnknownServer(peer, context, pins) : judgeStranger(peer, context);
}

type Trusted = { readonly kind: 'given' } | { readonly kind: 'pin'; readonly pin: Pin };

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

function acceptPinned(trusted: Trusted, peer: Peer, now: number): Draft {
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
function judgeFormerPeer(peer: Peer, context: TrustContext, pins: KnownPins, now: number): PinJudgement {
  const followed = pins.forKeys.find((pin) => pin.previous !== null && sameKey(pin.previous, peer.key) && trustedPin(pin, context, pins) !== null);
  if (followed) {
    const seen = acceptPinned({ kind: 'pin', pin: followed }, { ...peer, name: followed.name ?? peer.name }, now);
    return judged({ ...seen, explanation: `${peer.name} has signed in another key since; this session still knows the one before it.` });
  }
  return undecided(
    refuse('access_denied', `The key of ${peer.name} is not pinned any more, or another one took its place. The session is kept, but not used.`),
  );
}

function judgeUnknownServer(peer: Peer, context: TrustContext, pins: KnownPins): PinJudgement {
  const { address } = context;
  if (context.given.length > 0)
    return judged(
      refuse('access_denied', `${address} presented another key than the one given for this connection.`, keyChanged(peer, address, null)),
    );
  const [expected] = bound(context, pins);
  if (expected !== undefined) {
    const what = `${address} presented another key than the pinned one of ${expected.label}.${otherScheme(expected, peer.key)}`;
    const advice =
      'Somebody may be in between, or the peer was set up anew: compare fingerprints with it, and remove the old pin only if the change is genuine.';
    return judged(refuse('access_denied', `${what} ${advice}`, keyChanged(peer, address, expected)));
  }
  if (context.mode === 'pin') return undecided(refuse('access_denied', `No pinned key matches what ${address} presented.`));
  const pin: NewPin = { ...peer.key, label: peer.name, kind: 'first-use', address, name: peer.name, fixed: false };
  return firstUse({
    ...accept('first use', `This is the first connection to ${address}: its key is remembered and expected from now on.`),
    notice: {
      kind: 'first-use',
      level: 'info',
      title: `First connection to ${address}`,
      text: `The key of “${peer.name}” is remembered: ${peer.fingerprint}`,
    },
    effects: [{ kind: 'add-pin', pin }],
  });
}

/** A pin holds for one key: a suite with another signature scheme makes an honest peer show another one. */
function otherScheme(expected: PeerKey, shown: PeerKey): string {
  if (expected.scheme === shown.scheme) return '';
  const [pinned, here] = [expected, shown].map(({ scheme }) => schemeByNumber(scheme) ?? 'unknown');
  return ` It is of another signature scheme (${here} instead of ${pinned}), as the cipher suite of this connection needs: a pin holds for one key.`;
}

function judgeStranger(peer: Peer, context: TrustContext): PinJudgement {
  if (context.mode === 'first-use') {
    const pin: NewPin = { ...peer.key, label: peer.name, kind: 'first-use', address: null, name: peer.name, fixed: false };
    return firstUse({
      ...accept('first use', `This listener trusts first callers: the key of ${peer.name} is remembered.`),
      notice: {
        kind: 'first-use',
        level: 'warning',
        title: `“${peer.name}” was let in without a check`,
        text: `The listener trusts first callers. Key: ${peer.fingerprint}`,
      },
      effects: [{ kind: 'add-pin', pin }],
    });
  }
  return undecided(knocking(peer, context));
}

/** A refusal that a person can turn into a pin: the next attempt succeeds. */
export function knocking(peer: Peer, { direction, address, listenerId }: TrustContext): Draft {
  const where = direction === 'inbound' ? `From ${address}` : `Dialled at ${address}`;
  return {
    ...refuse('access_denied', `${peer.name} is not known here. Accept the key under “knocking”, and the next attempt succeeds.`),
    notice: { kind: 'knocking', level: 'info', title: `“${peer.name}” is knocking`, text: `${where}, key ${peer.fingerprint}` },
    effects: [{ kind: 'knock', key: peer.key, fingerprint: peer.fingerprint, name: peer.name, address, listenerId }],
  };
}

/** validateSuccessor of R-AS: the commit was signed by the previous key, which must itself be trusted. */
function judgeSuccessor(previous: NonNullable<CredentialQuestion['previous']>, peer: Peer, context: TrustContext, pins: KnownPins): PinJudgement {
  const old: PeerKey = { scheme: peer.key.scheme, publicKey: previous.signatureKey };
  const moved = pins.forKeys.find((pin) => sameKey(pin, peer.key) && pin.previous !== null && sameKey(pin.previous, old));
  if (moved && trustedPin(moved, context, pins))
    return judged(accept('pinned', `${peer.name} uses the key that the pin of ${moved.label} followed to before.`));
  const anchor = trustedPin(old, context, pins);
  if (anchor === null) return undecided(refuse('access_denied', 'The peer changed its identity, and its previous key is not pinned.'));
  if (anchor.kind === 'given') return judged(judgeGivenSuccessor(old, peer));
  const { pin } = anchor;
  if (pin.fixed) return judged(refuse('access_denied', `The peer changed its identity, but the pin of ${pin.label} is fixed.`));
  const taken = pins.forKeys.some((other) => other.id !== pin.id && other.address === pin.address && sameKey(other, peer.key));
  const effect: TrustEffect =
    sameKey(pin, peer.key) || taken
      ? { kind: 'seen', pinId: pin.id, name: peer.name }
      : { kind: 'move-pin', pinId: pin.id, key: peer.key, name: peer.name };
  const uncompared = effect.kind === 'move-pin' ? '. Nobody has compared this key yet.' : '';
  const notice: TrustNotice = {
    kind: 'identity-moved',
    level: 'warning',
    title: `${pin.label} changed its identity`,
    text: `Signed by the pinned key. Now “${peer.name}”, key ${peer.fingerprint}${uncompared}`,
  };
  const decision = accept(
    pin.kind === 'explicit' ? 'pinned' : 'first use',
    `${pin.label} changed its identity; the pinned key signed the change and the pin follows.`,
  );
  return judged({ ...decision, notice, effects: [effect] });
}

/** A key given for one connection has no pin that could follow it. */
function judgeGivenSuccessor(old: PeerKey, peer: Peer): Draft {
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

function keyChanged(peer: Peer, address: string, expected: Pin | null): TrustNotice {
  const was = expected === null ? '' : ` Expected: ${fullFingerprint(expected)}.`;
  return {
    kind: 'key-changed',
    level: 'danger',
    title: `The key of ${address} has changed`,
    text: `Nothing was sent. Presented: “${peer.name}”, ${peer.fingerprint}.${was}`,
  };
}

function judged(draft: Draft): PinJudgement {
  return { opinion: draft.verdict.ok ? 'allow' : 'deny', step: 'pinned', draft };
}

function firstUse(draft: Draft): PinJudgement {
  return { opinion: 'allow', step: 'first-use', draft };
}

function undecided(draft: Draft): PinJudgement {
  return { opinion: 'none', step: 'pinned', draft };
}
