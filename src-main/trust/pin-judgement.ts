import type { CredentialQuestion } from '#engine/mls-tls/host-effects.ts';
import type { NewPin, PeerKey, Pin } from '#main/store/pin-table.ts';
import { accept, type Draft, type KnownPins, type Peer, refuse, sameKey, type TrustContext, type TrustEffect, type TrustNotice } from './decision.ts';
import { shortFingerprint } from './fingerprint.ts';
import { schemeByNumber } from './signature-schemes.ts';
import { noticeWords, type Sentence, sentence, sentences } from './sentence.ts';

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
  if (trusted.kind === 'given') return accept('pinned', sentence('given-key', peer.name));
  const { pin } = trusted;
  const renamed = pin.name !== null && pin.name !== peer.name;
  if (renamed && pin.fixed) return refuse('access_denied', sentence('fixed-name', pin.label, peer.name, pin.name ?? ''));
  const stale = pin.lastSeenAt === null || Math.abs(now - pin.lastSeenAt) >= seenInterval || pin.name !== peer.name;
  const notice: TrustNotice | null = renamed
    ? {
        kind: 'name-changed',
        level: 'warning',
        ...noticeWords(['renamed', pin.label], ['renamed-text', pin.name ?? '', peer.name]),
      }
    : null;
  return {
    ...accept(pin.kind === 'explicit' ? 'pinned' : 'first use', sentence('pinned-key', peer.name, pin.kind === 'explicit', pin.address)),
    notice,
    effects: stale ? [{ kind: 'seen', pinId: pin.id, name: peer.name }] : [],
  };
}

/** The stored peer of a session is not among the trusted any more; a pin that its key signed itself away from still is. */
function judgeFormerPeer(peer: Peer, context: TrustContext, pins: KnownPins, now: number): PinJudgement {
  const followed = pins.forKeys.find((pin) => pin.previous !== null && sameKey(pin.previous, peer.key) && trustedPin(pin, context, pins) !== null);
  if (followed) {
    const why = sentence('followed', peer.name);
    const seen = acceptPinned({ kind: 'pin', pin: followed }, { ...peer, name: followed.name ?? peer.name }, now);
    return judged({ ...seen, explanation: why.text, said: why.said });
  }
  return undecided(refuse('access_denied', sentence('former-peer', peer.name)));
}

function judgeUnknownServer(peer: Peer, context: TrustContext, pins: KnownPins): PinJudgement {
  const { address } = context;
  if (context.given.length > 0) return judged(refuse('access_denied', sentence('not-given-key', address), keyChanged(peer, address, null)));
  const [expected] = bound(context, pins);
  if (expected !== undefined) {
    const why = sentences(sentence('not-pinned-key', address, expected.label), ...otherScheme(expected, peer.key), sentence('compare-first'));
    return judged(refuse('access_denied', why, keyChanged(peer, address, expected)));
  }
  if (context.mode === 'pin') return undecided(refuse('access_denied', sentence('no-pin-matches', address)));
  const pin: NewPin = { ...peer.key, label: peer.name, kind: 'first-use', address, name: peer.name, fixed: false };
  return firstUse({
    ...accept('first use', sentence('first-connection', address)),
    notice: {
      kind: 'first-use',
      level: 'info',
      ...noticeWords(['first-connection', address], ['first-connection-text', peer.name, shortFingerprint(peer.key)]),
    },
    effects: [{ kind: 'add-pin', pin }],
  });
}

/** A pin holds for one key: a suite with another signature scheme makes an honest peer show another one. */
function otherScheme(expected: PeerKey, shown: PeerKey): readonly Sentence[] {
  if (expected.scheme === shown.scheme) return [];
  return [sentence('other-scheme', schemeByNumber(shown.scheme) ?? 'unknown', schemeByNumber(expected.scheme) ?? 'unknown')];
}

function judgeStranger(peer: Peer, context: TrustContext): PinJudgement {
  if (context.mode === 'first-use') {
    const pin: NewPin = { ...peer.key, label: peer.name, kind: 'first-use', address: null, name: peer.name, fixed: false };
    return firstUse({
      ...accept('first use', sentence('first-caller', peer.name)),
      notice: {
        kind: 'first-use',
        level: 'warning',
        ...noticeWords(['let-in', peer.name], ['let-in-text', shortFingerprint(peer.key)]),
      },
      effects: [{ kind: 'add-pin', pin }],
    });
  }
  return undecided(knocking(peer, context));
}

/** A refusal that a person can turn into a pin: the next attempt succeeds. */
export function knocking(peer: Peer, { direction, address, listenerId }: TrustContext): Draft {
  const words = noticeWords(['knocking', peer.name], ['knocking-text', direction === 'inbound', address, shortFingerprint(peer.key)]);
  return {
    // Only what is checked on demand is met nowhere; nobody knocks then.
    ...refuse('access_denied', sentence(address === '' ? 'stranger-unmet' : 'stranger', peer.name)),
    notice: { kind: 'knocking', level: 'info', ...words },
    effects: [{ kind: 'knock', key: peer.key, fingerprint: peer.fingerprint, name: peer.name, address, listenerId }],
  };
}

/** validateSuccessor of R-AS: the commit was signed by the previous key, which must itself be trusted. */
function judgeSuccessor(previous: NonNullable<CredentialQuestion['previous']>, peer: Peer, context: TrustContext, pins: KnownPins): PinJudgement {
  const old: PeerKey = { scheme: peer.key.scheme, publicKey: previous.signatureKey };
  const moved = pins.forKeys.find((pin) => sameKey(pin, peer.key) && pin.previous !== null && sameKey(pin.previous, old));
  if (moved && trustedPin(moved, context, pins)) return judged(accept('pinned', sentence('followed-before', peer.name, moved.label)));
  const anchor = trustedPin(old, context, pins);
  if (anchor === null) return undecided(refuse('access_denied', sentence('successor-unknown')));
  if (anchor.kind === 'given') return judged(judgeGivenSuccessor(old, peer));
  const { pin } = anchor;
  if (pin.fixed) return judged(refuse('access_denied', sentence('successor-fixed', pin.label)));
  const taken = pins.forKeys.some((other) => other.id !== pin.id && other.address === pin.address && sameKey(other, peer.key));
  const effect: TrustEffect =
    sameKey(pin, peer.key) || taken
      ? { kind: 'seen', pinId: pin.id, name: peer.name }
      : { kind: 'move-pin', pinId: pin.id, key: peer.key, name: peer.name };
  const notice: TrustNotice = {
    kind: 'identity-moved',
    level: 'warning',
    ...noticeWords(['moved', pin.label], ['moved-text', peer.name, shortFingerprint(peer.key), effect.kind === 'move-pin']),
  };
  const decision = accept(pin.kind === 'explicit' ? 'pinned' : 'first use', sentence('successor', pin.label));
  return judged({ ...decision, notice, effects: [effect] });
}

/** A key given for one connection has no pin that could follow it. */
function judgeGivenSuccessor(old: PeerKey, peer: Peer): Draft {
  if (!sameKey(old, peer.key)) return refuse('access_denied', sentence('given-successor'));
  return {
    ...accept('pinned', sentence('given-renamed', peer.name)),
    notice: {
      kind: 'name-changed',
      level: 'warning',
      ...noticeWords(['peer-renamed'], ['peer-renamed-text', peer.name, shortFingerprint(peer.key)]),
    },
  };
}

function keyChanged(peer: Peer, address: string, expected: Pin | null): TrustNotice {
  return {
    kind: 'key-changed',
    level: 'danger',
    ...noticeWords(['key-changed', address], ['key-changed-text', peer.name, shortFingerprint(peer.key), expected && shortFingerprint(expected)]),
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
