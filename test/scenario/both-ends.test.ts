import { expect, test } from 'vitest';
import { changesIn, compare } from '#shared/compare/difference.ts';
import { mirrored } from '#shared/compare/mirrored.ts';
import { sidesOfOne, thingOfRecording } from '#shared/compare/recordings.ts';
import type { Handlers } from '#shared/contract.ts';
import { profiles } from '#shared/profile-words.ts';
import { parseRecording, type RecordingFile } from '#shared/recording/recording-file.ts';
import { Station } from './cores.ts';

async function recorded(handlers: Handlers, connectionId: string): Promise<RecordingFile> {
  const { text } = await handlers.exportRecording({ connectionId, after: 0, safe: false });
  const file = parseRecording(text);
  if (file === null) throw new Error('it was not read');
  return file;
}

/** What an end does, checks and decides for itself. */
const alone = /^recording\.local\.(persisted|credential accepted|own update dropped|update ignored)/;

test.each(profiles.map(({ id }) => id))('both ends of one session tell the same story in profile %s, one of them mirrored', async (profile) => {
  const station = await Station.open(profile);
  const { handlers } = station.core;
  const until: Station['until'] = (id, wanted) => station.until(id, wanted);
  const { initiatorId, responderId } = await handlers.startDemo({ profile });
  const ids = [initiatorId, responderId];
  await Promise.all(ids.map((id) => until(id, ({ writable }) => writable)));
  await handlers.send({ connectionId: initiatorId, text: 'there' });
  await Promise.all(ids.map((connectionId) => handlers.update({ connectionId })));
  await Promise.all(ids.map((id) => until(id, ({ updating, epoch }) => !updating && Number(epoch) > 1)));
  await handlers.send({ connectionId: responderId, text: 'and back '.repeat(5_000) });
  await handlers.close({ connectionId: initiatorId });
  await Promise.all(ids.map((id) => until(id, ({ state }) => state === 'closed')));
  const [left, right] = await Promise.all([recorded(handlers, initiatorId), recorded(handlers, responderId)]);
  expect(sidesOfOne(left, right)).toBe(true);
  const options = { ends: true, machine: false };
  const changes = changesIn(compare(thingOfRecording(left, options), thingOfRecording(mirrored(right), options)));
  expect(changes.filter(({ path }) => !alone.test(path))).toEqual([]);
});
