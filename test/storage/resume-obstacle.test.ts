import { expect, test } from 'vitest';
import { sessionObstacle } from '#main/hosts/resume-obstacle.ts';
import { openMemoryStore } from '#main/store/memory-store.ts';
import type { Session } from '#engine/two-party/session.ts';
import { sampleCodec } from './profiles.ts';
import { sampleAbout, samplePending, sampleSession } from './sample-session.ts';

const unmarked = (change: Partial<Session>): Session => {
  const session = sampleSession('s', 1n, change);
  return { ...session, group: { ...session.group, marked: false } };
};

test.each<[string, Session, string | null]>([
  ['nothing', sampleSession('s', 1n), null],
  ['nothing, with a private update outstanding', sampleSession('s', 1n, { pending: samplePending('s', 1n) }), null],
  ['nothing, with a private update outstanding and no component', unmarked({ pending: samplePending('s', 1n) }), null],
  ['a public update outstanding', unmarked({ pending: { ...samplePending('s', 1n), form: 'public' } }), 'API_NO_PUBLIC_RESUMPTION'],
  ['a bad message before', sampleSession('s', 1n, { standing: 'suspect' }), 'API_SESSION_SUSPECT'],
])('%s stands in the way of a resumption', (_what, session, code) => {
  const { sessions } = openMemoryStore(sampleCodec);
  sessions.save(session, sampleAbout, null);
  expect(sessionObstacle(sessions, session.id)?.code ?? null).toBe(code);
  sessions.forget(session.id);
  expect(sessionObstacle(sessions, session.id)?.code).toBe('UNKNOWN_SESSION');
});
