import { input, type ErrorWords } from './words.ts';

/** Captures and what is made of them. */
export const captures = {
  NOTHING_CAPTURED: {
    title: 'Nothing of this connection passed while this program ran',
    next: 'Captures live in memory: use the connection again, then export it.',
  },
  NO_KEYS_KEPT: {
    title: 'The keys of this connection are known to nobody',
    next: 'Key logs exist for laboratory connections only: start a demo pair, and export one of its sides.',
  },
  PLAINTEXT_NOT_CONFIRMED: {
    title: 'This file would let others read what was protected',
    next: 'Confirm that you want that; on the command line with --yes.',
  },
  UNKNOWN_HELD_FILE: { title: 'This file is not held any more', next: 'Export it again.' },
  NOT_A_CAPTURE: { title: 'This is not a capture that can be read', next: input },
  CAPTURE_TOO_BIG: { title: 'This capture is larger than can be read', next: 'Save the connection you are interested in as a capture of its own.' },
  NO_RECORDS_IN_CAPTURE: {
    title: 'There is no MLS-TLS in this capture',
    next: 'Choose another capture; it needs the beginning of a connection, or its records.',
  },
  NO_KEYS_IN_KEY_LOG: {
    title: 'No key in this key log can open records of MLS-TLS',
    next: 'Choose the key log that was exported with this capture, or open the capture without one.',
  },
  BAD_KEY_LOG: { title: 'A line of this key log is not what it should be', next: input },
} as const satisfies Record<string, ErrorWords>;
