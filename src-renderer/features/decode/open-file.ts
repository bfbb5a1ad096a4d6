import { looksLikeRecording } from '#shared/recording/recording-file.ts';
import { formatBytes } from '../../format/bytes.ts';
import { type DecodingState, getDecoding } from '../../state/decoding.svelte.ts';
import { getRecordings, type RecordingsState } from '../../state/recordings.svelte.ts';
import { getRoute, type RouteState } from '../../state/route.svelte.ts';
import { getToasts, type ToastsState } from '../../state/toasts.svelte.ts';
import { texts } from './texts.ts';

interface Places {
  readonly decoding: DecodingState;
  readonly recordings: RecordingsState;
  readonly route: RouteState;
  readonly toasts: ToastsState;
}

/** Bytes; a recording is held in memory as long as it is open. */
const largestRecording = 256 * 1024 * 1024;
/** How pcapng and pcap files begin, either byte order. */
const captureMagic: ReadonlySet<string> = new Set(['0a0d0d0a', 'a1b2c3d4', 'd4c3b2a1', 'a1b23c4d', '4d3cb2a1']);

/** What opens a file by what it is: a recording and a capture in the views of a connection, everything else as bytes. For components as they begin. */
export function fileOpener(): (file: File) => void {
  const places = { decoding: getDecoding(), recordings: getRecordings(), route: getRoute(), toasts: getToasts() };
  return (file) => void openFile(file, places);
}

async function openFile(file: File, { decoding, recordings, route, toasts }: Places): Promise<void> {
  const start = new Uint8Array(
    await file
      .slice(0, 64)
      .arrayBuffer()
      .catch(() => new ArrayBuffer(0)),
  );
  if (captureMagic.has([...start.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(''))) {
    recordings.capture = file;
    return;
  }
  if (!looksLikeRecording(new TextDecoder().decode(start))) {
    route.go({ page: 'decode' });
    return decoding.open(file);
  }
  if (file.size > largestRecording) {
    const text = texts.recordingTooBigNext(formatBytes(largestRecording));
    return toasts.show({ id: 'recording', level: 'danger', title: texts.recordingTooBig, text });
  }
  const recording = recordings.open(file.name, await file.text());
  if (recording) {
    toasts.dismiss('recording');
    route.go({ page: 'recording', id: recording.id });
  } else toasts.show({ id: 'recording', level: 'danger', title: texts.notARecording, text: texts.notARecordingNext });
}
