import type { ConnectParams, ListenParams } from '#shared/contract.ts';

/** On loopback, with the smallest suite; a test changes what it is about. */
export const listenParams: ListenParams = {
  identityId: null,
  host: '127.0.0.1',
  port: 0,
  profiles: ['draft-00'],
  suites: [0x0001],
  trust: 'first-use',
  pins: [],
  marker: 'require',
  autoResume: true,
};

export const connectParams: ConnectParams = {
  identityId: null,
  host: '127.0.0.1',
  port: 0,
  profile: 'draft-00',
  suites: [0x0001],
  trust: 'first-use',
  pin: null,
  marker: 'require',
  autoResume: true,
  label: null,
};
