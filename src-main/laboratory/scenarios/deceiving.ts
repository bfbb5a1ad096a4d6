import type { Stage } from '../stage.ts';
import { checkAgreement, close, dial, endOf, meet, resume, stateOf, talk } from './acting.ts';
import type { Scenario } from './scenario.ts';

const day = 86_400_000;

/** Somebody on the way keeps the first flight and sends it again. */
export const replayedFirstFlight: Scenario = {
  id: 'replayed-first-flight',
  choices: ['handshake', 'resumption'],
  rules: ['R-KP', 'R-HS', 'R-RES'],
  play: async (stage, choice) => {
    if (choice === 'handshake') await dial(stage);
    else {
      await meet(stage);
      await stage.cutNetwork();
      await resume(stage, 'alice');
    }
    const flight = stage.peek('alice');
    await stage.settle();
    checkAgreement(stage, 'connected');
    if (flight !== null) await stage.replay('bob', flight);
    await stage.settle();
    const refused = stage.ledger.rows.some(({ side, connection, row }) => side === 'bob' && connection > 1 && row.bad);
    if (choice === 'handshake') stage.check('refused', 'R-KP', refused, 'refused', refused);
    checkAgreement(stage);
    await talk(stage);
  },
};

/** The peer shows another key than the one that is known. */
export const changedCredential: Scenario = {
  id: 'changed-credential',
  choices: ['somebody-else', 'rotation'],
  rules: ['R-AS', 'R-HS'],
  play: (stage, choice) => (choice === 'rotation' ? playRotation(stage) : playSomebodyElse(stage)),
};

async function playSomebodyElse(stage: Stage): Promise<void> {
  await meet(stage);
  checkAgreement(stage, 'connected');
  await close(stage, 'alice');
  await stage.settle();
  await stage.act('bob', 'become somebody else', async (bob) => {
    bob.becomeSomebodyElse();
    await bob.listen(stage.alice);
  });
  await meet(stage);
  const end = endOf(stage, 'alice');
  stage.check('refused', 'R-AS', end !== 'open' && stage.alice.line.sessionId === null, 'state', end);
  const shown = stateOf(stage, 'bob');
  stage.check('unconfirmed', 'R-HS', shown !== 'open', 'state', shown);
}

async function playRotation(stage: Stage): Promise<void> {
  await meet(stage);
  await stage.act('bob', 'rotate', (bob) => bob.rotate());
  await stage.settle();
  const changed = stage.alice.line.facts.peerChangedAt;
  stage.check('noticed', 'R-AS', changed !== null, 'noticed', changed === null ? null : String(changed));
  checkAgreement(stage);
  await talk(stage);
}

/** The clock of one side is wrong, so that its KeyPackage is over, or not valid yet, when it arrives. */
export const expiredKeyPackage: Scenario = {
  id: 'expired-key-package',
  choices: ['expired', 'not-yet'],
  rules: ['R-KP', 'R-HS'],
  play: async (stage, choice) => {
    await stage.act('alice', 'set clock', (alice) => alice.setClock(choice === 'expired' ? -400 * day : 400 * day));
    await dial(stage);
    await stage.settle();
    const end = endOf(stage, 'alice');
    stage.check('refused', 'R-KP', end.startsWith('ALERT_'), 'state', end);
    await stage.act('alice', 'set clock right', (alice) => alice.setClock(0));
    await meet(stage);
    checkAgreement(stage);
  },
};
