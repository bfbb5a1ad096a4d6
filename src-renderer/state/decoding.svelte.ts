import { createContext } from 'svelte';
import { type Decoded, decodeInputLimit } from '#shared/contract/inspection.ts';
import type { Bridge } from '#shared/contract.ts';
import type { DecodeKind } from '#shared/decode-kinds.ts';
import type { ErrorView } from '#shared/views.ts';
import { toBase64 } from '../format/base64.ts';

/** Largest file that is read, bytes. */
export const largestFile = 256 * 1024;

/** What the page Decode shows; lives as long as the window, so that one can look elsewhere meanwhile. */
export class DecodingState {
  text = $state('');
  as = $state<DecodeKind | null>(null);
  decoded = $state.raw<Decoded | null>(null);
  error = $state.raw<ErrorView | null>(null);
  /** Why a file, or a text, could not be taken. */
  refused = $state<'too big' | 'too long' | 'empty' | 'unreadable' | null>(null);
  busy = $state(false);
  readonly #bridge: Bridge;
  /** The file that is shown, as base64, so that it can be read as something else. */
  #file: string | null = null;
  /** Counts what was asked for: what comes of anything before is dropped. */
  #asked = 0;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** Decodes what was typed or, when nothing was, the file shown last. */
  async decode(): Promise<void> {
    if (this.text.trim() !== '') this.#file = null;
    const input = this.#file ?? this.text;
    const asked = this.#begin();
    const none = input.trim() === '';
    if (!none) this.refused = input.length > decodeInputLimit ? 'too long' : null;
    if (none || this.refused) {
      this.decoded = null;
      this.error = null;
      return;
    }
    this.busy = true;
    const reply = await this.#bridge.request('decodeBytes', { input, from: this.#file === null ? 'text' : 'file', as: this.as });
    if (asked !== this.#asked) return;
    this.busy = false;
    this.decoded = reply.ok ? reply.value : null;
    this.error = reply.ok ? null : reply.error;
  }

  async open(file: File): Promise<void> {
    const asked = this.#begin();
    this.#file = null;
    this.decoded = null;
    this.error = null;
    this.refused = file.size > largestFile ? 'too big' : null;
    if (this.refused) return;
    const bytes = await file.arrayBuffer().catch(() => null);
    if (asked !== this.#asked) return;
    if (bytes === null || bytes.byteLength === 0) {
      this.refused = bytes === null ? 'unreadable' : 'empty';
      return;
    }
    this.#file = toBase64(new Uint8Array(bytes));
    this.text = '';
    this.as = null;
    await this.decode();
  }

  #begin(): number {
    this.busy = false;
    this.#asked += 1;
    return this.#asked;
  }
}

export const [getDecoding, setDecoding] = createContext<DecodingState>();
