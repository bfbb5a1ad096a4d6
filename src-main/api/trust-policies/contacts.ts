import { HostError } from '#main/hosts/host-error.ts';
import type { Realm } from '#main/hosts/realm.ts';
import type { Pin } from '#main/store/pin-table.ts';
import { encodeContactCard } from '#main/trust/contact-card.ts';
import { fullFingerprint } from '#main/trust/fingerprint.ts';
import type { ContactView, TrustPolicyRequests } from '#shared/contract/trust-policies.ts';
import type { HandlersOf } from '#shared/contract.ts';
import type { CoreParts } from '../core-parts.ts';
import { fingerprintView } from '../views.ts';

/** What is known and noted about a pinned peer. */
export function contactHandlers({ realm }: CoreParts): Pick<HandlersOf<TrustPolicyRequests>, 'contact' | 'editContact'> {
  const { store, authentication, announcements, clock } = realm;
  return {
    contact: async ({ pinId }) => contactView(realm, requirePin(realm, pinId)),
    editContact: async ({ pinId, label, fixed, policyId, verifiedBy, fingerprint }) => {
      const pin = requirePin(realm, pinId);
      // A pin follows a peer's rotation: a mark is for the key that was on screen while it was compared.
      if (fingerprint !== undefined && fingerprint !== fullFingerprint(pin)) throw new HostError('PIN_CHANGED');
      if (policyId !== undefined && policyId !== null && authentication.policy(policyId) === null) throw new HostError('UNKNOWN_POLICY');
      if (label !== undefined || fixed !== undefined)
        store.pins.edit(pinId, { ...(label === undefined ? {} : { label }), ...(fixed === undefined ? {} : { fixed }) });
      const before = store.trust.contacts.find(pinId) ?? { pinId, policyId: null, verifiedBy: null, verifiedAt: null };
      const verified = verifiedBy === undefined ? {} : { verifiedBy, verifiedAt: verifiedBy === null ? null : clock.now().wall };
      const named = policyId === undefined ? {} : { policyId };
      if (verifiedBy !== undefined || policyId !== undefined) {
        store.trust.contacts.put({ ...before, ...named, ...verified });
        const subject = { kind: 'pin', id: pinId, fingerprint: fullFingerprint(pin) } as const;
        store.audit.append({
          action: 'contact-changed',
          subject,
          detail: { ...named, ...('verifiedBy' in verified ? { verifiedBy: verified.verifiedBy } : {}) },
        });
      }
      announcements.list('pinsChanged');
      return contactView(realm, requirePin(realm, pinId));
    },
  };
}

function requirePin({ store }: Realm, pinId: string): Pin {
  const pin = store.pins.find(pinId);
  if (pin === null) throw new HostError('UNKNOWN_PIN');
  return pin;
}

function contactView({ store }: Realm, pin: Pin): ContactView {
  const { id, label, name, fixed, scheme, publicKey } = pin;
  const note = store.trust.contacts.find(id);
  const certificate = store.trust.certificates.find(fullFingerprint(pin));
  return {
    pinId: id,
    label,
    name,
    fixed,
    policyId: note?.policyId ?? null,
    verifiedBy: note?.verifiedBy ?? null,
    verifiedAt: note?.verifiedAt ?? null,
    card: encodeContactCard({ name: name ?? label, scheme, publicKey }),
    fingerprint: fingerprintView(pin),
    certificate: certificate && { subject: certificate.subject, notAfter: certificate.notAfter },
  };
}
