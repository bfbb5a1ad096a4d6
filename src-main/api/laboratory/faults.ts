import { HostError } from '#main/hosts/host-error.ts';
import type { FaultRule } from '#main/laboratory/faults/plan.ts';
import { isLoopback } from '#main/laboratory/relay/relays.ts';
import type { RelayTarget } from '#main/laboratory/relay/relay.ts';
import type { FaultsView } from '#shared/contract/laboratory.ts';
import type { CoreParts } from '../core-parts.ts';

type Parts = Pick<CoreParts, 'connections' | 'demos' | 'realm' | 'relays'>;

/** What is done to the records of a connection now. @throws {HostError} `FAULTS_NOT_HERE` */
export function faultsOf(parts: Parts, connectionId: string): FaultsView {
  const { realm } = parts.connections.require(connectionId);
  const pair = parts.demos.networkOf(realm);
  if (pair !== null) return { ...pair.view, relay: null };
  const relay = parts.relays.to(targetOf(parts, connectionId));
  if (relay === null) return { rules: [], applied: [], relay: null };
  return { ...relay.view, relay: { address: relay.address, passing: relay.passing } };
}

/** @throws {HostError} `FAULTS_NOT_HERE` @throws {TransportError} */
export async function setFaults(parts: Parts, connectionId: string, rules: readonly FaultRule[]): Promise<FaultsView> {
  const pair = parts.demos.networkOf(parts.connections.require(connectionId).realm);
  if (pair !== null) pair.set(rules);
  else {
    const target = targetOf(parts, connectionId);
    if (rules.length === 0) parts.relays.remove(target);
    else (await parts.relays.open(target)).set(rules);
  }
  return faultsOf(parts, connectionId);
}

/** Only what the profile dials on this machine: whoever is elsewhere is never disturbed, and a run has its faults from its start. */
function targetOf({ connections, realm }: Parts, connectionId: string): RelayTarget {
  const connection = connections.require(connectionId);
  const { dial } = connection.settings;
  if (connection.realm !== realm || dial === null || !isLoopback(dial.host)) throw new HostError('FAULTS_NOT_HERE');
  return dial;
}
