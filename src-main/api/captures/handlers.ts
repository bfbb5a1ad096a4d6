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

const nothingCaptured: CaptureView = { records: 0, bytes: 0, droppedRecords: 0, droppedBytes: 0, keys: 0 };

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

function captureView({ id, realm }: LogicalConnection): CaptureView {
  const capture = realm.captures.find(id);
  return capture === null ? nothingCaptured : { ...capture.count, keys: keyLogOf(capture.attempts).length };
}

function importCapture({ realm, heldFiles }: CoreParts, file: Uint8Array, name: string, keyLog: string | null): ImportedCaptureView {
  const keys = keyLog === null ? [] : readKeyLog(keyLog);
  if (keys === null) throw new HostError('BAD_KEY_LOG');
  const capture = readCapture(file, keys, realm.crypto, isHandshakeType);
  for (const { key } of keys) realm.crypto.erase(key);
  if (capture === null) throw new HostError('NOT_A_CAPTURE');
  const { transports, ...counts } = capture;
  if (transports.length === 0) throw new HostError('NO_RECORDS_IN_CAPTURE');
  const bytes = new TextEncoder().encode(recordingOf(name, capture));
  const records = transports.reduce((sum, transport) => sum + transport.records.length, 0);
  return { ...counts, transports: transports.length, records, heldId: heldFiles.hold(bytes), size: bytes.length };
}

function fileOf({ options }: CoreParts, connection: LogicalConnection, form: CaptureForm): Uint8Array {
  const { id, realm } = connection;
  // Its realm decides, not what happens to be there: keys of a profile are never given away.
  if (form === 'key-log' && realm.witness === null) throw new HostError('NO_KEYS_KEPT');
  const attempts = realm.captures.find(id)?.attempts ?? [];
  if (attempts.length === 0) throw new HostError('NOTHING_CAPTURED');
  if (form === 'key-log') return new TextEncoder().encode(writeKeyLog(keyLogOf(attempts)));
  const application = `Epochscope ${options.version}`;
  const knowledge = new RecordedKnowledge(realm.crypto, realm.traces, id);
  try {
    const write = form === 'wire' ? writeWireCapture : writePlaintextCapture;
    return write(application, attempts, knowledge);
  } finally {
    knowledge.close();
  }
}
