import type { Translated } from '../../format/language.ts';
import type { english } from './texts.ts';

export const german: Translated<typeof english> = {
  title: 'Vorführpaar',
  about: 'Beide Enden laufen in diesem Programm, über einen echten Loopback-Socket.',
  view: 'Welche Seite gezeigt wird',
  both: 'Beide Seiten',
  initiator: 'Initiator',
  responder: 'Responder',
  as: { initiator: 'Als Initiator', responder: 'Als Responder' },
  roles: { initiator: 'Initiator', responder: 'Responder' },
  equal: 'Die Sicherheitscodes sind gleich',
  differ: 'Die Sicherheitscodes sind gerade verschieden',
  write: 'Gruß senden',
  greeting: (count) => `Hallo Nummer ${count}`,
};
