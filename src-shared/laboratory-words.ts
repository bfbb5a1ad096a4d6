import type {
  FaultActionView,
  LaboratoryParty,
  LaboratoryPartView,
  LaboratoryStepView,
  LaboratoryVerdict,
  ScenarioId,
} from './contract/laboratory.ts';

/** What a scenario is, for whoever chooses one. */
export interface ScenarioWords {
  readonly title: string;
  readonly shows: string;
  readonly watch: readonly string[];
  readonly ends: string;
  readonly choices: { readonly [choice: string]: string };
}

export const scenarioWords: { readonly [Id in ScenarioId]: ScenarioWords } = {
  'normal-life': {
    title: 'Normal life',
    shows: 'Alice connects to Bob, both talk, each side updates once, both talk again, and Alice closes.',
    watch: [
      'The empty record behind the server_hello: only it tells Bob that somebody is there.',
      'Each update changes the keys of both directions; the epoch_key_update is the last record under the old key.',
      'In draft 00 a third message closes an update. The literal reading has none: data waits for the answer instead.',
    ],
    ends: 'Both have updated once, have equal keys, and closed in order.',
    choices: {},
  },
  'crossing-updates': {
    title: 'Crossing updates',
    shows: 'Both sides send an update before either has seen the other’s.',
    watch: [
      'The initiator’s update goes on; the responder drops its own and remembers the wish.',
      'The remembered wish becomes an update of its own afterwards.',
    ],
    ends: 'One update was dropped, both wishes were carried out, and the keys are equal.',
    choices: {},
  },
  'lost-epoch-key-update': {
    title: 'Lost epoch_key_update',
    shows: 'The connection breaks while a message of Alice’s update is on its way, and she resumes.',
    watch: [
      'Which of the two knows of the new epoch when the connection breaks.',
      'Which case of the resumption applies: a request for a commit that is new, or one that was applied already.',
    ],
    ends: 'Whatever was lost, both end in the same epoch with equal keys.',
    choices: {
      answer: 'Bob’s answer is lost',
      closing: 'Alice’s closing message is lost',
      'connection-update': 'The update itself is lost',
    },
  },
  'cut-anywhere': {
    title: 'Cut in any state',
    shows: 'The network drops the connection in a state of your choice; what was on its way is lost. Alice comes back.',
    watch: ['What each side has made durable when the connection breaks.', 'Whether there is a session to resume, or the handshake begins again.'],
    ends: 'Alice notices, and afterwards both have equal keys again.',
    choices: {
      'client-hello': 'While the client_hello is on its way',
      'server-hello': 'While the server_hello is on its way',
      confirmation: 'Before Bob has heard from Alice under the new key',
      open: 'While the connection is open and idle',
      'update-offered': 'While an update is on its way',
      'update-answered': 'While the answer to an update is on its way',
      request: 'While a resumption request is on its way',
      response: 'While the answer to a resumption is on its way',
      'resumption-confirmed': 'While a resumption is being confirmed',
      closing: 'While the connection is being closed',
    },
  },
  'simultaneous-resumption': {
    title: 'Both resume at once',
    shows: 'The network drops the connection, and both sides resume at the same time.',
    watch: [
      'Alice founded the session: she waits and never answers Bob’s request.',
      'Which request arrives first is up to the seed; the end is the same.',
      'In the editor’s copy only Alice may resume, so there is no tie.',
    ],
    ends: 'One connection is left, Alice’s, with equal keys.',
    choices: {},
  },
  'replayed-first-flight': {
    title: 'Replayed first flight',
    shows: 'Somebody on the way records Alice’s first flight and sends it to Bob again on a connection of its own.',
    watch: ['Bob knows the KeyPackage already and refuses it.', 'A replayed request for resumption does not end the live connection.'],
    ends: 'The live connection goes on as if nothing had happened.',
    choices: { handshake: 'A handshake is replayed', resumption: 'A resumption is replayed' },
  },
  'changed-credential': {
    title: 'Changed credential',
    shows: 'Bob shows another key than the one Alice knows: a stranger under his name, or Bob himself after a rotation.',
    watch: [
      'The stranger is refused before Alice has sent a protected record.',
      'A rotation is signed in by the key before it: Alice’s pin follows, and says so.',
    ],
    ends: 'The stranger is refused. After a rotation both go on with equal keys.',
    choices: { 'somebody-else': 'Somebody else under the same name', rotation: 'A rotation inside the session' },
  },
  'expired-key-package': {
    title: 'Expired KeyPackage',
    shows: 'Alice’s clock is wrong by more than a year, so her KeyPackage is over, or not valid yet, when Bob reads it.',
    watch: ['Bob refuses before he creates a group.', 'With the clock set right the next handshake succeeds.'],
    ends: 'The first handshake is refused; the second one succeeds.',
    choices: { expired: 'It has expired', 'not-yet': 'It is not valid yet' },
  },
  truncation: {
    title: 'Truncation',
    shows: 'Alice sends two messages. Somebody on the way lets the first one through and then ends the stream in order.',
    watch: ['No close_notify came: Bob knows that something is missing.', 'The session stays and can be resumed.'],
    ends: 'Bob reports a truncation and has only the first message; a resumption brings both together again.',
    choices: {},
  },
};

/** What a check of a scenario says. */
export const checkWords: { readonly [id: string]: string } = {
  connected: 'Both are connected with equal keys',
  healed: 'Each side has updated once',
  'same-keys': 'Both are open in the same epoch with equal keys',
  closed: 'Both have closed in order',
  crossed: 'The responder’s update was dropped for the initiator’s',
  'both-done': 'Both wishes were carried out',
  tie: 'The founding responder yielded',
  'no-tie': 'Only the founding initiator resumed',
  place: 'The message is lost where the profile has it',
  noticed: 'It was noticed',
  'half-heard': 'Only the first message arrived',
  refused: 'It was refused',
  unconfirmed: 'Bob shows no connection that nobody is at the other end of',
};

const parties: { readonly [P in LaboratoryParty]: string } = { alice: 'Alice', bob: 'Bob', attacker: 'Somebody on the way', network: 'The network' };

const acts: { readonly [what: string]: string } = {
  connect: 'dials Bob',
  send: 'sends a message',
  update: 'updates the keys',
  resume: 'resumes',
  close: 'closes',
  rotate: 'rotates the identity key',
  cut: 'drops the connection',
  truncate: 'ends the stream',
  dial: 'dials, with what was recorded',
  'set clock': 'has a clock that is wrong',
  'set clock right': 'sets the clock right',
  'become somebody else': 'is somebody else now',
};

/** What a step does, in one line. */
export function stepWords({ kind, actor, what, length }: LaboratoryStepView): string {
  if (kind === 'time') return `Time passes: ${what}`;
  if (kind !== 'wire') return `${parties[actor]} ${acts[what] ?? what}`;
  const to = actor === 'alice' ? 'Bob' : actor === 'bob' ? 'Alice' : 'its victim';
  const sent = what === 'end' ? 'end of the stream' : what === 'cut' ? 'end of the connection' : what;
  return `${parties[actor]} to ${to}: ${sent}${length === null ? '' : `, ${length.toLocaleString('en')} bytes`}`;
}

export const runStates: { readonly [S in LaboratoryPartView['state']]: string } = {
  paused: 'Paused',
  running: 'Running',
  reached: 'Ended as promised',
  missed: 'Ended otherwise',
  stopped: 'Stopped',
  failed: 'Failed',
};

export const faultWords: { readonly [K in FaultActionView['kind']]: string } = {
  delay: 'Delay',
  drop: 'Drop',
  cut: 'Cut the connection',
  flip: 'Flip a bit',
  hold: 'Hold back',
  replay: 'Send again later',
};

export function verdictWords(verdict: LaboratoryVerdict): string {
  if (verdict.same) return 'Same as the file';
  return verdict.row === null ? 'Same rows as the file, other bytes on the wire' : `Differs from the file at row ${verdict.row}`;
}
