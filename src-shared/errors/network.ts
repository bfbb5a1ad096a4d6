import { resume, type ErrorWords } from './words.ts';

/** The network's own codes. */
export const network = {
  ECONNREFUSED: { title: 'Nothing listens at this address', next: 'Check host and port, and that the peer is listening.' },
  ECONNRESET: { title: 'The peer’s system dropped the connection', next: resume },
  ECONNABORTED: { title: 'The attempt was cancelled', next: 'Connect again when you like.' },
  EPIPE: { title: 'The peer’s system dropped the connection', next: resume },
  ETIMEDOUT: { title: 'The address does not answer', next: 'Check the address, the network and firewalls on the way.' },
  EHOSTUNREACH: { title: 'There is no way to this host', next: 'Check the address and the network.' },
  ENETUNREACH: { title: 'There is no way to this network', next: 'Check the network connection of this machine.' },
  EHOSTDOWN: { title: 'The host is down', next: 'Check that the peer’s machine runs.' },
  ENETDOWN: { title: 'The network is down', next: 'Check the network connection of this machine.' },
  ENOTFOUND: { title: 'This name has no address', next: 'Check the spelling of the host name.' },
  EAI_AGAIN: { title: 'The name could not be looked up now', next: 'Check the network and the name server, then try again.' },
  EADDRINUSE: { title: 'Another program uses this port', next: 'Choose another port, or stop the program that uses it.' },
  EADDRNOTAVAIL: { title: 'This machine does not have that address', next: 'Listen on an address of this machine, or on localhost.' },
  EACCES: { title: 'The system does not permit this port or address', next: 'Choose a port above 1023.' },
  EAFNOSUPPORT: { title: 'This machine does not support that kind of address', next: 'Use an IPv4 address or a name.' },
  EMFILE: { title: 'Too many connections are open', next: 'Close some, or raise the limit of open files.' },
  OTHER: { title: 'The network reported an error', next: 'Check the network, then try again.' },
} as const satisfies Record<string, ErrorWords>;
