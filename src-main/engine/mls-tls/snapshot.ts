import { type Bytes, fromHex, toHex } from '../bytes.ts';
import {
  type Codec,
  decode,
  encode,
  mapped,
  opaque8,
  opaque16,
  opaque24,
  optional,
  struct,
  tagged,
  uint8,
  uint16,
  uint64,
  vector24,
} from '../codec/codec.ts';
import { EngineError } from '../errors.ts';
import type { CommitForm, Credential, Mls } from '../mls/group.ts';
import type { Erase } from '../secret.ts';
import { type FoundingRole, type ProfileName, profileIds } from '../two-party/roles.ts';
import type { Pending, Session } from '../two-party/session.ts';

/** First byte of every snapshot. A change of {@link storedSession} takes the next number and keeps the old reader. */
export const snapshotVersion = 2;

/** The part of {@link Mls} that a snapshot, and what is read of one, needs. Decoded groups share no memory with the bytes they came from. */
export type GroupEncoding = Pick<Mls, 'encodeGroup' | 'decodeGroup' | 'erase'>;

/**
 * The bytes a session is stored as. They hold private keys: the caller seals them, then erases them.
 *
 * @throws {EngineError} `internal` when the group in use still has its exporter_secret (R-DEL)
 */
export function encodeSession(mls: GroupEncoding, session: Session, erase: Erase): Bytes {
  if (session.group.exporterSecret !== null) throw new EngineError({ kind: 'internal', where: 'exporter_secret in a snapshot' });
  const group = mls.encodeGroup(session.group);
  const staged = session.pending && mls.encodeGroup(session.pending.staged);
  try {
    const pending = session.pending && staged && { ...session.pending, staged };
    return encode(storedSession, { ...session, group, pending, form: snapshotVersion });
  } finally {
    erase(group);
    if (staged) erase(staged);
  }
}

/**
 * A session as {@link encodeSession} wrote it. The result shares no bytes with the input.
 *
 * @throws {DecodeError} when the bytes are not a snapshot, or one of a version this build does not read
 * @throws {EngineError} `internal` from the MLS library
 */
export function decodeSession(mls: GroupEncoding, bytes: Bytes, erase: Erase): Session {
  const { form: _form, ...stored } = decode(storedSession, bytes, 'session snapshot');
  try {
    return {
      ...stored,
      group: mls.decodeGroup(stored.group),
      pending: stored.pending && { ...stored.pending, staged: mls.decodeGroup(stored.pending.staged) },
    };
  } finally {
    erase(stored.group);
    if (stored.pending) erase(stored.pending.staged);
  }
}

type StoredPending = Omit<Pending, 'staged'> & { readonly staged: Bytes };
type StoredSession = Omit<Session, 'group' | 'pending'> & {
  readonly form: number;
  readonly group: Bytes;
  readonly pending: StoredPending | null;
};

const credential: Codec<Credential> = tagged<Credential>(uint16, {
  basic: { tag: 1, body: struct({ identity: opaque16 }) },
  x509: { tag: 2, body: struct({ certificates: vector24(opaque24) }) },
});

const storedPending: Codec<StoredPending> = struct({
  kind: oneOf<Pending['kind']>({ update: 1, request: 2, response: 3 }),
  message: opaque24,
  hash: opaque8,
  epoch: uint64,
  form: oneOf<CommitForm>({ private: 1, public: 2 }),
  staged: opaque24,
  exposed: boolean(),
});

/** The fields of form 1, in wire order behind the form byte. */
const firstForm = {
  id: mapped(opaque8, toHex, fromHex),
  profile: oneOf<ProfileName>(profileIds),
  version: uint16,
  foundingRole: oneOf<FoundingRole>({ 'founding-initiator': 1, 'founding-responder': 2 }),
  group: opaque24,
  earlyBase: opaque8,
  lastApplied: optional(struct({ hash: opaque8, epoch: uint64 })),
  pending: optional(storedPending),
  keysUsedEpoch: optional(uint64),
  standing: oneOf<Session['standing']>({ unconfirmed: 1, confirmed: 2, suspect: 3 }),
  createdAt: mapped(uint64, Number, BigInt),
  peerSendsPublic: boolean(),
  peer: struct({ credential, signatureKey: opaque16 }),
  generation: uint64,
};

type FirstForm = Omit<StoredSession, 'form' | 'stored' | 'acceptedRandoms'>;

const sessionV1: Codec<FirstForm> = struct(firstForm);
const sessionV2: Codec<Omit<StoredSession, 'form'>> = struct({
  ...firstForm,
  stored: optional(struct({ message: opaque24, hash: opaque8, epoch: uint64 })),
  acceptedRandoms: vector24(opaque8),
});

/** The form byte decides the rest; older forms are read for ever, the newest is written. */
const storedSession: Codec<StoredSession> = {
  read(reader) {
    const form = uint8.read(reader);
    if (form === 1) return { form, ...sessionV1.read(reader), stored: null, acceptedRandoms: [] };
    if (form === snapshotVersion) return { form, ...sessionV2.read(reader) };
    throw reader.fail('bad-value');
  },
  write(writer, value) {
    uint8.write(writer, value.form);
    sessionV2.write(writer, value);
  },
};

function boolean(): Codec<boolean> {
  return mapped(
    oneOf({ no: 0, yes: 1 }),
    (word) => word === 'yes',
    (value) => (value ? 'yes' : 'no'),
  );
}

/** A word stored as a number. */
function oneOf<W extends string>(numbers: { readonly [K in W]: number }): Codec<W> {
  // Object.keys forgets that the keys are those of W; the parameter's type says so.
  const words = Object.keys(numbers) as W[];
  return mapped(
    uint8,
    (number, reader) => {
      const word = words.find((candidate) => numbers[candidate] === number);
      if (word === undefined) throw reader.fail('bad-value');
      return word;
    },
    (word) => numbers[word],
  );
}
