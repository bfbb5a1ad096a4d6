import type { foundSentences } from './found.ts';
import type { Translated } from './said.ts';

/** States of connections as they stand in a sentence; codes of errors stay as they are. */
const states: { readonly [state: string]: string } = {
  none: 'keine Verbindung',
  connecting: 'verbindet',
  unconfirmed: 'unbestätigt',
  open: 'offen',
  'half-closed': 'halb geschlossen',
  waiting: 'gekappt, neuer Versuch folgt',
  resuming: 'nimmt wieder auf',
  dormant: 'gekappt',
  closed: 'geschlossen',
  failed: 'gescheitert',
};

const inWords = (state: string): string => (Object.hasOwn(states, state) ? (states[state] ?? state) : state);

export const germanFoundSentences: Translated<typeof foundSentences> = {
  counts: (alice, bob) => `${alice} und ${bob}`,
  states: (alice, bob) => `${inWords(alice)}, ${inWords(bob)}`,
  state: inWords,
  agreement: (alice, aliceEpoch, bob, bobEpoch) => `${inWords(alice)} in Epoche ${aliceEpoch ?? '-'}, ${inWords(bob)} in Epoche ${bobEpoch ?? '-'}`,
  dropped: (one) => (one ? 'eines wurde verworfen' : 'keines wurde verworfen'),
  yielded: (bob) => (bob ? 'Bob gab nach' : 'niemand gab nach'),
  refused: (refused) => (refused ? 'abgelehnt' : 'angenommen'),
  noticed: (epoch) => (epoch === null ? 'nicht bemerkt' : `Epoche ${epoch}`),
  lost: (lost) => (lost ? 'verloren' : 'keine solche Nachricht'),
  heard: (text) => text,
};
