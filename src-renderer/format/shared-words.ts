import { stepWords } from '#shared/contract/trust-policies.ts';
import { earlyDataWords } from '#shared/early-data-words.ts';
import { ownIdentityWords } from '#shared/identity-words.ts';
import { profiles as englishProfiles, type ProfileWords } from '#shared/profile-words.ts';
import { postQuantumBadge, postQuantumWords } from '#shared/suite-words.ts';
import type { ProfileView } from '#shared/views.ts';
import { spoken } from './language.ts';
import { german } from './shared-words.de.ts';

export const english = {
  earlyData: earlyDataWords,
  ownIdentity: ownIdentityWords,
  postQuantum: postQuantumWords,
  postQuantumBadge,
  steps: stepWords,
  profiles: namesOf(englishProfiles),
} as const;

/** The words that the core and the command line share, in the language of this page. */
export const sharedWords = spoken(english, german);

/** The profiles, the default first. */
export const profiles: readonly Pick<ProfileWords, 'id' | 'name' | 'about'>[] = englishProfiles.map(({ id }) => ({
  id,
  ...sharedWords.profiles[id],
}));

export const profileName = (id: ProfileView): string => sharedWords.profiles[id].name;

function namesOf(all: readonly ProfileWords[]): { readonly [P in ProfileView]: Pick<ProfileWords, 'name' | 'about'> } {
  const one = (id: ProfileView): Pick<ProfileWords, 'name' | 'about'> => {
    const { name, about } = all.find((profile) => profile.id === id) ?? { name: id, about: '' };
    return { name, about };
  };
  return { 'draft-00': one('draft-00'), 'editor-copy': one('editor-copy'), 'draft-00-literal': one('draft-00-literal') };
}
