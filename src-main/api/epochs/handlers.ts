import { fromHex, toHex } from '#engine/bytes.ts';
import { findSuite } from '#engine/crypto/suites.ts';
import { DecodeError } from '#engine/errors.ts';
import { type KeyOrigin, type KeyStep, keySchedule } from '#engine/index.ts';
import type { PublicGroup } from '#engine/mls/group.ts';
import { scheduleSecrets } from '#main/capture/schedule-secrets.ts';
import { HostError } from '#main/hosts/host-error.ts';
import type { LogicalConnection } from '#main/hosts/logical-connection.ts';
import type { EpochTrace, TraceStore } from '#main/store/trace-store.ts';
import type {
  EpochHistoryView,
  EpochPictureParams,
  EpochRequests,
  EpochSecretsView,
  EpochStateView,
  RecordedGroup,
} from '#shared/contract/epochs.ts';
import type { HandlersOf } from '#shared/contract.ts';
import { isOnTheWay } from '#shared/on-the-way.ts';
import type { ProfileView } from '#shared/views.ts';
import type { CoreParts } from '../core-parts.ts';
import { refusal } from '../error-views.ts';
import { epochView } from '../views.ts';
import { healedSince, historyFacts, storiesOf, untold } from './history.ts';
import { groupView } from './state.ts';

/** Epochs told at once, and facts looked at for them. */
const newest = 500;
const mostFacts = 20_000;

/** The life of a session's keys. */
export function epochHandlers({ connections, realm: { traces } }: CoreParts): HandlersOf<EpochRequests> {
  return {
    epochHistory: async ({ connectionId }) => {
      connections.require(connectionId);
      return epochHistory(traces, connectionId);
    },
    epochState: async ({ connectionId, epoch }) => state(traces, connections.require(connectionId), BigInt(epoch)),
    epochPicture: async ({ group, before, ...about }) => {
      try {
        return pictureOf({ ...about, group: group && readGroup(group), before: before && readGroup(before) });
      } catch (error) {
        if (error instanceof DecodeError) throw refusal('NOT_BYTES', 'the group of this epoch');
        throw error;
      }
    },
    epochSecrets: async ({ connectionId, epoch }) => secrets(traces, connections.require(connectionId), BigInt(epoch)),
  };
}

/** How the newest epochs of a connection came to be. */
export function epochHistory(traces: TraceStore, connectionId: string): EpochHistoryView {
  const epochs = traces.epochs(connectionId);
  const stories = storiesOf(traces.factsOf(connectionId, historyFacts, mostFacts));
  const shown = epochs.slice(-newest);
  return {
    epochs: shown.map((epoch) => ({ ...epochView(epoch), ...(stories.get(epoch.epoch) ?? untold) })),
    earlier: epochs.length - shown.length,
    healed: healedSince(epochs),
  };
}

function state(traces: TraceStore, connection: LogicalConnection, number: bigint): EpochStateView {
  const { previous, ...places } = neighbours(traces, connection.id, number);
  const { epoch, next } = places;
  const { settings, facts } = connection;
  const group = recordedGroup(traces, connection.id, epoch);
  const before = previous === null ? null : recordedGroup(traces, connection.id, previous);
  return {
    epoch: String(number),
    previous: previous === null ? null : String(previous.epoch),
    next: next === null ? null : String(next.epoch),
    ...pictureOf({ profile: settings.profile, suite: facts.suite, foundingRole: facts.foundingRole, ...places, group, before }),
  };
}

/** An epoch and the two after it. */
type Places = Pick<EpochPictureParams, 'epoch' | 'next' | 'afterNext'>;

interface Picture extends Omit<EpochPictureParams, 'group' | 'before'> {
  readonly group: PublicGroup | null;
  readonly before: PublicGroup | null;
}

function pictureOf({ profile, suite, foundingRole, group, before, ...places }: Picture): Pick<EpochStateView, 'group' | 'schedule'> {
  const ownLeaf = foundingRole === null ? null : foundingRole === 'founding-responder' ? 0 : 1;
  // A capture may have a suite that this build does not run.
  const known = suite !== null && profile !== null && findSuite(suite) !== undefined;
  return {
    group: group === null ? null : groupView(group, before, ownLeaf),
    schedule: known ? keySchedule(suite, profile, originOf(places, profile)) : [],
  };
}

function readGroup({ context, tree }: RecordedGroup): PublicGroup {
  return { context: fromHex(context), tree: fromHex(tree) };
}

/** Its realm decides, which cannot change: secrets of a profile are never given away. */
function secrets(traces: TraceStore, connection: LogicalConnection, number: bigint): EpochSecretsView {
  const { witness } = connection.realm;
  if (witness === null) throw new HostError('NO_KEYS_KEPT');
  const { previous: _, ...places } = neighbours(traces, connection.id, number);
  const group = recordedGroup(traces, connection.id, places.epoch);
  const values = group === null ? [] : scheduleSecrets(scheduleOf(connection, places), witness.derivations.seen, group.context);
  return { epoch: String(number), values: [...values].map(([id, value]) => ({ id, value: toHex(value) })) };
}

function scheduleOf({ facts, settings: { profile } }: LogicalConnection, places: Places): readonly KeyStep[] {
  return facts.suite === null ? [] : keySchedule(facts.suite, profile, originOf(places, profile));
}

/** @throws {HostError} `UNKNOWN_EPOCH` */
function neighbours(traces: TraceStore, connectionId: string, number: bigint) {
  const epochs = traces.epochs(connectionId);
  const at = epochs.findIndex(({ epoch }) => epoch === number);
  const epoch = epochs[at];
  if (epoch === undefined) throw new HostError('UNKNOWN_EPOCH');
  return { previous: epochs[at - 1] ?? null, epoch, next: epochs[at + 1] ?? null, afterNext: epochs[at + 2] ?? null };
}

/** Old rows are deleted before their epochs are. */
function recordedGroup(traces: TraceStore, connectionId: string, { seq }: EpochTrace): PublicGroup | null {
  const row = traces.find(connectionId, seq);
  return row?.kind === 'fact' && row.fact.kind === 'epoch' ? (row.fact.group ?? null) : null;
}

/**
 * What the derivations of an epoch depend on. Keys are bound to a message of a resumption: in draft-00 those of the first of its two
 * commits, which protect the first flight (R-EARLY); in the editor's copy those of its only commit (R-ED-KEY).
 */
function originOf({ epoch, next, afterNext }: Places, profile: ProfileView): KeyOrigin {
  if (epoch.how === 'handshake') return 'founded';
  const bound = epoch.how === 'resumption' && (profile === 'editor-copy' || isOnTheWay(epoch, next, afterNext));
  return bound ? 'bound' : 'committed';
}
