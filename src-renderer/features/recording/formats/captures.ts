import type { CaptureForm } from '#shared/contract/captures.ts';
import type { RecordedConnection } from '#shared/contract/recordings.ts';
import { readHeld } from '../../../state/held-files.ts';
import { texts } from '../texts.ts';
import type { ExportFormat } from './format.ts';

/** What passed on the wire, as the core has it in memory. A recording from a file has none. */
function captureFormat(
  form: CaptureForm,
  words: Pick<ExportFormat, 'label' | 'about' | 'confirm'>,
  name: string,
  laboratoryOnly: boolean,
): ExportFormat {
  return {
    id: form,
    group: 'capture',
    ...words,
    safe: false,
    live: true,
    offered: ({ laboratory, attempt }: RecordedConnection) => attempt > 0 && (laboratory || !laboratoryOnly),
    make: async ({ bridge, connection, signal }) => {
      const held = await bridge.request('exportCapture', { connectionId: connection.id, form, plaintext: words.confirm !== undefined });
      if (!held.ok) return held;
      const content = await readHeld(bridge, held.value, signal);
      return content.ok ? { ok: true, value: { name, content: content.value } } : content;
    },
  };
}

export const captureFormats: readonly ExportFormat[] = [
  captureFormat('wire', texts.formats.wire, 'connection.pcapng', false),
  captureFormat('plaintext', texts.formats.plaintext, 'connection-decrypted.pcapng', false),
  captureFormat('key-log', texts.formats.keyLog, 'connection.keylog.txt', true),
];
