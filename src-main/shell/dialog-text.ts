/** Text of others for a dialog of the system: shortened, and without anything that could rearrange it. */
export function forDialog(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, ' ').slice(0, 64) || 'unnamed';
}
