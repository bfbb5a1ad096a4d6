import { fresh, type ErrorWords } from './words.ts';

/** The life of an identity, and what peers make of it. */
export const identities = {
  LAST_IDENTITY: {
    title: 'This is the only identity: without it nobody can connect',
    next: 'Create another one first, or confirm that it is to be retired all the same.',
  },
  IDENTITY_NOT_RETIRED: { title: 'Keys are destroyed only after the identity was retired', next: 'Retire it first; that can be undone.' },
  IDENTITY_DESTROYED: { title: 'The keys of this identity were destroyed', next: 'Create a new identity; peers see another key then.' },
  IDENTITY_NAME_DIFFERS: {
    title: 'This is not the name of the identity',
    next: 'Repeat its name exactly: its keys and sessions are gone afterwards.',
  },
  ROTATION_REFUSED: {
    title: 'The peer refused our new identity',
    next: `Tell the peer the new fingerprint. When it has accepted it, resume; or let the peer resume, and the session goes on as before. ${fresh}`,
  },
} as const satisfies Record<string, ErrorWords>;
