import type { Locator, Page } from '@playwright/test';

/** A file of a person. */
export interface Dragged {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Drags files over something and drops them, with the events and the DataTransfer that a browser makes. */
export async function drop(onto: Locator, ...files: readonly Dragged[]): Promise<void> {
  const plain = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') }));
  const dataTransfer = await onto.page().evaluateHandle((given) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of given) transfer.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name));
    return transfer;
  }, plain);
  for (const event of ['dragenter', 'dragover', 'drop']) await onto.dispatchEvent(event, { dataTransfer });
}

/** Drops one file somewhere on the window. */
export function dropOnWindow(page: Page, name: string, content: Uint8Array | string): Promise<void> {
  return drop(page.locator('body'), { name, bytes: typeof content === 'string' ? Buffer.from(content) : content });
}
