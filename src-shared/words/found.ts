/** What the laboratory found at something that a scenario promises. */
export const foundSentences = {
  counts: (alice: number, bob: number) => `${alice} and ${bob}`,
  states: (alice: string, bob: string) => `${alice}, ${bob}`,
  state: (state: string) => state,
  agreement: (alice: string, aliceEpoch: string | null, bob: string, bobEpoch: string | null) =>
    `${alice} in epoch ${aliceEpoch ?? '-'}, ${bob} in epoch ${bobEpoch ?? '-'}`,
  dropped: (one: boolean) => (one ? 'one was dropped' : 'none was dropped'),
  yielded: (bob: boolean) => (bob ? 'Bob yielded' : 'nobody yielded'),
  refused: (refused: boolean) => (refused ? 'refused' : 'taken'),
  noticed: (epoch: string | null) => (epoch === null ? 'not noticed' : `epoch ${epoch}`),
  lost: (lost: boolean) => (lost ? 'lost' : 'no such message'),
  heard: (text: string) => text,
} as const;
