/** Says in words why a text is no contact card, or `null`. The core decides; this only spares a round trip. */
export function contactCardProblem(text: string): string | null {
  const card = text.trim();
  if (!card.startsWith('epochscope:contact?')) return 'That is no contact card: it must begin with epochscope:contact?';
  const fields = new URLSearchParams(card.slice(card.indexOf('?') + 1));
  if (fields.get('v') !== '1') return 'This card has a version that is not known here.';
  if (!fields.get('key')) return 'This card carries no key. Ask for it again: part of it may be missing.';
  return null;
}
