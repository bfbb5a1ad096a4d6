import { createContext } from 'svelte';
import { parseRecording, type RecordingFile } from '#shared/recording/recording-file.ts';

/** A recording that was opened from a file. */
export interface OpenRecording {
  readonly id: string;
  readonly name: string;
  readonly file: RecordingFile;
}

/** Recordings opened in this window; they live as long as it does and are never sent anywhere. */
export class RecordingsState {
  items = $state.raw<readonly OpenRecording[]>([]);
  /** A capture made elsewhere, until it is said whether there is a key log. */
  capture = $state.raw<File | null>(null);
  #last = 0;

  /** @returns `null` when the content is no recording */
  open(name: string, content: string): OpenRecording | null {
    const file = parseRecording(content);
    if (file === null) return null;
    this.#last += 1;
    const opened = { id: String(this.#last), name, file };
    this.items = [...this.items, opened];
    return opened;
  }

  find(id: string): OpenRecording | null {
    return this.items.find((item) => item.id === id) ?? null;
  }

  close(id: string): void {
    this.items = this.items.filter((item) => item.id !== id);
  }
}

export const [getRecordings, setRecordings] = createContext<RecordingsState>();
