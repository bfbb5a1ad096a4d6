import { formatCount } from '../../format/bytes.ts';
import { spoken } from '../../format/language.ts';
import { german } from './texts.de.ts';

export const english = {
  source: 'Source:',
  ours: 'Epochscope’s protocol notes',
  glossary: {
    title: 'Glossary',
    about: 'The words of the specifications, as they are used here. Wherever one is dotted, point at it or focus it, or press Enter; Escape closes.',
    search: 'Search the glossary',
    placeholder: 'epoch, Commit, forward secrecy …',
    none: 'No term fits',
    noneText: 'Search for a part of a word, or clear the search to see every term.',
    count: (count: number) => (count === 1 ? '1 term' : `${count} terms`),
  },
  primer: {
    title: 'Your connection, step by step',
    about: 'The protocol explained with the messages of one of your own connections. Each step leads to its row.',
    which: 'Connection',
    none: 'No connection to read',
    noneText: 'Connect to a peer or start a demo pair: its messages are explained here.',
    empty: 'Nothing happened yet',
    emptyText: 'Steps appear with the first message.',
    loading: 'Reading the transcript',
    failed: 'Could not read the transcript',
    steps: 'Steps',
    show: 'Show in the ladder',
    showRow: (row: number) => `Show in the ladder, row ${formatCount(row)}`,
    more: (count: string) => `The first ${count} steps are shown; the ladder has the rest.`,
    rules: 'Rules:',
  },
  steps: {
    attempt: (attempt: number) =>
      `A new transport, the ${attempt === 2 ? '2nd' : attempt === 3 ? '3rd' : `${attempt}th`}: the one before was cut. The session is still there, and is taken up again.`,
    client_hello: (who: string, bytes: string) =>
      `${who} opened the connection with ${bytes} bytes in clear: a fresh KeyPackage, made for this connection alone and signed. It says: make a group with me.`,
    server_hello: (who: string, bytes: string, joins: string) =>
      `${who} made a new group of two and sent a Welcome of ${bytes} bytes. Its secrets are encrypted to the KeyPackage, so that only ${joins} can join.`,
    connection_update: (who: string, bytes: string, epoch: string) =>
      `${who} sent a Commit of ${bytes} bytes under the keys of epoch ${epoch}: fresh secrets for a new epoch, of which an eavesdropper with old keys knows nothing.`,
    epoch_key_update: (who: string) => `${who} said: this is my last record under the old key. The next one is under the new epoch.`,
    resumption_request: (who: string, bytes: string) =>
      `${who} asked to take the session up again: ${bytes} bytes with a Commit on the last epoch it knew. No key of the old transport is used again.`,
    resumption_response: (who: string, bytes: string) =>
      `${who} answered with a Commit of its own, ${bytes} bytes. Both have now renewed their keys.`,
    resumption: (who: string, bytes: string) => `${who} resumed with ${bytes} bytes: a Commit, to which the new keys are bound.`,
    resumption_status: (who: string) => `${who} told what it saw of the resumption, so that both know they agree.`,
    key_update: (who: string) => `${who} turned its sending key within the epoch.`,
    other: (who: string, title: string, bytes: string) => `${who} sent ${title}, ${bytes} bytes.`,
    accepted: (peer: string) => `The authentication service was asked whether this key belongs to ${peer}, and accepted it.`,
    refused: (peer: string, words: string) =>
      `The authentication service was asked whether this key belongs to ${peer}, and did not accept it: ${words}.`,
    persisted: (words: string) =>
      `${words}: that comes before anything that depends on it is sent, so that no crash can bring the session back to an old state.`,
    persistedAgain: (words: string) => `${words}: first, as before.`,
    epoch: (epoch: string, reason: string) => `Epoch ${epoch} began, because ${reason}. Its keys protect the records.`,
    epochOnTheWay: (epoch: string, reason: string) =>
      `Epoch ${epoch} began, because ${reason}. Its early key protects the first flight; the records go on under the next epoch.`,
    reasons: {
      handshake: 'the handshake founded the group',
      update: (who: string) => `${who} made an update`,
      resumption: (who: string) => `${who} committed when the session was resumed`,
      unknown: 'a Commit was applied',
    },
    emptyRecord: (who: string, epoch: string) =>
      `${who} sent an empty record, the first one under the keys of epoch ${epoch}: only who holds the key of the KeyPackage can make it, and so it confirms the handshake.`,
    data: (who: string, epoch: string, key: string) =>
      `${who} sent the first data under ${key === 'early' ? 'the early key' : `the keys of epoch ${epoch}`}.`,
    closed: (who: string) => `${who} said that it will send nothing more. A stream without this would have been cut short.`,
    alert: (who: string, title: string) => `${who} ended the connection with the alert ${title}.`,
    failed: (words: string) => `The connection failed: ${words}. The stored session is as it was before.`,
    ended: (words: string) => `The connection ended: ${words}.`,
    decision: (words: string) => `${words}.`,
    you: 'You',
    yourself: 'you',
    peer: 'The peer',
    thePeer: 'the peer',
    named: (name: string) => `You, ${name},`,
  },
  intro: {
    label: 'First steps',
    step: (step: number) => `First steps, ${step} of 3`,
    skip: 'Skip',
    back: 'Back',
    next: 'Next',
    done: 'Done',
    screens: [
      {
        title: 'Two peers, one MLS group of two',
        text: 'MLS-TLS protects a connection with keys from a group that has exactly two members. Both can renew those keys at any time, and resume the connection after it was cut.',
      },
      {
        title: 'Watch one, live',
        text: 'Both peers run here, over a real socket of this computer. What you see are their real messages, from the side of the one that connected.',
      },
      {
        title: 'Renew the keys',
        text: 'An update begins a new epoch: keys that were stolen before are worth nothing after it. Both sides must show the same number.',
      },
    ],
    start: 'Run two peers',
    starting: 'They are shaking hands …',
    update: 'Make an update',
    look: 'Look at it closely',
    initiator: 'connected',
    responder: 'listened',
    noEpoch: 'no epoch yet',
    messages: 'Latest messages',
    notYet: 'Start the two peers on the screen before.',
  },
  menu: {
    label: 'Help',
    primer: 'Your connection, step by step',
    glossary: 'Glossary',
    intro: 'First steps',
    shortcuts: 'Keyboard shortcuts',
    about: 'About Epochscope',
  },
} as const;

export const texts = spoken(english, german);
