import { HostError } from '#main/hosts/host-error.ts';
import type { LogicalConnection } from '#main/hosts/logical-connection.ts';
import type { FaultRule } from '#main/laboratory/faults/plan.ts';
import type { FaultsView } from '#shared/contract/laboratory.ts';
import type { CoreParts } from '../core-parts.ts';

type Parts = Pick<CoreParts, 'connections' | 'demos' | 'realm' | 'loopback'>;

/** What is done to the records of a connection now. @throws {HostError} `FAULTS_NOT_HERE` */
export function faultsOf(parts: Parts, connectionId: string): FaultsView {
  const connection = parts.connections.require(connectionId);
  const pair = parts.demos.networkOf(connection.realm);
  return pair === null ? parts.loopback.view(waysOf(parts, connection)) : { ...pair.view, relay: null, port: null };
}

/** @throws {HostError} `FAULTS_NOT_HERE` @throws {TransportError} */
export async function setFaults(parts: Parts, connectionId: string, rules: readonly FaultRule[]): Promise<FaultsView> {
  const { connections, demos, loopback, realm } = parts;
  const connection = connections.require(connectionId);
  const pair = demos.networkOf(connection.realm);
  const touched = pair === null ? connections.ofRealm(realm) : demos.endsOf(pair);
  const before = touched.map((one) => ({ one, met: one.faultsMet, state: one.faults }));
  if (pair === null) await loopback.set(waysOf(parts, connection), rules);
  else pair.set(rules);
  for (const { one, ...was } of before) one.faultsChanged(was);
  return faultsOf(parts, connectionId);
}

/** Only the profile's own connections: a run has its faults from its start. */
function waysOf({ realm }: Parts, connection: LogicalConnection): LogicalConnection['ways'] {
  if (connection.realm !== realm) throw new HostError('FAULTS_NOT_HERE');
  return connection.ways;
}
