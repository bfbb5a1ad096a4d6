import { spoken } from '../../format/language.ts';
import { german } from './texts.de.ts';

export const english = {
  faults: 'Faults were on the way',
  banner: 'A recording from a file. Nothing here is live.',
  safe: 'Names, addresses and keys were left out of it.',
  cut: 'The file was cut: its end is missing.',
  noProfile: 'profile unknown',
  noSuite: 'suite unknown',
  reading: (records: string, opened: string, sealed: string) =>
    `Made of a capture: ${records} records were read, and ${opened} of ${sealed} protected ones were opened.`,
  unread: (bytes: string) => `${bytes} belong to no record: missing, cut off, or of something else.`,
  captured: (records: string, bytes: string) => `Captured: ${records} records, ${bytes}.`,
  droppedRecords: (records: string, bytes: string) => `The bytes of ${records} older records (${bytes}) had no room in memory and are missing.`,
  droppedRows: (rows: string) => `${rows} older rows were deleted: the recording had become too long or too old.`,
  back: 'Back to the recording',
  close: 'Close recording',
  gone: 'This recording is not open',
  goneText: 'A recording opened from a file stays open until its window is closed. Open the file again, or drop it here.',
  openFile: 'Open file…',
  home: 'Start page',
  exportTitle: 'Export this recording',
  exportText: 'Choose what goes into it, and what kind of file. No secret is in any of these unless it says so.',
  groups: { recording: 'Recording and report', picture: 'Pictures', capture: 'Captures and keys' },
  secret: 'Contains secrets',
  formats: {
    json: {
      label: 'Recording',
      about: 'Every row, message and epoch as JSON lines. Drop it on the window to open it again.',
    },
    wire: {
      label: 'Capture (pcapng)',
      about:
        'The records as they were on the wire, for Wireshark: the newest of what passed while this program ran. Names, addresses and keys of the handshake are in it.',
    },
    plaintext: {
      label: 'Decrypted capture (pcapng)',
      about: 'The same with the content of the records as plaintext. Application data is included for laboratory connections only.',
      confirm: 'I want a file that everybody can read: it holds plaintext.',
    },
    keyLog: {
      label: 'Key log',
      about: 'The record keys of this laboratory connection. With the capture they open every record; this window reads both.',
      confirm: 'I want a file with keys: whoever has it can read the capture.',
    },
    report: {
      label: 'Report',
      about: 'For people, as Markdown: who, what was agreed, what went wrong, handshakes, epochs, and the rules they name.',
    },
    ladderPng: { label: 'Ladder as PNG', about: 'The rows that the ladder shows now, the newest 600 of them, as a picture.' },
    ladderSvg: { label: 'Ladder as SVG', about: 'The same as a drawing, the newest 5,000 rows.' },
    timelinePng: { label: 'Epochs as PNG', about: 'The timeline of epochs as a picture.' },
    timelineSvg: { label: 'Epochs as SVG', about: 'The same as a drawing.' },
  },
  noPicture: { title: 'The picture could not be drawn', next: 'Export it as SVG, or filter the ladder so that it shows fewer rows.' },
  captureTitle: 'Open a capture',
  captureText: 'What of it is MLS-TLS becomes a recording in this window. Nothing of it is kept.',
  chooseKeyLog: 'Choose a key log…',
  noKeyLog: 'Without one, protected records stay closed.',
  openCapture: 'Open',
  unreadable: { title: 'The recording could not be read', next: 'Export it as a recording and report it: this is a fault in this program.' },
  exportSafe: 'Safe to share',
  exportSafeText: 'Leaves out names, addresses, keys, session ids and the messages that hold them. A scan proves it before the file is written.',
  exportWhole: 'Whole',
  exportWholeText: 'For yourself: who was connected stays in it.',
  exporting: (rows: string) => `${rows} rows so far`,
  save: 'Export',
  cancel: 'Cancel',
  what: 'What goes into a recording, report or picture',
  always: 'Not for this kind of file: a capture or its keys hold all that passed, names, addresses and keys too. Keep it to yourself.',
  recordedBy: { initiator: 'recorded by the initiator', responder: 'recorded by the responder' },
  inspector: 'Inspector',
  fileRefuses: {
    epoch: 'There is no such epoch in this recording',
    row: 'There is no such row in this recording',
    safe: 'A file cannot be made safe to share',
    other: 'A recording from a file cannot do this',
    filter: 'This filter cannot be read',
    next: 'Do it where the connection was recorded.',
  },
} as const;

export const texts = spoken(english, german);
