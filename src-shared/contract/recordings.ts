import type { ConnectionView, EpochView, TranscriptRow } from '../views.ts';

/** Recordings as files. docs/RECORDINGS.md. */
export interface RecordingRequests {
  /**
   * Some lines of a connection's recording, beginning after a row; `null` as `next` means that these were the last.
   *
   * @param params.safe leaves out names, addresses, keys and everything else that tells who was connected
   */
  exportRecording(params: { readonly connectionId: string; readonly after: number; readonly safe: boolean }): {
    readonly text: string;
    readonly next: number | null;
  };
}

export const recordingChannels: { readonly [M in keyof RecordingRequests]: `core:${M}` } = { exportRecording: 'core:exportRecording' };

export const recordingFormat = 'epochscope recording 1';

/** First line of a recording. */
export interface RecordingHead {
  readonly format: typeof recordingFormat;
  /** Whether who was connected was left out. */
  readonly safe: boolean;
  readonly connection: ConnectionView;
  readonly epochs: readonly EpochView[];
}

/** Every other line but the last. */
export interface RecordedRow extends TranscriptRow {
  /** Bytes of the message, lower case; `null` where none were recorded or where they were left out. */
  readonly hex: string | null;
}

/** Last line: a file without it was cut. */
export interface RecordingEnd {
  readonly end: number;
}
