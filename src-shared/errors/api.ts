import { fresh, input, ours, type ErrorWords } from './words.ts';

/** Refusals of the API itself. */
export const api = {
  IPC_BAD_ARGS: { title: 'The request has wrong arguments', next: input },
  IPC_TOO_BIG: { title: 'The request is too big', next: input },
  IPC_NO_CHANNEL: { title: 'There is no such request', next: input },
  IPC_BAD_SENDER: { title: 'The request came from a place that may not ask', next: 'Reload the window.' },
  IPC_BUSY: { title: 'Too many requests at once', next: 'Try again in a moment.' },
  NO_IDENTITY: { title: 'There is no identity yet', next: 'Create one: it needs only a name.' },
  UNKNOWN_IDENTITY: { title: 'This identity does not exist', next: 'Choose another identity.' },
  IDENTITY_NAME: { title: 'This name cannot be used', next: 'Use 1 to 64 characters, without line breaks or control characters.' },
  UNKNOWN_CONNECTION: { title: 'This connection does not exist', next: 'Refresh the view.' },
  UNKNOWN_KEY_PACKAGE: { title: 'There is no such KeyPackage, or it is not on offer any more', next: 'Refresh the list of KeyPackages.' },
  UNKNOWN_SESSION: { title: 'This session does not exist', next: fresh },
  UNKNOWN_LISTENER: { title: 'This listener does not exist', next: 'Refresh the view.' },
  UNKNOWN_KNOCK: { title: 'This peer is not knocking any more', next: 'Let it connect again.' },
  UNKNOWN_PIN: { title: 'This pin does not exist', next: 'Refresh the view.' },
  UNKNOWN_ROW: { title: 'This row is no longer in the recording', next: 'Refresh the view.' },
  NOT_BYTES: { title: 'There are no bytes in this', next: 'Paste hexadecimal, base64 or PEM, or drop a file that is not empty.' },
  TOO_MANY_FIELDS: { title: 'This has more fields than can be shown at once', next: 'Cut out what you want explained, or use `epochscope decode`.' },
  EXPORT_NOT_SAFE: {
    title: 'The recording could not be made safe to share; nothing was written',
    next: 'Export it without that option, for yourself alone, and report this fault.',
  },
  NOT_A_RECORDING: { title: 'This is not a recording', next: 'Choose a file that was exported by this program, whole and unchanged.' },
  BAD_FILTER: { title: 'This filter cannot be read', next: 'Correct it: for example, type == connection_update && epoch > 3.' },
  BAD_CONTACT_CARD: { title: 'This is not a contact card', next: 'Paste the whole text that begins with epochscope:contact.' },
  UNKNOWN_SUITE: { title: 'This cipher suite is not available here', next: 'Choose one of the listed suites.' },
  NO_KEY_FOR_SUITE: { title: 'The identity has no key for this cipher suite', next: 'Choose another suite or identity.' },
  NOT_CONNECTED: { title: 'The connection is not open', next: 'Resume it, then try again.' },
  OWN_LISTENER: {
    title: 'This address is one of your own listeners, and both ends of a connection cannot share one profile',
    next: 'Give the other end a profile directory of its own (--profile-dir, or EPOCHSCOPE_PROFILE_DIR), or start the demo pair.',
  },
  STILL_CONNECTED: { title: 'The connection is still in use', next: 'Close or cut it first.' },
  NOTHING_TO_RESUME: { title: 'There is no session to resume', next: fresh },
  CANNOT_DIAL: { title: 'The peer’s address is not known, so only the peer can resume', next: 'Keep the listener open and let the peer resume.' },
  SELF_TEST_FAILED: {
    title: 'The cryptography of this machine gives wrong results',
    next: 'Do not use it. Start the program with npm start, which brings the right Node.js.',
  },
  RNG_FAILED: {
    title: 'This machine gives no random numbers, so no key was made',
    next: 'Restart the machine. If it is a copy of a running one, start it afresh.',
  },
  IN_USE: { title: 'This is in use', next: 'Close what uses it first.' },
  UNEXPECTED: ours('Something unexpected went wrong'),
} as const satisfies Record<string, ErrorWords>;
