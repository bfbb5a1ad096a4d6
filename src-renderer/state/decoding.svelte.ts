import { createContext } from 'svelte';
import type { Decoded } from '#shared/contract/inspection.ts';
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
  /** Why a file could not be taken. */
  refused = $state<'too big' | 'unreadable' | null>(null);
  busy = $state(false);
  readonly #bridge: Bridge;
  /** The file that is shown, as base64, so that it can be read as something else. */
  #file: string | null = null;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** Decodes what was typed or, when nothing was, the file shown last. */
  async decode(): Promise<void> {
    if (this.text.trim() !== '') this.#file = null;
    const input = this.#file ?? this.text;
    if (input.trim() === '') return;
    this.busy = true;
    this.refused = null;
    const reply = await this.#bridge.request('decodeBytes', { input, from: this.#file === null ? 'text' : 'file', as: this.as });
    this.busy = false;
    this.decoded = reply.ok ? reply.value : null;
    this.error = reply.ok ? null : reply.error;
  }

  async open(file: File): Promise<void> {
    this.decoded = null;
    this.error = null;
    this.refused = file.size > largestFile ? 'too big' : null;
    if (this.refused) return;
    try {
      this.#file = toBase64(new Uint8Array(await file.arrayBuffer()));
    } catch {
      this.refused = 'unreadable';
      return;
    }
    this.text = '';
    this.as = null;
    await this.decode();
  }
}

export const [getDecoding, setDecoding] = createContext<DecodingState>();
