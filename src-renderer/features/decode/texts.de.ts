import type { Decoded } from '#shared/contract/inspection.ts';
import type { DecodeKind } from '#shared/decode-kinds.ts';
import type { Translated } from '../../format/language.ts';
import type { english } from './texts.ts';

const kinds: { readonly [K in DecodeKind]: string } = {
  'records': 'TLS-Records',
  'handshake': 'Handshake-Nachrichten',
  'mls-message': 'MLSMessage',
  'key-package': 'KeyPackage',
  'group-info': 'GroupInfo',
  'welcome': 'Welcome',
  'leaf-node': 'LeafNode',
  'ratchet-tree': 'Ratchet-Baum',
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
  'unknown': 'Unbekannte Bytes',
};
const singleKinds: { readonly [K in DecodeKind]?: string } = { records: 'TLS-Record', handshake: 'Handshake-Nachricht' };
const forms: { readonly [F in Decoded['form']]: string } = { binary: 'Bytes', hex: 'hexadezimal', base64: 'base64', pem: 'PEM' };

export const german: Translated<typeof english> = {
  title: 'Bytes dekodieren',
  about:
    'Records, Handshake-Nachrichten und MLS-Strukturen von überall, Feld für Feld, gelesen von den Codecs der Engine. Nichts davon wird aufbewahrt oder gesendet.',
  input: 'Hexadezimal, base64 oder PEM',
  inputHint: 'Hier einfügen oder eine Datei irgendwo auf das Fenster ziehen.',
  as: 'Lesen als',
  recognise: 'Von selbst erkennen',
  kinds,
  decode: 'Dekodieren',
  nothingYet: 'Erst Bytes einfügen oder eine Datei öffnen.',
  file: 'Datei öffnen…',
  failed: 'Das konnte nicht dekodiert werden',
  refused: {
    'too big': (limit) => `Die Datei ist größer als ${limit}. Ausschneiden, was erklärt werden soll, oder epochscope decode benutzen.`,
    'too long': (_file, characters) =>
      `Der Text ist länger als ${characters} Zeichen. Auf das kürzen, was erklärt werden soll, oder epochscope decode mit einer Datei benutzen.`,
    'empty': () => 'Die Datei ist leer: Es gibt nichts zu dekodieren. Eine andere wählen.',
    'unreadable': () => 'Die Datei kann nicht gelesen werden. Noch einmal wählen.',
  },
  result: (kind, single, length, form) =>
    kind === 'unknown'
      ? `Nicht erkannt: wählen, was es ist. ${length}, angegeben als ${forms[form]}.`
      : `${(single && singleKinds[kind]) || kinds[kind]}: ${length}, angegeben als ${forms[form]}.`,
  none: 'Noch nichts dekodiert',
  noneText: 'Oben Bytes von irgendwoher einfügen, oder die einer Nachricht: sie in der Leiter einer Verbindung auswählen und ihre Bytes kopieren.',
  example: 'Ein Beispiel dekodieren',
  recordingTooBig: 'Diese Aufzeichnung ist zu groß, um hier geöffnet zu werden',
  recordingTooBigNext: (limit) => `Sie ist größer als ${limit}. Sie mit einem anderen Programm zeilenweise lesen: Jede Zeile ist ein JSON-Objekt.`,
  notARecording: 'Diese Aufzeichnung kann nicht gelesen werden',
  notARecordingNext: 'Eine Zeile darin ist nicht, was sie sein soll. Nichts wurde geöffnet; die Datei so wählen, wie sie exportiert wurde.',
  drop: 'Datei loslassen, um sie zu dekodieren',
};
