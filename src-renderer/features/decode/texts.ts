import type { Decoded } from '#shared/contract/inspection.ts';
import type { DecodeKind } from '#shared/decode-kinds.ts';
import { spoken } from '../../format/language.ts';
import { german } from './texts.de.ts';

const kinds: { readonly [K in DecodeKind]: string } = {
  'records': 'TLS records',
  'handshake': 'Handshake messages',
  'mls-message': 'MLSMessage',
  'key-package': 'KeyPackage',
  'group-info': 'GroupInfo',
  'welcome': 'Welcome',
  'leaf-node': 'LeafNode',
  'ratchet-tree': 'Ratchet tree',
  'group-context': 'GroupContext',
  'private-message': 'PrivateMessage',
  'public-message': 'PublicMessage',
  'app-data-dictionary': 'app_data_dictionary',
  'prologue': 'Prologue',
  'alert': 'Alert',
  'commit': 'Commit',
  'proposal': 'Proposal',
  'group-secrets': 'GroupSecrets',
  'private-message-content': 'PrivateMessageContent',
  'sender-data': 'SenderData',
  'unknown': 'Unknown bytes',
};
/** Of kinds that are read as many. */
const singleKinds: { readonly [K in DecodeKind]?: string } = { records: 'TLS record', handshake: 'Handshake message' };
const forms: { readonly [F in Decoded['form']]: string } = { binary: 'bytes', hex: 'hexadecimal', base64: 'base64', pem: 'PEM' };

export const english = {
  title: 'Decode bytes',
  about:
    'Records, handshake messages and MLS structures from anywhere, field by field, read by the codecs of the engine. Nothing of what you put in here is kept or sent.',
  input: 'Hexadecimal, base64 or PEM',
  inputHint: 'Paste it here, or drop a file anywhere on the window.',
  as: 'Read as',
  recognise: 'Recognise it',
  kinds,
  decode: 'Decode',
  nothingYet: 'Paste bytes first, or open a file.',
  file: 'Open a file…',
  failed: 'Could not decode this',
  refused: {
    'too big': (limit: string) => `The file is larger than ${limit}. Cut out what you want explained, or use epochscope decode.`,
    'too long': (_file: string, characters: string) =>
      `The text is longer than ${characters} characters. Shorten it to what you want explained, or use epochscope decode with a file.`,
    'empty': () => 'The file is empty: there is nothing to decode. Choose another one.',
    'unreadable': () => 'The file cannot be read. Choose it again.',
  },
  result: (kind: DecodeKind, single: boolean, length: string, form: Decoded['form']) =>
    kind === 'unknown'
      ? `Not recognised: choose what it is. ${length}, given as ${forms[form]}.`
      : `${(single && singleKinds[kind]) || kinds[kind]}: ${length}, given as ${forms[form]}.`,
  none: 'Nothing decoded yet',
  noneText: 'Paste bytes from anywhere above, or those of a message: select it in the ladder of a connection, and copy its bytes.',
  example: 'Decode an example',
  notARecording: 'This recording cannot be read',
  notARecordingNext: 'A line of it is not what it should be. Nothing was opened; choose the file as it was exported.',
  recordingTooBig: 'This recording is too large to open here',
  recordingTooBigNext: (limit: string) => `It is larger than ${limit}. Read it with another program, line by line: each is one JSON object.`,
  drop: 'Drop the file to decode it',
} as const;

export const texts = spoken(english, german);
