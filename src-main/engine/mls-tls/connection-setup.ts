import type { Bytes } from '../bytes.ts';
import type { Signer } from '../mls/group.ts';
import type { KeySchedule } from '../two-party/context.ts';
import type { Policy } from '../two-party/policy.ts';
import type { Session } from '../two-party/session.ts';
import type { State } from '../two-party/states.ts';
import type { Table } from '../two-party/table.ts';
import type { Connection, EndpointOptions } from './connection-api.ts';
import type { SessionRegistry } from './session-registry.ts';
import type { TraceSink } from './trace.ts';

/** What an endpoint gives every connection. */
export interface Shared {
  readonly options: EndpointOptions;
  readonly registry: SessionRegistry;
  readonly keys: KeySchedule;
  readonly scratch: Bytes;
  /** Lists the connection for `takeReady`. */
  ready(connection: Connection): void;
  nextId(): number;
}

export interface Setup {
  readonly shared: Shared;
  readonly table: Table;
  readonly state: State;
  readonly policy: Policy;
  readonly trace: TraceSink;
  readonly session: Session | null;
  readonly signer: (suite: number) => Signer | null;
  readonly isReplayed: (reference: Bytes) => boolean;
}
