import { answeringRows } from './answering.ts';
import { handshakeRows } from './handshake.ts';
import { resumingRows } from './resuming.ts';
import { closedRow, otherwise, type Table } from './table.ts';
import { updateRows } from './updating.ts';

/**
 * Profile draft-00: two-party profile with MLS-TLS record keys, uint64 epochs, updates that are confirmed and closed by
 * epoch_key_update, resumption by either party.
 */
export const transitions: Table = {
  ...handshakeRows,
  ...updateRows({ adopting: ['U3', 'U6'], closingMessage: true }),
  'awaiting-epoch': otherwise,
  'applying-resumption': otherwise,
  'authenticating-resumption': otherwise,
  ...resumingRows,
  ...answeringRows,
  closed: closedRow,
};
