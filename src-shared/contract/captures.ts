import type { ProfileView } from '../views.ts';

/**
 * What passed on the wire, as files for other programs. Files travel in pieces and are held in memory only: some hold plaintext or keys.
 * docs/RECORDINGS.md.
 */
export interface CaptureRequests {
  /** What is captured of a connection. */
  capture(params: { readonly connectionId: string }): CaptureView;
  /**
   * Makes a file; read it with {@link CaptureRequests.readHeld}.
   *
   * @param params.plaintext must be `true` for forms that let others read what was protected: somebody was asked
   */
  exportCapture(params: { readonly connectionId: string; readonly form: CaptureForm; readonly plaintext: boolean }): HeldView;
  /** Begins to hand over a capture made elsewhere, of so many bytes. */
  beginCapture(params: { readonly size: number }): { readonly heldId: string };
  /** @param params.data base64; pieces come in order */
  writeCapture(params: { readonly heldId: string; readonly offset: number; readonly data: string }): null;
  /**
   * Reads a capture that was handed over, which is gone then: its MLS-TLS becomes a recording, a file to be read.
   *
   * @param params.name what the recording is called @param params.keyLog text; `null`: none
   */
  importCapture(params: { readonly heldId: string; readonly name: string; readonly keyLog: string | null }): ImportedCaptureView;
  /** A piece of a file; it is gone after the last one. */
  readHeld(params: { readonly heldId: string; readonly offset: number }): { readonly data: string; readonly next: number | null };
  /** Forgets a file before its end was read. */
  dropHeld(params: { readonly heldId: string }): null;
}

export const captureChannels: { readonly [M in keyof CaptureRequests]: `core:${M}` } = {
  capture: 'core:capture',
  exportCapture: 'core:exportCapture',
  beginCapture: 'core:beginCapture',
  writeCapture: 'core:writeCapture',
  importCapture: 'core:importCapture',
  readHeld: 'core:readHeld',
  dropHeld: 'core:dropHeld',
};

/** `wire`: pcapng with the records as they were. `plaintext`: pcapng with their content. `key-log`: record keys, of laboratories only. */
export const captureForms = ['wire', 'plaintext', 'key-log'] as const;
export type CaptureForm = (typeof captureForms)[number];

/** Bytes in one piece of a held file. */
export const heldPiece = 192 * 1024;

export interface CaptureView {
  /** Records whose bytes are there. */
  readonly records: number;
  readonly bytes: number;
  /** Older ones that memory had no room for. */
  readonly droppedRecords: number;
  readonly droppedBytes: number;
  /** Rows of the recording that were deleted because it became too long or too old. */
  readonly droppedRows: number;
  /** Keys that a key log would have; 0 except in laboratories. */
  readonly keys: number;
}

/** Longest capture that is read, bytes; and longest key log, characters. */
export const captureLimit = 32 * 1024 * 1024;
export const keyLogLimit = 600_000;

/** What a capture from elsewhere held. */
export interface CaptureReading {
  readonly transports: number;
  readonly records: number;
  /** Records that were protected, and those of them that a key of the key log opened. */
  readonly sealed: number;
  readonly opened: number;
  readonly otherStreams: number;
  readonly otherPackets: number;
  readonly unreadBytes: number;
  /** The file ends within a packet. */
  readonly cut: boolean;
}

/** The same, and the recording made of it. */
export interface ImportedCaptureView extends CaptureReading, HeldView {
  /** As the messages in clear say; `null` where none of them was captured. */
  readonly profile: ProfileView | null;
  readonly suite: number | null;
}

/** A file that waits in the core's memory; `heldId` is empty for one without bytes. */
export interface HeldView {
  readonly heldId: string;
  /** Bytes. */
  readonly size: number;
}
