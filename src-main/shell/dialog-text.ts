/**
 * Text of others for a dialog of the system: shortened, and without anything that could rearrange it.
 *
 * @param unnamed what stands there when nothing is left
 */
export function forDialog(text: string, unnamed: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, ' ').slice(0, 64) || unnamed;
}
