import type { Bytes } from '../bytes.ts';
import type { Codec } from '../codec/codec.ts';
import { commit, privateCommitContent, proposal, senderData } from '../mls/commit-structures.ts';
import { dictionary } from '../mls/marker.ts';
import { groupSecrets, maxMessage, mlsMessage, privateMessage, publicMessage, welcome } from '../mls/message.ts';
import { groupContext, groupInfo, keyPackage, leafNode, ratchetTree } from '../mls/structures.ts';
import { handshakeHeaderLength, handshakeTypes, prologue } from '../two-party/messages.ts';
import { readContents } from './contents.ts';
import { handshakeLength, handshakeMessages, isHandshakeType } from './handshake.ts';
import { type ExplainedNode, failuresOf } from './node.ts';
import { present } from './present.ts';
import { alert, looksLikeRecords, traceRecords } from './records.ts';
import { type Layout, opaquePart, type Part, trace } from './trace.ts';

// Each layout reads a type of its own; explaining only looks at what is where.
const layouts = {
  'mls-message': mlsMessage as Codec<unknown>,
  'key-package': keyPackage as Codec<unknown>,
  'group-info': groupInfo as Codec<unknown>,
  'welcome': welcome as Codec<unknown>,
  'leaf-node': leafNode as Codec<unknown>,
  'ratchet-tree': ratchetTree as Codec<unknown>,
  'group-context': groupContext as Codec<unknown>,
  'private-message': privateMessage as Codec<unknown>,
  'public-message': publicMessage as Codec<unknown>,
  'app-data-dictionary': dictionary as Codec<unknown>,
  'prologue': prologue as Codec<unknown>,
  'alert': alert,
  'commit': commit as Codec<unknown>,
  'proposal': proposal as Codec<unknown>,
  'group-secrets': groupSecrets as Codec<unknown>,
  'private-message-content': privateCommitContent as Codec<unknown>,
  'sender-data': senderData as Codec<unknown>,
} satisfies Readonly<Record<string, Layout>>;

/** What bytes can be explained as. `unknown` is bytes of which nothing is known. */
export type ExplainKind = 'records' | 'handshake' | keyof typeof layouts | 'unknown';

export const explainKinds: readonly ExplainKind[] = ['records', 'handshake', ...kindsOf(layouts), 'unknown'];

/** Kinds with enough form to be recognised by it, the likeliest first. */
const recognisable = [
  'mls-message',
  'key-package',
  'group-info',
  'welcome',
  'leaf-node',
  'public-message',
  'private-message',
  'ratchet-tree',
] as const;

/**
 * Bytes as a tree of fields, by the very codecs that the product reads with. Never throws: what cannot be read is a failure
 * in the tree, and unknown numbers are shown as such.
 *
 * @param as what the bytes are; recognised when not given
 */
export function explain(bytes: Bytes, as?: ExplainKind): ExplainedNode {
  const part = readAs(bytes, as ?? recognise(bytes));
  readContents(part, bytes);
  return present(part, bytes);
}

/** What the bytes most likely are. */
export function recognise(bytes: Bytes): ExplainKind {
  if (looksLikeRecords(bytes)) return 'records';
  if (looksLikeHandshake(bytes)) return 'handshake';
  if (bytes.length === 2) return 'alert';
  const whole = recognisable.find((kind) => failuresOf(present(readAs(bytes, kind), bytes)).length === 0);
  return whole ?? (looksLikeMls(bytes) ? 'mls-message' : 'unknown');
}

function readAs(bytes: Bytes, kind: ExplainKind): Part {
  switch (kind) {
    case 'records':
      return traceRecords(bytes);
    case 'handshake':
      return trace(handshakeMessages(bytes), 'messages', bytes);
    case 'unknown':
      return opaquePart('bytes', 'opaque', bytes, 0, bytes.length);
    default:
      return trace(layouts[kind], kind.replaceAll('-', '_'), bytes);
  }
}

/** A type of ours and a length that may be; key_update shares its number with TLS and must fit exactly. */
function looksLikeHandshake(bytes: Bytes): boolean {
  const length = handshakeLength(bytes);
  if (length === null || !isHandshakeType(bytes[0] ?? 0)) return false;
  return bytes[0] === handshakeTypes.key_update ? length === bytes.length : length <= handshakeHeaderLength + maxMessage;
}

function looksLikeMls([version, low, high, format]: Bytes): boolean {
  return version === 0 && low === 1 && high === 0 && format !== undefined && format >= 1 && format <= 5;
}

function kindsOf(table: typeof layouts): readonly (keyof typeof layouts)[] {
  // Object.keys forgets that the keys are those of the table.
  return Object.keys(table) as (keyof typeof layouts)[];
}
