import { expect, test } from 'vitest';
import { german as identitiesGerman } from '../identities/texts.de.ts';
import { english as identities } from '../identities/texts.ts';
import { german as pinsGerman } from '../trust/texts.de.ts';
import { english as pins } from '../trust/texts.ts';
import { german } from './texts.de.ts';
import { english } from './texts.ts';

// src-main/hosts/session-ends.ts: it does so, whatever a session is forgotten for
test.each([
  ['English', /\bcut\b/, english, pins, identities],
  ['German', /getrennt/, german, pinsGerman, identitiesGerman],
] as const)('every question before a session is destroyed says that its connection is cut: %s', (_, cut, sessions, pin, identity) => {
  const questions = [
    sessions.forgetText,
    sessions.forgetManyText,
    sessions.suspectText,
    pin.removeSessions(1),
    pin.removeSessions(2),
    identity.destroyText,
  ];
  for (const question of questions) expect(question).toMatch(cut);
});
