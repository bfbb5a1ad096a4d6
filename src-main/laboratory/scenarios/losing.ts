import type { Stage } from '../stage.ts';
import { checkAgreement, close, dial, endOf, heard, meet, resume, say, talk, update } from './acting.ts';
import type { Scenario } from './scenario.ts';

/** Which message of an update is the last that is not delivered. */
const lostMessages = {
  'connection-update': ['alice', 'connection_update'],
  answer: ['bob', 'epoch_key_update'],
  closing: ['alice', 'epoch_key_update'],
} as const;

/** The connection breaks while a message of an update is on its way. */
export const lostEpochKeyUpdate: Scenario = {
  id: 'lost-epoch-key-update',
  choices: ['answer', 'closing', 'connection-update'],
  rules: ['R-UPD', 'R-RES', 'R-RES:a', 'R-RES:b'],
  play: async (stage, choice) => {
    const [sender, message] = lostMessages[choice as keyof typeof lostMessages];
    await meet(stage);
    await update(stage, 'alice');
    const onItsWay = await stage.deliverUntil(sender, message);
    const expected = choice !== 'closing' || stage.profile === 'draft-00';
    stage.check('place', 'R-UPD', onItsWay === expected, 'lost', onItsWay);
    await stage.cutNetwork();
    await resume(stage, 'alice');
    await stage.settle();
    checkAgreement(stage);
    await talk(stage);
  },
};

/** Where the connection breaks: what has begun, and whose message is on its way then. */
const places = {
  'client-hello': ['dial', 'alice', 'client_hello'],
  'server-hello': ['dial', 'bob', 'server_hello'],
  confirmation: ['dial', 'alice', 'application_data'],
  open: ['none', 'alice', ''],
  'update-offered': ['update', 'alice', 'connection_update'],
  'update-answered': ['update', 'bob', 'epoch_key_update'],
  request: ['resume', 'alice', 'resumption_request'],
  response: ['resume', 'bob', 'resumption_response'],
  'resumption-confirmed': ['resume', 'alice', 'epoch_key_update'],
  closing: ['close', 'alice', 'alert'],
} as const;
type Place = keyof typeof places;

/** The editor's copy resumes with other messages, and none confirms what the answer said. */
const editorMessages: { readonly [P in Place]?: string | null } = {
  request: 'resumption',
  response: 'epoch_key_update',
  'resumption-confirmed': null,
};

/** The connection breaks in a state of your choice. */
export const cutAnywhere: Scenario = {
  id: 'cut-anywhere',
  choices: Object.keys(places),
  rules: ['R-HS', 'R-RES', 'R-CLOSE', 'R-PERSIST'],
  play: async (stage, choice) => {
    const [phase, sender, usual] = places[choice as Place];
    const own = stage.profile === 'editor-copy' ? editorMessages[choice as Place] : undefined;
    const message = own ?? usual;
    await reach(stage, phase);
    const onItsWay = message !== '' && (await stage.deliverUntil(sender, message));
    if (message !== '') stage.check('place', null, onItsWay === (own !== null), 'lost', onItsWay);
    await stage.cutNetwork();
    await stage.settle();
    stage.check('noticed', 'R-CLOSE', !stage.alice.line.live, 'state', endOf(stage, 'alice'));
    await recover(stage);
    checkAgreement(stage);
    await talk(stage);
  },
};

async function reach(stage: Stage, phase: (typeof places)[Place][0]): Promise<void> {
  if (phase === 'dial') return dial(stage);
  await meet(stage);
  if (phase === 'update') await update(stage, 'alice');
  if (phase === 'close') await close(stage, 'alice');
  if (phase !== 'resume') return;
  await stage.cutNetwork();
  await resume(stage, 'alice');
}

/** A session that exists is resumed; without one the handshake is made again. */
async function recover(stage: Stage): Promise<void> {
  if (stage.alice.line.sessionId === null) await dial(stage);
  else await resume(stage, 'alice');
  await stage.settle();
}

/** Somebody on the way ends the stream before its end. */
export const truncation: Scenario = {
  id: 'truncation',
  choices: [],
  rules: ['R-CLOSE', 'R-REC'],
  play: async (stage) => {
    await meet(stage);
    await say(stage, 'alice', 'Pay 10 to Carol.');
    await stage.settle();
    await say(stage, 'alice', 'But not before Monday.');
    await stage.truncate('alice');
    const end = endOf(stage, 'bob');
    stage.check('noticed', 'R-CLOSE', end === 'TRUNCATED', 'state', end);
    const texts = heard(stage, 'bob');
    stage.check('half-heard', 'R-CLOSE', texts.length === 1, 'heard', texts.join(' '));
    await stage.settle();
    await resume(stage, 'alice');
    await stage.settle();
    checkAgreement(stage);
  },
};
