import type { Stage } from '../stage.ts';
import { checkAgreement, close, meet, resume, say, stateOf, talk, update, updatesOf } from './acting.ts';
import type { Scenario } from './scenario.ts';

/** How long an initiator that ignored an update gives the peer's wish its turn, milliseconds. U10. */
const yielding = 1_000;

/** Connect, talk, one update of each side, talk, close. */
export const normalLife: Scenario = {
  id: 'normal-life',
  choices: [],
  rules: ['R-HS', 'R-KEY', 'R-UPD', 'R-CLOSE'],
  play: async (stage) => {
    await meet(stage);
    checkAgreement(stage, 'connected');
    await talk(stage);
    for (const who of ['alice', 'bob'] as const) {
      await update(stage, who);
      await stage.settle();
    }
    const [ours, theirs] = [updatesOf(stage, 'alice'), updatesOf(stage, 'bob')];
    stage.check('healed', 'R-UPD', ours === 1 && theirs === 1, 'counts', ours, theirs);
    checkAgreement(stage);
    await talk(stage);
    await close(stage, 'alice');
    await stage.settle();
    const [alice, bob] = [stateOf(stage, 'alice'), stateOf(stage, 'bob')];
    stage.check('closed', 'R-CLOSE', alice === 'closed' && bob === 'closed', 'states', alice, bob);
  },
};

/** Both update at the same time. */
export const crossingUpdates: Scenario = {
  id: 'crossing-updates',
  choices: [],
  rules: ['R-UPD', 'U5', 'U6', 'U10'],
  play: async (stage) => {
    await meet(stage);
    await update(stage, 'alice');
    await update(stage, 'bob');
    await stage.settle();
    await stage.wait(yielding);
    await stage.settle();
    const crossed = stage.ledger.has('bob', 'own update dropped') && stage.ledger.has('alice', 'update ignored');
    stage.check('crossed', 'U5', crossed, 'dropped', crossed);
    const [ours, theirs] = [updatesOf(stage, 'alice'), updatesOf(stage, 'bob')];
    stage.check('both-done', 'U10', ours >= 1 && theirs >= 1, 'counts', ours, theirs);
    checkAgreement(stage);
    await talk(stage);
  },
};

/** Both lose the connection and both resume at once. */
export const simultaneousResumption: Scenario = {
  id: 'simultaneous-resumption',
  choices: [],
  rules: ['R-RES', 'R-TIE'],
  play: async (stage) => {
    await meet(stage);
    await stage.cutNetwork();
    await resume(stage, 'alice');
    await resume(stage, 'bob');
    await stage.settle();
    checkTie(stage);
    checkAgreement(stage);
    await say(stage, 'alice', 'Back again');
    await stage.settle();
  },
};

/** In the editor's copy one side alone may resume: there is no tie. */
function checkTie(stage: Stage): void {
  const { ledger, profile } = stage;
  const answered = ledger.sent('alice', 'resumption_response');
  const yielded = ledger.sent('bob', 'resumption_response');
  if (profile === 'editor-copy') stage.check('no-tie', 'R-ED-RES', !ledger.sent('bob', 'resumption'), 'state', stateOf(stage, 'bob'));
  else stage.check('tie', 'R-TIE', yielded && !answered, 'yielded', yielded);
}
