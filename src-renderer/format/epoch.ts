/** Number of epoch hues in `styles/tokens.css`. */
const hues = 6n;

/** The CSS colour of an epoch, of plaintext (`null`) or of a text that is no number. Neighbouring epochs differ. */
export function epochColour(epoch: string | null): string {
  if (epoch === null || !/^\d+$/.test(epoch)) return 'var(--key-plain)';
  return `var(--epoch-${BigInt(epoch) % hues})`;
}
