import { randomUUID } from 'node:crypto';
import { HostError } from '#main/hosts/host-error.ts';
import type { AuditAction, AuditSubject } from '#main/store/audit/entry.ts';
import type { TrustTables } from '#main/store/trust-tables.ts';
import { basePolicyId } from '#main/trust/policy-data.ts';
import { compact } from '#main/trust/list-steps.ts';
import { fileBytes, readAnchor, readCrl } from '#main/trust/trust-files.ts';
import { CertificateError } from '#main/trust/x509/certificate-error.ts';
import type { TrustPolicyRequests } from '#shared/contract/trust-policies.ts';
import type { HandlersOf } from '#shared/contract.ts';
import type { CoreParts } from '../core-parts.ts';
import { checkHandlers } from './checking.ts';
import { contactHandlers } from './contacts.ts';
import { anchorView, crlView, decisionView, entryView, policyView } from './views.ts';

/** Policies, what they are made of, and what they decided. */
export function trustPolicyHandlers(parts: CoreParts): HandlersOf<TrustPolicyRequests> {
  const { decisions } = parts.realm.store.trust;
  return {
    ...policyHandlers(parts),
    ...fileHandlers(parts),
    ...entryHandlers(parts),
    ...contactHandlers(parts),
    ...checkHandlers(parts),
    decisions: async ({ connectionId, fingerprint, limit }) => {
      const rows =
        connectionId !== null
          ? tablesOf(parts, connectionId).decisions.forConnection(connectionId, limit)
          : fingerprint !== null
            ? decisions.forFingerprint(fingerprint, limit)
            : decisions.newest(limit);
      return rows.map(decisionView);
    },
  };
}

/** A demo's ends decide in stores of their own. */
function tablesOf({ realm, connections }: CoreParts, connectionId: string): TrustTables {
  return (connections.find(connectionId)?.realm ?? realm).store.trust;
}

function policyHandlers(parts: CoreParts): Pick<HandlersOf<TrustPolicyRequests>, 'policies' | 'setPolicy' | 'removePolicy'> {
  const { realm, listeners } = parts;
  const { authentication, clock, store } = realm;
  const { policies, contacts } = store.trust;
  const viewed = (id: string, name: string) => policyView(id, name, authentication.policy(id));
  return {
    policies: async () => [
      viewed(basePolicyId, 'Always'),
      ...policies.list().flatMap(({ id, name }) => (id === basePolicyId ? [] : [viewed(id, name)])),
    ],
    setPolicy: async ({ id, name, steps }) => {
      if (id !== null && id !== basePolicyId && policies.find(id) === null) throw new HostError('UNKNOWN_POLICY');
      const policyId = id ?? randomUUID();
      policies.put({ id: policyId, name, steps: steps.map((step) => ({ ...step })), updatedAt: clock.now().wall });
      note(parts, 'policy-changed', 'policy', policyId, { name, steps: steps.map(({ kind }) => kind) });
      return viewed(policyId, name);
    },
    removePolicy: async ({ policyId }) => {
      const used = [...listeners.values()].some(({ settings, state }) => settings.policyId === policyId && state === 'listening');
      if (used || contacts.withPolicy(policyId).length > 0) throw new HostError('IN_USE', { detail: ['named-elsewhere'] });
      policies.remove(policyId);
      note(parts, 'policy-removed', 'policy', policyId, {});
      return null;
    },
  };
}

function fileHandlers(
  parts: CoreParts,
): Pick<HandlersOf<TrustPolicyRequests>, 'anchors' | 'addAnchor' | 'removeAnchor' | 'crls' | 'addCrl' | 'removeCrl'> {
  const { clock, store } = parts.realm;
  const { anchors, crls } = store.trust;
  return {
    anchors: async () => anchors.list().map(anchorView),
    addAnchor: async ({ label, file }) => {
      const row = await inWords(() => readAnchor(fileBytes(file), label, clock.now().wall));
      anchors.add(row);
      note(parts, 'root-added', 'certificate', row.id, { label: row.label, subject: row.subject, digest: row.digest });
      return anchorView(row);
    },
    removeAnchor: async ({ anchorId }) => {
      anchors.remove(anchorId);
      note(parts, 'root-removed', 'certificate', anchorId, {});
      return null;
    },
    crls: async () => crls.list().map((row) => crlView(row, clock.now().wall)),
    addCrl: async ({ label, file }) => {
      const row = await inWords(() => readCrl(fileBytes(file), label, clock.now().wall));
      crls.add(row);
      note(parts, 'revocations-added', 'certificate', row.id, { label: row.label, issuer: row.issuer, revoked: row.revoked });
      return crlView(row, clock.now().wall);
    },
    removeCrl: async ({ crlId }) => {
      crls.remove(crlId);
      note(parts, 'revocations-removed', 'certificate', crlId, {});
      return null;
    },
  };
}

function entryHandlers(parts: CoreParts): Pick<HandlersOf<TrustPolicyRequests>, 'trustEntries' | 'addTrustEntry' | 'removeTrustEntry'> {
  const { clock, store } = parts.realm;
  const { entries } = store.trust;
  return {
    trustEntries: async () => entries.list().map(entryView),
    addTrustEntry: async (entry) => {
      const value = entry.kind === 'fingerprint' ? fingerprintOf(entry.value) : entry.value;
      const row = { ...entry, value, id: randomUUID(), addedAt: clock.now().wall };
      entries.add(row);
      note(parts, 'list-entry-added', 'peer', row.id, { list: row.list, effect: row.effect, kind: row.kind, value });
      return entryView(row);
    },
    removeTrustEntry: async ({ entryId }) => {
      entries.remove(entryId);
      note(parts, 'list-entry-removed', 'peer', entryId, {});
      return null;
    },
  };
}

/** @throws {HostError} `BAD_FINGERPRINT` */
function fingerprintOf(text: string): string {
  const value = compact(text).toUpperCase();
  if (!/^[A-Z2-7]{52}$/.test(value)) throw new HostError('BAD_FINGERPRINT');
  return value;
}

/** @throws {HostError} `BAD_TRUST_FILE`, its detail saying what is wrong */
async function inWords<T>(read: () => Promise<T> | T): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof CertificateError) throw new HostError('BAD_TRUST_FILE', { detail: error.explanation });
    throw error;
  }
}

function note(
  { realm }: CoreParts,
  action: AuditAction,
  kind: AuditSubject['kind'],
  id: string,
  detail: Parameters<typeof realm.store.audit.append>[0]['detail'] & object,
): void {
  realm.store.audit.append({ action, subject: { kind, id, fingerprint: null }, detail });
}
