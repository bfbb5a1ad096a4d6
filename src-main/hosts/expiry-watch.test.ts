import { expect, test } from 'vitest';
import { openMemoryStore } from '#main/store/memory-store.ts';
import { leaf, root } from '../../test/support/certificates.ts';
import { seededRandomness } from '../../test/support/seeded-randomness.ts';
import { SteppedClock } from '../../test/support/stepped-clock.ts';
import { sampleCodec } from '../../test/storage/profiles-on-disk.ts';
import { ExpiryWatch } from './expiry-watch.ts';
import { Identities } from './identities.ts';
import { Notices } from './notices.ts';

const day = 86_400_000;

function world() {
  const clock = new SteppedClock();
  const store = openMemoryStore(sampleCodec);
  const notices = new Notices(clock, { list: () => undefined });
  const watch = new ExpiryWatch({ store, clock, notices });
  const titles = () => notices.list().map(({ title }) => title);
  return { clock, store, notices, watch, titles, now: clock.now().wall };
}

const seen = (notAfter: number, fingerprint = 'F') => ({ fingerprint, subject: 'CN=Bob', notAfter, seenAt: 0 });

test('a peer’s certificate is told of 30, 7 and 1 days ahead and at its end, in one notice that moves on', () => {
  const { clock, store, watch, titles, now } = world();
  store.trust.certificates.put(seen(now + 40 * day));
  watch.start();
  expect(titles()).toEqual([]);
  const told: string[] = [];
  for (let passed = 1; passed <= 42; passed++) {
    clock.advance(day);
    expect(titles().length).toBeLessThanOrEqual(1);
    const [title] = titles();
    if (title !== undefined && title !== told.at(-1)) told.push(title);
  }
  const about = 'The certificate of CN=Bob';
  expect(told).toEqual([
    `${about} expires within 30 days`,
    `${about} expires within 7 days`,
    `${about} expires within a day`,
    `${about} has expired`,
  ]);
  watch.stop();
});

test('what was dismissed stays away at its stage, also after a restart, and comes back at the next', () => {
  const { clock, store, notices, watch, titles, now } = world();
  store.trust.certificates.put(seen(now + 20 * day));
  watch.look();
  const [notice] = notices.list();
  watch.dismissed(notices.dismiss(notice?.id ?? ''));
  watch.look();
  const restarted = new ExpiryWatch({ store, clock, notices });
  restarted.look();
  expect(titles()).toEqual([]);
  clock.advance(14 * day);
  restarted.look();
  expect(titles()).toEqual(['The certificate of CN=Bob expires within 7 days']);
});

test('a renewed certificate settles the notice; a clock ten years ahead deletes nothing and is forgotten when it is set right', () => {
  const { clock, store, notices, titles, now } = world();
  store.trust.certificates.put(seen(now + 5 * day));
  let ahead = 0;
  const jumping = { now: () => ({ ...clock.now(), wall: clock.now().wall + ahead }), at: clock.at.bind(clock) };
  const watch = new ExpiryWatch({ store, clock: jumping, notices });
  watch.look();
  ahead = 20 * day;
  watch.look();
  expect(titles()).toEqual(['The certificate of CN=Bob has expired']);
  ahead = 0;
  watch.look();
  expect(titles()).toEqual(['The certificate of CN=Bob expires within 7 days']);
  store.trust.certificates.put(seen(now + 400 * day));
  watch.look();
  expect(titles()).toEqual([]);
  ahead = 3650 * day;
  watch.look();
  expect(store.trust.certificates.find('F')).not.toBeNull();
});

test('our own certificate is told of, and signs nothing new once it has ended', () => {
  const { clock, store, watch, titles, now } = world();
  const erased: Uint8Array[] = [];
  const identities = new Identities({
    table: store.identities,
    randomness: seededRandomness('own'),
    erase: (bytes) => void erased.push(bytes.fill(0)),
    clock,
  });
  const { id } = identities.create('Ada', now);
  identities.provideKey(id, 'Ed25519');
  const [key] = identities.find(id).keys;
  if (key === undefined) throw new Error('no key');
  const lab = root('CN=Lab', { scheme: 'Ed25519', notBefore: now - day, notAfter: now + 90 * day });
  const term = { notBefore: now - day, notAfter: now + 5 * day };
  const { certificate } = leaf('CN=Ada', lab, { ...term, key: { ...key, privateKey: new Uint8Array(32) } });
  store.chains.install({ identityId: id, scheme: key.scheme, publicKey: key.publicKey }, [certificate], now);
  watch.look();
  expect(titles()).toEqual(['Your certificate of “Ada” expires within 7 days']);
  expect(identities.signer(id, 0x0001)?.credential.kind).toBe('x509');
  clock.advance(6 * day);
  watch.look();
  expect(titles()).toEqual(['Your certificate of “Ada” has expired']);
  const before = erased.length;
  expect(() => identities.signer(id, 0x0001)).toThrow(expect.objectContaining({ code: 'OWN_CREDENTIAL_EXPIRED' }));
  expect(erased.length).toBe(before + 1);
});
