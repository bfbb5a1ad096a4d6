import type { Translated } from '../words/said.ts';

/** What pictures say besides the facts. */
export const texts = {
  /** For numbers. */
  locale: 'en',
  us: 'you',
  peer: (name: string) => (name === '' ? 'peer' : `peer: ${name}`),
  title: (name: string) => (name === '' ? 'Connection' : `Connection with ${name}`),
  ladder: (title: string) => `${title}: ladder`,
  timeline: (title: string) => `${title}: epochs`,
  attempt: (attempt: number) => `Transport ${attempt}: ${attempt === 1 ? 'first connection' : 'resumed'}`,
  leftOut: (count: string) => `${count} earlier rows are left out of this picture`,
  earlier: (count: string) => `${count} earlier epochs are left out of this picture`,
  clear: 'clear',
  early: 'early',
  key: 'Key',
  time: 'Time',
  number: 'No.',
  bytes: 'Bytes',
  by: { us: 'you', peer: 'peer', founding: 'founding' },
  how: { handshake: 'handshake', update: 'update', resumption: 'resumption' },
  inUse: 'in use',
  onTheWay: 'early key only',
  traffic: (bytes: string, records: number) => `${bytes} B in ${records === 1 ? '1 record' : `${records.toLocaleString('en')} records`}`,
  cut: 'cut',
  resumed: 'resumed',
  none: 'No epoch yet',
} as const;

export type PictureTexts = Translated<typeof texts>;
