import type { Bytes } from './bytes.ts';

/** Overwrites bytes that held a secret. The host injects it, so that tests can watch what is erased and when. */
export type Erase = (bytes: Bytes) => void;
