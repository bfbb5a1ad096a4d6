import { fromHex } from '#engine/bytes.ts';
import { entryLine, headerLine } from '#main/store/audit/export-lines.ts';
import { verifyLog } from '#main/store/audit/verify.ts';
import type { AuditRequests } from '#shared/contract/audit.ts';
import type { HandlersOf } from '#shared/contract.ts';
import type { CoreParts } from '../core-parts.ts';
import { auditEntryView, verdictView } from './views.ts';

/** Entries in one answer to `exportAudit`. */
const exportPage = 1_000;

/** Reading, checking and exporting the audit log of the profile. Demo pairs have logs of their own, which nobody sees. */
export function auditHandlers({ realm, jobs }: CoreParts): HandlersOf<AuditRequests> {
  const { audit } = realm.store;
  return {
    audit: async (query) => audit.page({ ...query, subjectId: null }).map(auditEntryView),
    verifyAudit: async ({ head }) =>
      verdictView(await jobs.run('audit-check', ({ progress }) => verifyLog(audit, { head: head === null ? null : fromHex(head), progress }))),
    exportAudit: async ({ after }) => {
      if (after === 0) audit.append({ action: 'audit-exported', subject: { kind: 'profile', id: null, fingerprint: null } });
      const entries = audit.read(after, exportPage);
      const lines = [...(after === 0 ? [headerLine(audit.log)] : []), ...entries.map(entryLine)];
      return { text: lines.join(''), next: entries.length < exportPage ? null : (entries.at(-1)?.sequence ?? null) };
    },
  };
}
