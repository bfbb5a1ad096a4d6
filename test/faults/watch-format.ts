// What a watched program writes: one byte of what happened, one of the length, then so many bytes.

/** It overwrites them in the next moment. */
export const died = 1;
/** It derived them, or agreed on them with somebody. */
export const made = 2;
/** It has collected its garbage. No bytes. */
export const collected = 3;

/** Bytes that a secret has: what is shorter says nothing, longer ones are put together of such. */
export const shortest = 16;
export const longest = 66;
