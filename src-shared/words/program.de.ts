import type { programSentences } from './program.ts';
import type { Translated } from './said.ts';

export const germanProgramSentences: Translated<typeof programSentences> = {
  'keys-open': () => 'Die Schlüssel auf dieser Platte sind nicht geschützt (Labor). Zum Schützen: epochscope protection set',
  'profile-damaged': () =>
    'Das Profil ist beschädigt und nur zum Lesen offen; was fehlt, ist nicht sicher verloren. Zum Reparieren: epochscope repair',
};
