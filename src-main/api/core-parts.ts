import type { ArrivalLimits } from '#main/hosts/arrival-limits.ts';
import type { Connections } from '#main/hosts/connections.ts';
import type { Transfers } from '#main/hosts/transfers.ts';
import type { Jobs } from '#main/hosts/jobs.ts';
import type { ExpiryWatch } from '#main/hosts/expiry-watch.ts';
import type { Listener } from '#main/hosts/listener.ts';
import type { Realm } from '#main/hosts/realm.ts';
import type { DemoPairs } from '#main/laboratory/demo-pairs.ts';
import type { Laboratory } from '#main/laboratory/laboratory.ts';
import type { LoopbackFaults } from '#main/laboratory/relay/loopback-faults.ts';
import type { Damage } from '#main/store/repair/examine.ts';
import type { HeldFiles } from './captures/held-files.ts';
import type { CoreOptions } from './core.ts';

/** What the handlers of one core work on. */
export interface CoreParts {
  readonly options: CoreOptions;
  /** The profile's own. */
  readonly realm: Realm;
  /** All that exist: the profile's, and two for each demo pair. */
  readonly realms: Set<Realm>;
  readonly connections: Connections;
  readonly listeners: Map<string, Listener>;
  readonly limits: ArrivalLimits;
  readonly expiry: ExpiryWatch;
  readonly jobs: Jobs;
  readonly transfers: Transfers;
  readonly heldFiles: HeldFiles;
  readonly laboratory: Laboratory;
  readonly demos: DemoPairs;
  readonly loopback: LoopbackFaults;
  /** `null` unless the profile is damaged and open for reading only. */
  readonly damage: Damage | null;
}
