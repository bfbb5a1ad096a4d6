import { german } from './texts.de.ts';
import type { Translated } from '#shared/words/said.ts';
import type { Language } from '#shared/languages.ts';

/** Words of the menu and of dialogs of the system. `&` stands before the letter that chooses an item of the menu. */
const english = {
  menu: {
    file: '&File',
    connect: '&Connect…',
    listen: '&Listen…',
    demo: 'Start a &demo pair',
    lock: 'Loc&k now',
    closeWindow: 'Close &window',
    quit: '&Quit',
    edit: '&Edit',
    undo: '&Undo',
    redo: '&Redo',
    cutText: 'Cu&t',
    copy: '&Copy',
    paste: '&Paste',
    remove: '&Delete',
    selectAll: 'Select &all',
    connection: '&Connection',
    update: '&Update keys',
    cut: 'Cu&t',
    resume: '&Resume',
    close: '&Close',
    next: '&Next',
    previous: '&Previous',
    view: '&View',
    home: '&Start page',
    sessions: 'Resumable s&essions',
    security: 'Securit&y',
    resetZoom: 'Actual si&ze',
    zoomIn: 'Zoom &in',
    zoomOut: 'Zoom &out',
    fullScreen: '&Full screen',
    window: '&Window',
    minimize: '&Minimise',
    zoom: '&Zoom',
    front: '&Bring all to front',
    help: '&Help',
    shortcuts: '&Keyboard shortcuts',
    twoParty: 'Two-party profile of MLS',
    about: 'About Epochscope',
    services: 'Services',
    hide: 'Hide Epochscope',
    hideOthers: 'Hide others',
    unhide: 'Show all',
  },
  files: { backup: 'Epochscope backup', all: 'All files' },
  cancel: 'Cancel',
  unnamed: 'unnamed',
  compared: 'Go on only if you asked for this and the fingerprint is the one your contact has.',
  asked: 'Go on only if you asked for this.',
  pin: { message: (name: string) => `Trust the key of “${name}”?`, agree: 'Pin this key' },
  link: 'A link asks to pin the key of a contact. Do this only if the link came from that person. Compare fingerprints to be sure.',
  contact: { message: (label: string) => `Change how “${label}” is trusted?`, agree: 'Change' },
  policy: { message: (name: string) => `Save the policy “${name}”?`, detail: 'It decides who is believed.', agree: 'Save policy' },
  anchor: { message: (label: string) => `Trust the root “${label}”?`, detail: 'Whoever holds it can introduce peers.', agree: 'Trust this root' },
  entry: { message: (value: string, list: string) => `Put “${value}” on the list “${list}”?`, agree: 'Allow' },
  removedEntry: { message: 'Take this entry off its list?', detail: 'Whom it denied may be believed again.', agree: 'Remove' },
  removedList: { message: 'Remove this revocation list?', detail: 'What it revoked may be believed again.', agree: 'Remove' },
  exportKey: {
    message: (scheme: string, name: string) => `Export the private ${scheme} key of “${name}”?`,
    detail: 'Whoever has it can be you.',
    agree: 'Export key',
  },
  kit: { message: 'Make a recovery kit?', detail: 'It opens this profile without the passphrase.', agree: 'Make kit' },
  protection: {
    message: (kind: 'plain' | 'passphrase' | 'keychain' | 'recovery') => `Take the ${kinds[kind]} off this profile?`,
    agree: 'Remove',
  },
} as const;

const kinds = { plain: 'open key', passphrase: 'passphrase', keychain: 'keychain', recovery: 'recovery kit' } as const;

export type EnglishShellTexts = typeof english;
export type ShellTexts = Translated<EnglishShellTexts>;

export function shellTexts(language: Language): ShellTexts {
  return language === 'de' ? german : english;
}
