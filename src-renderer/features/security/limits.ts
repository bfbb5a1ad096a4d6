/** Least characters of a new passphrase; the core holds to the same. */
export const shortestPassphrase = 8;
/** Minutes without a request after which a profile may lock by itself. */
export const autoLockMinutes = [1, 5, 15, 30, 60] as const;
/** How often a window says that somebody is there, ms. */
export const awakeEvery = 20_000;
