import { editorResumingRows } from './editor-resuming.ts';
import { editorUpdateRows } from './editor-updating.ts';
import { handshakeRows } from './handshake.ts';
import { closedRow, otherwise, type Table } from './table.ts';

/**
 * Profile editor-copy: MLS-TLS editor's copy. A master secret from the exporter, uint32 epochs, the initiator's send key
 * changes with its own update, TLS KeyUpdate stays, only the founding initiator resumes.
 */
export const editorTransitions: Table = {
  ...handshakeRows,
  ...editorUpdateRows,
  ...editorResumingRows,
  'request-sent': otherwise,
  'applying-response': otherwise,
  'authenticating-response': otherwise,
  'awaiting-status': otherwise,
  'applying-request': otherwise,
  'authenticating-request': otherwise,
  'creating-response': otherwise,
  'awaiting-confirmation': otherwise,
  'closed': closedRow,
};
