import type { PinView, SuiteView, TrustMode } from '#shared/views.ts';
import { contactCardScheme } from '../../format/contact-card.ts';
import { texts } from './texts.ts';

/** What a pin says about the key to come. */
export type KnownPin = Pick<PinView, 'kind' | 'address' | 'scheme'>;

/** What is asked for, as far as it decides which key the peer must show. */
export interface Expectation {
  readonly kind: 'connect' | 'listen';
  /** `policy`: what a stored policy asks for, which may be no pin at all. */
  readonly trust: TrustMode | 'policy';
  /** `HOST:PORT`, IPv6 in brackets. */
  readonly address: string;
  readonly cards: readonly string[];
  /** Those chosen. */
  readonly suites: readonly SuiteView[];
  readonly pins: readonly KnownPin[];
}

/**
 * A pin holds for one key, and a key for one signature scheme: says in words when a chosen suite makes a pinned peer show
 * another key than the pinned one, else `null`.
 */
export function pinWarning(expectation: Expectation): string | null {
  const expected = expectedSchemes(expectation);
  const wrong = expectation.suites.filter(({ signature }) => !expected.includes(signature));
  if (expected.length === 0 || wrong.length === 0) return null;
  return texts.otherScheme(list(wrong.map(({ name }) => name)), list(unique(wrong.map(({ signature }) => signature))), list(expected));
}

/** Schemes of the keys that would be accepted; none where nothing is pinned yet. */
function expectedSchemes({ kind, trust, address, cards, pins }: Expectation): readonly string[] {
  if (trust === 'accept-any' || trust === 'policy') return [];
  const onCards = trust === 'pin' ? cards.map(contactCardScheme) : [];
  const anywhere = trust === 'pin' ? pins.filter((pin) => pin.kind === 'explicit' && pin.address === null).map(({ scheme }) => scheme) : [];
  if (kind === 'listen') return unique([...onCards, ...anywhere]);
  if (onCards.length > 0) return unique(onCards);
  const here = pins.filter((pin) => pin.address === address && (pin.kind === 'explicit' || trust === 'first-use')).map(({ scheme }) => scheme);
  return unique(here.length > 0 ? here : anywhere);
}

function unique(names: readonly (string | null)[]): readonly string[] {
  return [...new Set(names)].filter((name) => name !== null);
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
