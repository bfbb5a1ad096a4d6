import type { ProfileView } from './views.ts';

/** What a profile is, for whoever chooses one. */
export interface ProfileWords {
  readonly id: ProfileView;
  readonly name: string;
  /** One line. */
  readonly about: string;
  /** Who may take up a session again. */
  readonly resumption: 'either side' | 'founding initiator only';
  /** How keys are renewed while a connection is open. */
  readonly updates: readonly ('MLS update' | 'TLS KeyUpdate')[];
}

/** The profile of whoever names none. */
export const defaultProfile: ProfileView = 'draft-00';

/** The profiles, the default first: what a choice means, in words, for every face. */
export const profiles: readonly ProfileWords[] = [
  {
    id: defaultProfile,
    name: 'Draft 00',
    about: 'MLS-TLS as published; crossing updates are settled, and no data waits for them.',
    resumption: 'either side',
    updates: ['MLS update'],
  },
  {
    id: 'editor-copy',
    name: 'Editor’s copy',
    about: 'The earlier editor’s copy of MLS-TLS: has TLS KeyUpdate, and only the side that founded the session as initiator resumes it.',
    resumption: 'founding initiator only',
    updates: ['MLS update', 'TLS KeyUpdate'],
  },
  {
    id: 'draft-00-literal',
    name: 'Draft 00, literal',
    about: 'The published text word for word, to test others against it: data waits while an update of ours is unanswered.',
    resumption: 'either side',
    updates: ['MLS update'],
  },
];

export const profileName = (id: ProfileView): string => profiles.find((profile) => profile.id === id)?.name ?? id;
