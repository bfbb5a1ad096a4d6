import type { Bridge, Reply } from '#shared/contract.ts';
import type { RecordedConnection } from '#shared/contract/recordings.ts';
import type { TranscriptRow } from '#shared/views.ts';

/** What a file is made from. */
export interface ExportSource {
  /** Of the core, or of a recording from a file. */
  readonly bridge: Bridge;
  readonly connection: RecordedConnection;
  /** Whether the ladder shows this row now: pictures show what is on screen. */
  readonly shown: (row: TranscriptRow) => boolean;
  /** How the ladder writes a row's time now. */
  readonly time: (row: TranscriptRow) => string;
  /** Whether pictures are for a dark page. */
  readonly dark: boolean;
  /** Told how many rows have been read. */
  readonly progress: (rows: number) => void;
  /** Fires when nobody waits for the file any more. */
  readonly signal: AbortSignal;
}

export interface ExportedFile {
  readonly name: string;
  readonly content: Blob;
}

/** One kind of file the dialog offers. Each has a module of its own here and a line in `formats.ts`. */
export interface ExportFormat {
  readonly id: string;
  /** Under which heading it is offered. */
  readonly group: 'recording' | 'picture' | 'capture';
  readonly label: string;
  readonly about: string;
  /** Whether it can be made without who was connected. Where it cannot, `about` says what is in it. */
  readonly safe: boolean;
  /** Made of what the core has in memory: not of a recording from a file. */
  readonly live?: boolean;
  /** What somebody must agree to first, as a sentence: the file lets others read what was protected. */
  readonly confirm?: string;
  /** Whether it can be made of this connection. */
  offered(connection: RecordedConnection): boolean;
  /** @param safe leaves out names, addresses and keys; only asked where the format can */
  make(source: ExportSource, safe: boolean): Promise<Reply<ExportedFile>>;
}
