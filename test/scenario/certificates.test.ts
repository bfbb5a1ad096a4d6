import { expect, test } from 'vitest';
import type { SchemeName } from '#shared/contract/credentials.ts';
import { Station } from './cores.ts';

/** A suite for each kind of key. */
const suites: readonly (readonly [SchemeName, number])[] = [
  ['Ed25519', 0x0001],
  ['P-256', 0x0002],
  ['P-384', 0x0007],
  ['P-521', 0x0005],
  ['ML-DSA-87', 0xf0f7],
];
const patience = 120_000;

interface Rooted {
  readonly station: Station;
  readonly identityId: string;
  readonly policyId: string;
}

/** A core that believes roots and nothing else. */
async function rooted(name: string, root: string): Promise<Rooted> {
  const station = await Station.open(name);
  const { handlers } = station.core;
  await handlers.addAnchor({ label: 'Lab', file: root });
  const { id } = await handlers.setPolicy({ id: null, name: 'Rooted', steps: [{ kind: 'x509', anchors: null, name: null, dialledName: false }] });
  const [identity] = await handlers.identities({});
  return { station, identityId: identity?.id ?? '', policyId: id };
}

/** The request goes to the laboratory, the answer comes back. */
async function certify({ station, identityId }: Rooted, lab: Station, authorityId: string, scheme: SchemeName, organization: string): Promise<void> {
  const request = await station.core.handlers.requestCertificate({ identityId, scheme, subject: `CN=${station.name}, O=${organization}`, names: [] });
  const { base64 } = await lab.core.handlers.signRequest({ authorityId, request: request.base64, days: 30 });
  await station.core.handlers.installCertificates({ identityId, files: [base64] });
}

async function laboratory(): Promise<{ readonly lab: Station; readonly authorityId: string; readonly root: string }> {
  const lab = await Station.open('Lab');
  const { id } = await lab.core.handlers.createAuthority({ subject: 'CN=Lab root', scheme: 'P-384', days: 365 });
  return { lab, authorityId: id, root: (await lab.core.handlers.authorityCertificate({ authorityId: id })).base64 };
}

test.each(suites)(
  'two cores that know a root alone connect with %s certificates, whoever dials',
  async (scheme, suite) => {
    const { lab, authorityId, root } = await laboratory();
    const [ada, bob] = [await rooted('Ada', root), await rooted('Bob', root)];
    for (const party of [ada, bob]) await certify(party, lab, authorityId, scheme, 'Example');
    for (const [dialler, listener] of [
      [ada, bob],
      [bob, ada],
    ] as const) {
      const { port, id } = await listener.station.listen({ suites: [suite], policyId: listener.policyId });
      const connection = await dialler.station.connect(port, { suites: [suite], policyId: dialler.policyId });
      expect(connection).toMatchObject({ state: 'open', peer: { name: listener.station.name } });
      await dialler.station.core.handlers.close({ connectionId: connection.id });
      await listener.station.core.handlers.stopListening({ listenerId: id });
    }
  },
  patience,
);

test(
  'a key without certificates is refused, a renewed certificate is carried by an update, and a revoked one ends it',
  async () => {
    const { lab, authorityId, root } = await laboratory();
    const [ada, bob] = [await rooted('Ada', root), await rooted('Bob', root)];
    await certify(bob, lab, authorityId, 'Ed25519', 'Example');
    const { port } = await bob.station.listen({ policyId: bob.policyId });
    const dial = () => ada.station.connect(port, { policyId: ada.policyId });
    await expect(dial()).rejects.toMatchObject({ view: { code: expect.stringMatching(/^ALERT_/) } });

    await certify(ada, lab, authorityId, 'Ed25519', 'Example');
    const { id } = await dial();
    const inbound = await bob.station.untilAny(({ state, peer }) => state === 'open' && peer?.name === 'Ada');
    const before = BigInt(inbound.epoch ?? 0);
    await certify(ada, lab, authorityId, 'Ed25519', 'Example'); // the same subject, another serial number
    await bob.station.until(inbound.id, ({ state, epoch }) => state === 'open' && BigInt(epoch ?? 0) > before);
    await ada.station.core.handlers.close({ connectionId: id });

    const issued = await lab.core.handlers.issuedCertificates({ authorityId });
    for (const { serial } of issued) await lab.core.handlers.revokeCertificate({ authorityId, serial, reason: 'keyCompromise' });
    const list = await lab.core.handlers.revocationList({ authorityId, days: 7 });
    await bob.station.core.handlers.addCrl({ label: null, file: list.base64 });
    await expect(dial()).rejects.toMatchObject({ view: { code: 'ALERT_certificate_revoked' } });
  },
  patience,
);
