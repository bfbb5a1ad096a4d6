import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a case must lead to. `wire`: the alert the victim sends. `local`: the code of its failure. */
export interface Expectation {
  readonly wire: string;
  readonly local: string;
  readonly conn: string;
  readonly state: string;
}

/** One row of the catalogue. A row may be a family of cases. */
export interface Row {
  readonly id: string;
  readonly layer: string;
  readonly title: string;
  readonly input: readonly string[];
  readonly expected: Expectation;
  /** What other members of the family lead to, by the name of the group. */
  readonly except?: Readonly<Record<string, Partial<Expectation>>>;
  readonly corrected?: { readonly rule: string; readonly reason: string };
}

interface Catalogue {
  readonly count: number;
  readonly cases: readonly Row[];
}

export const catalogue: Catalogue = JSON.parse(readFileSync(join(import.meta.dirname, 'bad-inputs.json'), 'utf8'));

/** Rows that tests of other folders run, because they need a process, a vector file or the linter: their titles carry the id. */
export const elsewhere: Readonly<Record<string, string>> = {
  'AS-015': 'src-main/hosts/credentials.test.ts',
  'CR-001': 'test/vectors/wycheproof.test.ts',
  'CR-002': 'test/vectors/wycheproof.test.ts',
  'CR-003': 'test/vectors/wycheproof.test.ts',
  'CR-004': 'test/vectors/wycheproof.test.ts',
  'CR-005': 'test/vectors/wycheproof.test.ts',
  'CR-010': 'test/repository/lint-bans.test.ts',
  'RE-003': 'test/scenario/pipe.test.ts',
  'RE-004': 'test/scenario/pipe.test.ts',
  'RE-010': 'test/storage/wipe.test.ts',
  'ST-001': 'test/faults/injection.test.ts',
  'ST-002': 'test/faults/power-loss.test.ts',
  'ST-003': 'test/faults/injection.test.ts',
  'ST-004': 'test/faults/injection.test.ts',
  'ST-005': 'test/faults/injection.test.ts',
  'ST-006': 'test/faults/damage.test.ts',
  'ST-007': 'test/storage/rollback.test.ts',
  'ST-008': 'test/scenario/copied-profile.test.ts',
  'ST-009': 'test/scenario/copied-profile.test.ts',
  'ST-012': 'test/scenario/needles.test.ts',
  'ST-014': 'test/scenario/memory-after-close.test.ts',
  'ST-015': 'test/scenario/needles.test.ts',
  'ST-017': 'test/faults/damage.test.ts',
  'ST-018': 'test/faults/injection.test.ts',
  'ST-025': 'test/faults/out-of-memory.test.ts',
  'ST-027': 'test/scenario/needles.test.ts',
  'ST-028': 'test/scenario/needles.test.ts',
  'CK-001': 'test/scenario/clock.test.ts',
  'CK-002': 'test/scenario/clock.test.ts',
  'CK-004': 'test/scenario/suspend.test.ts',
  'CK-005': 'test/scenario/clock.test.ts',
  'HT-002': 'test/hosts/web-guards.test.ts',
  'HT-003': 'test/hosts/web-guards.test.ts',
  'HT-004': 'test/hosts/web-socket.test.ts',
  'HT-005': 'test/hosts/web-socket.test.ts',
  'HT-006': 'test/hosts/web-guards.test.ts',
  'HT-007': 'test/hosts/web-guards.test.ts',
  'HT-008': 'test/hosts/web-guards.test.ts',
  'HT-009': 'test/e2e/link.spec.ts',
  'HT-010': 'test/hosts/web-guards.test.ts',
  'HT-011': 'test/hosts/web-guards.test.ts',
  'HT-013': 'test/hosts/web-guards.test.ts',
  'HT-014': 'test/hosts/web-guards.test.ts',
  'HT-015': 'test/hosts/web-guards.test.ts',
  'HT-016': 'test/hosts/web-guards.test.ts',
  'HT-017': 'test/hosts/web-guards.test.ts',
  'HT-018': 'test/hosts/web-socket.test.ts',
  'HT-019': 'test/hosts/web-socket.test.ts',
  'HT-020': 'test/hosts/web-socket.test.ts',
  'HT-021': 'test/hosts/web-guards.test.ts',
  'HT-022': 'test/e2e/rebinding.spec.ts',
  'HT-024': 'test/hosts/daemon.test.ts',
  'HT-025': 'test/hosts/web-guards.test.ts',
  'HT-026': 'test/hosts/web-guards.test.ts',
  'HT-027': 'test/hosts/web-guards.test.ts',
  'IP-001': 'src-main/api/rpc.test.ts',
  'IP-002': 'src-main/api/rpc.test.ts',
  'IP-003': 'src-main/api/rpc.test.ts',
  'IP-004': 'src-main/api/rpc.test.ts',
  'IP-005': 'src-main/api/rpc.test.ts',
  'IP-006': 'test/electron/stand-in.spec.ts',
  'IP-007': 'test/hosts/every-request.test.ts',
  'IP-008': 'test/hosts/import-files.test.ts',
  'IP-009': 'test/storage/backup-bundle.test.ts',
  'IP-010': 'test/hosts/every-request.test.ts',
  'IP-012': 'src-main/api/rpc.test.ts',
  'IP-014': 'test/electron/stand-in.spec.ts',
  'IP-015': 'test/electron/stand-in.spec.ts',
  'IP-016': 'test/electron/stand-in.spec.ts',
  'IP-017': 'test/electron/stand-in.spec.ts',
  'IP-018': 'test/repository/packaging.test.ts',
  'RN-001': 'test/e2e/two-processes.spec.ts',
  'RN-002': 'test/e2e/two-processes.spec.ts',
  'RN-003': 'src-renderer/format/format.test.ts',
  'RN-005': 'test/hosts/trust-policies.test.ts',
  'RN-006': 'src-main/api/publisher.test.ts',
  'RN-007': 'test/electron/stand-in.spec.ts',
  'RN-008': 'test/e2e/complaints.spec.ts',
};

/** The expectation for one member of a row. */
export function expectationOf(row: Row, group?: string): Expectation {
  if (group === undefined) return row.expected;
  const except = row.except?.[group];
  if (except === undefined) throw new Error(`${row.id} says nothing about ${group}`);
  return { ...row.expected, ...except };
}
