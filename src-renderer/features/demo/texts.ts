import { spoken } from '../../format/language.ts';
import { german } from './texts.de.ts';

export const english = {
  title: 'Demo pair',
  about: 'Both ends run in this app, over a real loopback socket.',
  view: 'Which side is shown',
  both: 'Both sides',
  initiator: 'Initiator',
  responder: 'Responder',
  as: { initiator: 'As initiator', responder: 'As responder' },
  roles: { initiator: 'initiator', responder: 'responder' },
  equal: 'Safety codes are equal',
  differ: 'Safety codes differ for now',
  write: 'Send a greeting',
  greeting: (count: number) => `Hello number ${count}`,
} as const;

export const texts = spoken(english, german);
