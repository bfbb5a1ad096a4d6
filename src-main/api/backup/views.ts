import type { BundleSummary } from '#main/store/backup/bundle-file.ts';
import type { BackupView } from '#shared/contract/backup.ts';

/** @param transferId where the bundle waits; empty for a file that the face itself has */
export function backupView(transferId: string, { manifest, tables, size }: BundleSummary): BackupView {
  const { product, madeAt } = manifest;
  return { transferId, size, product, madeAt, tables: Object.entries(tables).flatMap(([name, rows]) => (rows === 0 ? [] : [{ name, rows }])) };
}
