import type { ConnectionView, EpochView, ProfileView, TranscriptRow } from '../views.ts';
import type { CaptureView, CaptureReading } from './captures.ts';
import type { EpochHistoryView, RecordedGroup } from './epochs.ts';

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

/** A connection as a recording has it: of a capture made elsewhere the profile may not be known. */
export interface RecordedConnection extends Omit<ConnectionView, 'profile'> {
  readonly profile: ProfileView | null;
}

/** First line of a recording. What is optional is missing in files of before. */
export interface RecordingHead {
  readonly format: typeof recordingFormat;
  /** Whether who was connected was left out. */
  readonly safe: boolean;
  readonly connection: RecordedConnection;
  readonly epochs: readonly EpochView[];
  /** How the epochs came to be. */
  readonly history?: EpochHistoryView | undefined;
  /** What was captured when the file was written, and what there had been no room for. */
  readonly capture?: CaptureView | undefined;
  /** Of a capture made elsewhere: how much of it could be read. */
  readonly reading?: CaptureReading | undefined;
}

/** Every other line but the last. */
export interface RecordedRow extends TranscriptRow {
  /** Bytes of the message, lower case; `null` where none were recorded or where they were left out. */
  readonly hex: string | null;
  /** On the row of an epoch: the group then, unless the file is safe to share. */
  readonly group?: RecordedGroup | undefined;
}

/** Last line: a file without it was cut. */
export interface RecordingEnd {
  readonly end: number;
}
