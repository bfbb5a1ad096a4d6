import { toHex } from '#engine/bytes.ts';
import type { LogicalConnection } from '#main/hosts/logical-connection.ts';
import type { Identity } from '#main/store/identity-table.ts';
import { fullFingerprint, shortFingerprint } from '#main/trust/fingerprint.ts';
import type { CoreParts } from '../core-parts.ts';
import { connectionView, epochView, identityView } from '../views.ts';
import { type Telltales, telltalesOf } from './safe-to-share.ts';

/** Everything we know that would tell who was connected: names, addresses, keys, ids, of today and of before. */
export function telltalesIn({ realm }: CoreParts, connection: LogicalConnection): Telltales {
  const view = connectionView(connection);
  const identities = [...new Set([realm, connection.realm])].flatMap((each) => each.identities.all());
  const { facts, settings } = connection;
  const keys = [...(facts.peer === null ? [] : [facts.peer]), ...settings.given];
  const authenticators = [view.safetyCode?.hex ?? '', ...realm.traces.epochs(connection.id).map((epoch) => epochView(epoch).safetyCode)];
  const host = /^\[?(.*?)\]?:\d+$/.exec(view.address)?.[1] ?? view.address;
  return telltalesOf(
    [
      view.id,
      view.label,
      view.address,
      host,
      view.identityId,
      view.listenerId ?? '',
      view.policyName ?? '',
      view.safetyCode?.digits ?? '',
      view.own?.name ?? '',
      view.peer?.name ?? '',
      settings.dial?.host ?? '',
      ...keys.flatMap((key) => [fullFingerprint(key), shortFingerprint(key)]),
      ...identities.flatMap(textsOf),
    ],
    [
      ...identities.flatMap(keysOf),
      ...keys.map(({ publicKey }) => toHex(publicKey)),
      ...authenticators.filter((text) => /^([0-9a-f]{2})+$/.test(text)),
      ...(view.sessionId === null ? [] : [view.sessionId]),
    ],
  );
}

function textsOf(identity: Identity): readonly string[] {
  const { name, keys, formerKeys, formerNames } = identityView(identity);
  const fingerprints = [...keys, ...formerKeys].flatMap(({ fingerprint }) => [fingerprint.full, fingerprint.short]);
  return [name, ...formerNames.map((former) => former.name), ...fingerprints];
}

function keysOf({ keys, formerKeys }: Identity): readonly string[] {
  return [...keys, ...formerKeys].map(({ publicKey }) => toHex(publicKey));
}
