import { answeringRows } from './answering.ts';
import { handshakeRows } from './handshake.ts';
import { resumingRows } from './resuming.ts';
import { closedRow, type Table } from './table.ts';
import { updateRows } from './updating.ts';

/**
 * Profile draft-00: two-party profile with MLS-TLS record keys, uint64 epochs, updates that are confirmed and closed by
 * epoch_key_update, resumption by either party.
 */
export const transitions: Table = {
  ...handshakeRows,
  ...updateRows,
  ...resumingRows,
  ...answeringRows,
  closed: closedRow,
};
