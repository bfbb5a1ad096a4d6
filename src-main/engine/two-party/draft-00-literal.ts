import { answeringRows } from './answering.ts';
import { handshakeRows } from './handshake.ts';
import { resumingRows } from './resuming.ts';
import { closedRow, otherwise, type Table } from './table.ts';
import { updateRows } from './updating.ts';

/**
 * Profile draft-00-literal: the two-party profile read word for word. No closing epoch_key_update; the sender of an update
 * holds its application data back until the answer, and the receiver changes both directions at once. R-LIT.
 */
export const literalTransitions: Table = {
  ...handshakeRows,
  ...updateRows({ adopting: ['R-LIT', 'U3', 'U6'], closingMessage: false }),
  ...resumingRows,
  ...answeringRows,
  'awaiting-epoch': otherwise,
  'applying-resumption': otherwise,
  'authenticating-resumption': otherwise,
  'closed': closedRow,
};
