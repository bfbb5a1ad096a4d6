import type { Bytes } from '../bytes.ts';
import type { Signer } from '../mls/group.ts';
import type { EditorKeySchedule, KeySchedule } from '../two-party/context.ts';
import type { Policy } from '../two-party/policy.ts';
import type { ProfileName } from '../two-party/roles.ts';
import type { Session } from '../two-party/session.ts';
import type { State } from '../two-party/states.ts';
import type { Table } from '../two-party/table.ts';
import type { Connection, EndpointOptions } from './connection-api.ts';
import type { SessionRegistry } from './session-registry.ts';
import type { TraceSink } from './trace.ts';

/** What a profile is made of. R-PROFILE. */
export interface Behaviour {
  readonly table: Table;
  readonly keys: KeySchedule;
  /** Application data waits between an own update and its answer. R-LIT. */
  readonly holdsData: boolean;
}

/** What an endpoint gives every connection. */
export interface Shared {
  readonly options: EndpointOptions;
  readonly registry: SessionRegistry;
  readonly profiles: { readonly [P in ProfileName]: Behaviour };
  readonly editorKeys: EditorKeySchedule;
  readonly scratch: Bytes;
  /** Lists the connection for `takeReady`. */
  ready(connection: Connection): void;
  nextId(): number;
}

export interface Setup {
  readonly shared: Shared;
  readonly state: State;
  readonly policy: Policy;
  readonly trace: TraceSink;
  readonly session: Session | null;
  readonly signer: (suite: number) => Signer | null;
  readonly isReplayed: (reference: Bytes) => boolean;
}
