import { shortOfFull } from '#main/trust/fingerprint.ts';

/** What may be part of the digits of a key, as they are shown: in groups or run together. */
const digits = /^(?=.*\d{3})[\d ]+$/;

/** Those of these full fingerprints whose digits hold what was looked for; none where that is something else. */
export function keysByDigits(fingerprints: () => readonly string[], sought: string | null): readonly string[] {
  if (sought === null || !digits.test(sought)) return [];
  const wanted = sought.replaceAll(' ', '');
  return fingerprints().filter((fingerprint) => shortOfFull(fingerprint).replaceAll(' ', '').includes(wanted));
}
