import type { Route } from '../../state/route.svelte.ts';
import { texts } from './texts.ts';

export type PlainPage = Exclude<Route['page'], 'connection' | 'epochs' | 'listener' | 'recording'>;

/** Pages that need no id, as the palette names them. */
export const pageLabels: { readonly [P in PlainPage]: string } = {
  home: texts.home,
  sessions: texts.sessions,
  pins: texts.pins,
  trust: texts.trust,
  knocks: texts.knocking,
  identities: texts.identities,
  certificates: texts.certificates,
  'key-packages': texts.keyPackages,
  decode: texts.decode,
  laboratory: texts.laboratory,
  compare: texts.compare,
  primer: texts.primer,
  glossary: texts.glossary,
  security: texts.security,
  audit: texts.audit,
};

export const plainPages = Object.keys(pageLabels) as readonly PlainPage[]; // Object.keys forgets that the keys are those of the table
