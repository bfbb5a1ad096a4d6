import type { OwnIdentityState } from './views.ts';

/** How the identity that a session shows stands to ours of today, in words; nothing to say about the present one. */
export const ownIdentityWords: { readonly [S in OwnIdentityState]: string } = {
  current: 'present key and name',
  updating: 'changing to the new key or name',
  behind: 'an earlier key or name; it follows when the connection is open',
  refused: 'an earlier key or name; the peer refused the new one',
  retired: 'the identity was retired',
};
