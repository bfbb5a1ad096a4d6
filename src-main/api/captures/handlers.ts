import { keyLogOf, writePlaintextCapture, writeWireCapture } from '#main/capture/capture-file.ts';
import { readKeyLog, writeKeyLog } from '#main/capture/key-log.ts';
import { readCapture } from '#main/capture/read-capture.ts';
import { isHandshakeType } from '#engine/index.ts';
import { HostError } from '#main/hosts/host-error.ts';
import type { LogicalConnection } from '#main/hosts/logical-connection.ts';
import {
  type CaptureForm,
  captureLimit,
  type CaptureRequests,
  type CaptureView,
  heldPiece,
  type ImportedCaptureView,
} from '#shared/contract/captures.ts';
import type { HandlersOf } from '#shared/contract.ts';
import type { CoreParts } from '../core-parts.ts';
import { recordingOf } from './imported-recording.ts';
import { RecordedKnowledge } from './knowledge.ts';

const nothingCaptured = { records: 0, bytes: 0, droppedRecords: 0, droppedBytes: 0, keys: 0 };

/** Captured bytes as files. */
export function captureHandlers(parts: CoreParts): HandlersOf<CaptureRequests> {
  const { connections, heldFiles } = parts;
  return {
    capture: async ({ connectionId }) => captureView(connections.require(connectionId)),
    exportCapture: async ({ connectionId, form, plaintext }) => {
      if (form !== 'wire' && !plaintext) throw new HostError('PLAINTEXT_NOT_CONFIRMED');
      const bytes = fileOf(parts, connections.require(connectionId), form);
      return { heldId: heldFiles.hold(bytes), size: bytes.length };
    },
    beginCapture: async ({ size }) => {
      if (size > captureLimit) throw new HostError('CAPTURE_TOO_BIG');
      return { heldId: heldFiles.expect(size) };
    },
    writeCapture: async ({ heldId, offset, data }) => {
      heldFiles.write(heldId, offset, Buffer.from(data, 'base64'));
      return null;
    },
    importCapture: async ({ heldId, name, keyLog }) => importCapture(parts, heldFiles.take(heldId), name, keyLog),
    readHeld: async ({ heldId, offset }) => {
      const { bytes, next } = heldFiles.read(heldId, offset, heldPiece);
      return { data: Buffer.from(bytes).toString('base64'), next };
    },
    dropHeld: async ({ heldId }) => {
      heldFiles.drop(heldId);
      return null;
    },
  };
}

/** What is captured of a connection, and what is not there any more. */
export function captureView({ id, realm }: LogicalConnection): CaptureView {
  const capture = realm.captures.find(id);
  const captured = capture === null ? nothingCaptured : { ...capture.count, keys: keyLogOf(capture.attempts).length };
  // Rows are numbered from 1 without a gap; the oldest are deleted first.
  const droppedRows = (realm.traces.page(id, { after: 0 }, 1)[0]?.seq ?? 1) - 1;
  return { ...captured, droppedRows };
}

function importCapture({ realm, heldFiles }: CoreParts, file: Uint8Array, name: string, keyLog: string | null): ImportedCaptureView {
  const keys = keyLog === null ? [] : readKeyLog(keyLog);
  if (keys === null) throw new HostError('BAD_KEY_LOG');
  if (keyLog !== null && keys.length === 0) throw new HostError('NO_KEYS_IN_KEY_LOG');
  const capture = readCapture(file, keys, realm.crypto, isHandshakeType);
  for (const { key } of keys) realm.crypto.erase(key);
  if (capture === null) throw new HostError('NOT_A_CAPTURE');
  if (capture.transports.length === 0) throw new HostError('NO_RECORDS_IN_CAPTURE');
  const { text, reading, profile, suite } = recordingOf(name, capture);
  const bytes = new TextEncoder().encode(text);
  return { ...reading, profile, suite, heldId: heldFiles.hold(bytes), size: bytes.length };
}

function fileOf({ options }: CoreParts, connection: LogicalConnection, form: CaptureForm): Uint8Array {
  const { id, realm } = connection;
  // Its realm decides, not what happens to be there: keys of a profile are never given away.
  if (form === 'key-log' && realm.witness === null) throw new HostError('NO_KEYS_KEPT');
  const capture = realm.captures.find(id);
  if (capture === null || capture.attempts.length === 0) throw new HostError('NOTHING_CAPTURED');
  if (form === 'key-log') return new TextEncoder().encode(writeKeyLog(keyLogOf(capture.attempts)));
  const application = `Epochscope ${options.version}`;
  const knowledge = new RecordedKnowledge(realm.crypto, realm.traces, id);
  try {
    const write = form === 'wire' ? writeWireCapture : writePlaintextCapture;
    const faulty = connection.faultsMet.length > 0 || realm.traces.factsOf(id, ['faults'], 1).length > 0;
    return write(application, { attempts: capture.attempts, count: capture.count, faulty }, knowledge);
  } finally {
    knowledge.close();
  }
}
