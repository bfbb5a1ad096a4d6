/** What happened, and what to do next. */
export interface ErrorWords {
  readonly title: string;
  readonly next: string;
}

export const report = 'If it happens again, export the recording and report it to the maker of the peer’s software.';
export const fresh = 'Connect anew: a fresh handshake makes a new session.';
/** Where it may have happened before there was a session. */
export const resumeIfAgreed =
  'If a session had been agreed, it is kept: resume the connection. If not, check that an MLS-TLS listener runs at this address, then connect anew.';
export const resume = 'The session is kept. Resume the connection, or connect anew.';
export const clocks = 'Check the clock of both machines, then connect again.';
export const policy = 'Compare the suites, profiles and the marker setting of both sides, then connect again.';
export const bug = 'This is a fault in this program. Please report it with the recording.';
export const disk = 'Check free space and permissions of the profile directory, then start the program again.';
export const input = 'Correct the input and try again.';

export const misbehaviour = (title: string): ErrorWords => ({ title, next: `Nothing was lost. ${report}` });
export const handshake = (title: string): ErrorWords => ({ title, next: policy });
export const broken = (title: string): ErrorWords => ({ title, next: `${fresh} ${report}` });
export const ours = (title: string): ErrorWords => ({ title, next: bug });
