import * as v from 'valibot';
import { type AuditActionName, auditActionWords, auditSubjectWords, type AuditSubjectKind } from '#shared/contract/audit.ts';
import { pageSize, seq } from '../fields.ts';

const textLength = 200;
// the keys of the words are the names
const actions = Object.keys(auditActionWords) as AuditActionName[];
const subjects = Object.keys(auditSubjectWords) as AuditSubjectKind[];
const time = v.nullable(v.pipe(v.number(), v.safeInteger()));

/** Parameters of the requests about the audit log. */
export const auditSchemas = {
  audit: v.strictObject({
    before: v.nullable(seq),
    limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(pageSize)),
    actions: v.nullable(v.pipe(v.array(v.picklist(actions)), v.maxLength(actions.length))),
    subjectKind: v.nullable(v.picklist(subjects)),
    from: time,
    to: time,
    text: v.nullable(v.pipe(v.string(), v.maxLength(textLength))),
  }),
  verifyAudit: v.strictObject({ head: v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-fA-F]{64}$/))) }),
  exportAudit: v.strictObject({ after: seq }),
};
