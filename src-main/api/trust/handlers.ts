import type { CoreParts } from '../core-parts.ts';
import { knockSubject } from '#main/hosts/peer-judgement.ts';
import { HostError } from '#main/hosts/host-error.ts';
import type { PinFilter } from '#main/store/pin-query.ts';
import { latestSessions } from '#main/store/session-query.ts';
import type { PeerKey, Pin } from '#main/store/pin-table.ts';
import type { KeyStore } from '#main/store/store.ts';
import { fullFingerprint } from '#main/trust/fingerprint.ts';
import type { TrustRequests } from '#shared/contract/trust.ts';
import type { HandlersOf } from '#shared/contract.ts';
import { schemeByNumber } from '#main/trust/signature-schemes.ts';
import { parseCard } from '../opening.ts';
import { present } from '../present.ts';
import { knockView, pinView } from '../views.ts';

/** Strangers that knock, and the keys that are pinned. */
export function trustHandlers({ realm, connections }: CoreParts): HandlersOf<TrustRequests> {
  const { store, authentication, announcements, clock } = realm;
  const viewed = (pin: Pin) => pinView(pin, store.trust.contacts.find(pin.id)?.verifiedAt ?? null);
  return {
    knocks: async () => store.knocking.list().map(knockView),
    acceptKnock: async ({ knockId }) => {
      const pin = authentication.acceptKnocking(knockId, clock.now().wall);
      if (pin === null) throw new HostError('UNKNOWN_KNOCK');
      knockSettled(realm, knockId);
      announcements.list('pinsChanged');
      return viewed(pin);
    },
    dismissKnock: async ({ knockId }) => {
      store.knocking.remove(knockId);
      knockSettled(realm, knockId);
      return null;
    },
    pins: async ({ search, kind, fixed, anywhere, id, order = 'created', reversed = false, after = null, limit = 50 }) => {
      const filter = present<PinFilter>({ search, kind, fixed, anywhere, idPrefix: id });
      const { rows, next, total } = store.pins.page({ filter, order, reversed, after, limit });
      return { rows: rows.map(viewed), next, total };
    },
    pinsAt: async ({ address }) => ({
      pins: store.pins.forAddress(address).map(viewed),
      anywhere: schemesAnywhere(store.pins),
    }),
    pinUse: async ({ pinId }) => {
      const pin = store.pins.find(pinId);
      if (pin === null) throw new HostError('UNKNOWN_PIN');
      const keys = isLastPin(store.pins, pin) ? keysOf(pin) : [];
      const totals = keys.map((key) => store.sessions.page({ ...latestSessions, filter: { peerFingerprint: fullFingerprint(key) }, limit: 1 }).total);
      return { sessions: totals.reduce((sum, { count }) => sum + count, 0), more: totals.some(({ more }) => more) };
    },
    addPin: async ({ card, fixed }) => {
      const { name, ...key } = parseCard(card);
      const pin = authentication.pinExplicitly(key, name, { fixed }, clock.now().wall);
      const fingerprint = fullFingerprint(key);
      store.knocking.remove(fingerprint);
      knockSettled(realm, fingerprint);
      announcements.list('pinsChanged');
      return viewed(pin);
    },
    removePin: async ({ pinId }) => {
      const pin = store.pins.find(pinId);
      if (pin === null) throw new HostError('UNKNOWN_PIN');
      // Before the pin goes: a crash or a full disk leaves the pin, and removing it again finishes the work.
      const destroyed = isLastPin(store.pins, pin) ? connections.sessionEnds.forgetPeer(realm, keysOf(pin)) : 0;
      store.pins.remove(pinId);
      store.trust.contacts.remove(pinId);
      announcements.list('pinsChanged');
      return { destroyed };
    },
  };
}

function knockSettled({ announcements, notices }: CoreParts['realm'], fingerprint: string): void {
  notices.settle(knockSubject({ fingerprint }));
  announcements.list('knocksChanged');
}

function keysOf({ scheme, publicKey, previous }: Pin): readonly PeerKey[] {
  return [{ scheme, publicKey }, ...(previous === null ? [] : [previous])];
}

/** Whether the peer is unknown here once this pin is gone. */
function isLastPin(pins: KeyStore['pins'], pin: Pin): boolean {
  return keysOf(pin).every((key) => pins.forKey(key).every(({ id }) => id === pin.id));
}

/** Signature schemes of the explicit pins that hold anywhere; enough of them are looked at to meet every scheme there is. */
function schemesAnywhere(pins: KeyStore['pins']): readonly string[] {
  const { rows } = pins.page({ filter: { kind: 'explicit', anywhere: true }, order: 'created', reversed: false, after: null, limit: 200 });
  return [...new Set(rows.flatMap(({ scheme }) => schemeByNumber(scheme) ?? []))];
}
