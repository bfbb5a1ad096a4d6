/** What bytes can be decoded as. `unknown` is bytes of which nothing is known. */
export const decodeKinds = [
  'records',
  'handshake',
  'mls-message',
  'key-package',
  'group-info',
  'welcome',
  'leaf-node',
  'ratchet-tree',
  'group-context',
  'private-message',
  'public-message',
  'app-data-dictionary',
  'prologue',
  'alert',
  'commit',
  'proposal',
  'group-secrets',
  'private-message-content',
  'sender-data',
  'unknown',
] as const;

export type DecodeKind = (typeof decodeKinds)[number];
