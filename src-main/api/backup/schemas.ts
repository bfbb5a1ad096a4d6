import * as v from 'valibot';
import { transferLimit, transferPiece } from '#shared/contract/backup.ts';
import { id, seq } from '../fields.ts';

/** Characters; how long a passphrase may be is said elsewhere. */
const passphrase = v.pipe(v.string(), v.maxLength(4_096));
const base64 = v.pipe(v.string(), v.maxLength(Math.ceil(transferPiece / 3) * 4), v.base64());

/** Parameters of the requests about backups. */
export const backupSchemas = {
  makeBackup: v.strictObject({ passphrase }),
  beginTransfer: v.strictObject({ size: v.pipe(seq, v.maxValue(transferLimit * 2)) }),
  writeTransfer: v.strictObject({ transferId: id, offset: seq, data: base64 }),
  readTransfer: v.strictObject({ transferId: id, offset: seq }),
  chooseTransfer: v.strictObject({}),
  keepTransfer: v.strictObject({ transferId: id }),
  endTransfer: v.strictObject({ transferId: id }),
  checkBackup: v.strictObject({ transferId: id, passphrase }),
  restoreBackup: v.strictObject({ transferId: id, passphrase, dryRun: v.boolean() }),
};
