import type { ErrorWords } from './words.ts';

/** What the laboratory refuses. */
export const laboratory = {
  UNKNOWN_RUN: { title: 'This run does not exist any more', next: 'Start it again: only the last few are kept.' },
  UNKNOWN_CHOICE: { title: 'This scenario has no such variant', next: 'Choose one of the listed variants.' },
  UNKNOWN_RUN_PROFILE: { title: 'The run was not started in this profile', next: 'Start it again with this profile among the chosen ones.' },
  RUN_NOT_OVER: { title: 'The run has not come to its end', next: 'Let it run to its end, then save it.' },
  RUN_FILE: { title: 'This is not a run of the laboratory', next: 'Choose a file that was saved in the laboratory, whole and unchanged.' },
  RUN_FILE_VERSION: {
    title: 'This run was saved by a later version of the program',
    next: 'Update this program, or have the run saved by an older one.',
  },
  FAULTS_NOT_HERE: {
    title: 'Faults are only for connections whose peer is on this machine',
    next: 'Dial 127.0.0.1, ::1 or localhost, have a peer on this machine connect, or start a demo pair. A peer elsewhere is never disturbed, and a run takes its faults when it starts.',
  },
} as const satisfies Record<string, ErrorWords>;
