/** What is wrong with the program as it runs. */
export const programSentences = {
  'keys-open': () => 'The keys on this disk are not protected (laboratory). To protect them: epochscope protection set',
  'profile-damaged': () => 'The profile is damaged and open for reading only; what is missing is not gone for sure. To mend it: epochscope repair',
} as const;
