/** Last second of the year 9999. */
const lastSecond = 253_402_300_799n;
const secondsPerDay = 86_400n;
/** Days from 0000-03-01 to 1970-01-01, and in 400, 100, 4 years and one. */
const toEpoch = 719_468;
const cycle = { four: 1461, hundred: 36_524, all: 146_097 } as const;

/** `2027-01-15 08:00:00 UTC` for Unix seconds; the engine has no calendar of its own to ask. */
export function utc(seconds: bigint): string {
  if (seconds > lastSecond) return 'after the year 9999';
  const days = Number(seconds / secondsPerDay) + toEpoch;
  const time = Number(seconds % secondsPerDay);
  const era = Math.floor(days / cycle.all);
  const dayOfEra = days - era * cycle.all;
  // Years begin in March, so that the leap day is the last one.
  const year = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / (cycle.four - 1)) + Math.floor(dayOfEra / cycle.hundred) - Math.floor(dayOfEra / (cycle.all - 1))) / 365,
  );
  const dayOfYear = dayOfEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const month = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * month + 2) / 5) + 1;
  const civilMonth = month < 10 ? month + 3 : month - 9;
  const date = [year + era * 400 + (civilMonth <= 2 ? 1 : 0), civilMonth, day].map((part, i) => digits(part, i === 0 ? 4 : 2)).join('-');
  return `${date} ${[Math.floor(time / 3600), Math.floor(time / 60) % 60, time % 60].map((part) => digits(part, 2)).join(':')} UTC`;
}

function digits(number: number, width: number): string {
  return String(number).padStart(width, '0');
}
