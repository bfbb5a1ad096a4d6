import { toHex } from '../bytes.ts';
import { misbehaved } from '../errors.ts';
import type { Group } from '../mls/group.ts';
import { ask, freshPrologue, opened } from './beginnings.ts';
import { checkClientHello, checkResumption, checkServerHello, requestFrom } from './clear-message.ts';
import type { Context, Step } from './context.ts';
import type { EventOf } from './events.ts';
import { refuseReflection } from './identity.ts';
import { epochFact, kdfHash, seconds, useEpoch } from './keying.ts';
import { frameClear, handshakeHeaderLength } from './messages.ts';
import { type FoundingRole, type ProfileName, protocolVersion } from './roles.ts';
import type { Session } from './session.ts';
import type { Hello } from './states.ts';
import { closeWith, otherwise, type Row, wrongAnswer } from './table.ts';

/** Bytes of a group_id we choose. R-HS step 2. */
const groupIdLength = 32;

const idle: Row<'idle'> = {
  ...otherwise,
  'client-hello': {
    rules: ['R-HS', 'R-ALERT', 'R-PROFILE'],
    to: ['verifying-key-package'],
    run(_state, event, context) {
      const profile = checkClientHello(event, context);
      const hello: Hello = { profile, mls: event.mls, raw: event.raw };
      const { suites, strongerThan, marker } = context.policy;
      const options = { message: event.mls, profile, enabledSuites: suites, strongerThan, marker, nowSeconds: seconds(context) };
      return {
        state: { kind: 'verifying-key-package', hello },
        effects: [
          { kind: 'clear-timer', timer: 'hello' },
          { kind: 'compute', task: { kind: 'verify-key-package', options } },
        ],
      };
    },
  },
  'resumption-request': {
    rules: ['R-RES', 'R-ALERT'],
    to: ['locating-session'],
    run: (_state, event, context) => locate('resumption_request', event, context),
  },
  'resumption': {
    rules: ['R-RES', 'R-ALERT', 'R-PROFILE'],
    to: ['locating-session'],
    run: (_state, event, context) => locate('resumption', event, context),
  },
};

const verifyingKeyPackage: Row<'verifying-key-package'> = {
  ...otherwise,
  computed: {
    rules: ['R-KP', 'R-AS', 'R-SUITE'],
    to: ['authenticating-initiator'],
    run({ hello }, { result }, context) {
      if (result.kind !== 'verify-key-package') throw wrongAnswer();
      const keyPackage = result.value;
      const signer = context.signer(keyPackage.suite);
      if (signer === null) throw misbehaved('KP_SUITE');
      if (context.isReplayed(keyPackage.reference)) throw misbehaved('KP_REPLAYED');
      refuseReflection(signer, keyPackage.leaf);
      const question = ask('client_hello', keyPackage.leaf, keyPackage.suite, 'founding-initiator', null);
      return { state: { kind: 'authenticating-initiator', hello, keyPackage, signer }, effects: [{ kind: 'authenticate', question }] };
    },
  },
};

const authenticatingInitiator: Row<'authenticating-initiator'> = {
  ...otherwise,
  accepted: {
    rules: ['R-HS', 'R-AS'],
    to: ['creating-group'],
    run({ hello, keyPackage, signer }, _event, context) {
      const options = {
        keyPackage,
        signer,
        groupId: context.randomness.bytes(groupIdLength),
        profile: hello.profile,
        profiles: context.policy.profiles,
        enabledSuites: context.policy.suites,
        clientHelloHash: kdfHash(context, keyPackage.suite, hello.raw),
        nowSeconds: seconds(context),
      };
      return {
        state: { kind: 'creating-group', hello, keyPackage, signer },
        effects: [{ kind: 'compute', task: { kind: 'create-group', options } }],
      };
    },
  },
};

const creatingGroup: Row<'creating-group'> = {
  ...otherwise,
  computed: {
    rules: ['R-HS', 'R-KP', 'R-PERSIST', 'R-KEY', 'R-FRAG'],
    to: ['open', 'closed'],
    run({ hello, keyPackage }, { result }, context) {
      if (result.kind !== 'create-group') throw wrongAnswer();
      const { group, welcome } = result.value;
      // Again: the same key package may have been accepted on another transport meanwhile. R-KP.
      if (context.isReplayed(keyPackage.reference))
        return closeWith({ kind: 'peer-misbehaved', code: 'KP_REPLAYED' }, { kind: 'erase-group', group, keep: null });
      const message = frameClear('server_hello', { prologue: freshPrologue(hello.profile, context), mls: welcome });
      // The Welcome's tree repeats the peer's leaf: one that leaves no room for the answer is too long itself.
      if (message.length - handshakeHeaderLength > context.policy.maxHandshakeMessage) {
        return closeWith({ kind: 'peer-misbehaved', code: 'HS_TOO_LONG' }, { kind: 'erase-group', group, keep: null });
      }
      const founded = found(group, hello.profile, 'founding-responder', 'unconfirmed', context);
      const { session, installSend, installReceive, secrets } = useEpoch(context, founded, group, 'responder');
      return {
        state: { ...opened('responder', false), secrets },
        effects: [
          { kind: 'join-session', session },
          { kind: 'persist', session, keyPackageUsed: { reference: keyPackage.reference, notAfter: keyPackage.notAfter } },
          { kind: 'send', name: 'server_hello', message, epoch: null },
          installSend,
          installReceive,
          { kind: 'set-timer', timer: 'unconfirmed', after: context.policy.unconfirmedLifetime },
          epochFact(context, session, 'us', 'handshake'),
        ],
      };
    },
  },
};

const prepared: Row<'prepared'> = {
  ...otherwise,
  start: {
    rules: ['R-HS', 'R-KP'],
    to: ['hello-sent'],
    run({ profile, keyPackage }, _event, context) {
      const message = frameClear('client_hello', { prologue: freshPrologue(profile, context), mls: keyPackage.message });
      const helloHash = kdfHash(context, keyPackage.suite, message);
      return {
        state: { kind: 'hello-sent', profile, keyPackage, helloHash },
        effects: [
          { kind: 'set-timer', timer: 'hello', after: context.policy.helloTimeout },
          { kind: 'send', name: 'client_hello', message, epoch: null },
        ],
      };
    },
  },
};

const helloSent: Row<'hello-sent'> = {
  ...otherwise,
  'server-hello': {
    rules: ['R-HS', 'R-ALERT'],
    to: ['joining'],
    run({ profile, keyPackage, helloHash }, event, context) {
      checkServerHello(event, profile, context);
      const options = {
        welcome: event.mls,
        keyPackage,
        profile,
        clientHelloHash: helloHash,
        marker: context.policy.marker,
        nowSeconds: seconds(context),
      };
      return {
        state: { kind: 'joining', profile, keyPackage },
        effects: [
          { kind: 'clear-timer', timer: 'hello' },
          { kind: 'compute', task: { kind: 'join', options } },
        ],
      };
    },
  },
};

const joining: Row<'joining'> = {
  ...otherwise,
  computed: {
    rules: ['R-HS', 'R-AS', 'R-MARK'],
    to: ['authenticating-responder'],
    run({ profile, keyPackage }, { result }) {
      if (result.kind !== 'join') throw wrongAnswer();
      const group = result.value;
      refuseReflection(keyPackage.signer, group.peer);
      const question = ask('server_hello', group.peer, group.suite, 'founding-responder', null);
      return { state: { kind: 'authenticating-responder', profile, keyPackage, group }, effects: [{ kind: 'authenticate', question }] };
    },
  },
};

const authenticatingResponder: Row<'authenticating-responder'> = {
  ...otherwise,
  accepted: {
    rules: ['R-HS', 'R-AS'],
    to: ['checking-group'],
    run: ({ profile, keyPackage, group }) => ({
      state: { kind: 'checking-group', profile, keyPackage, group },
      effects: [{ kind: 'locate-session', sessionId: toHex(group.groupId) }],
    }),
  },
};

/** Last before the persist: while the authentication service was asked, another connection may have founded the session. */
const checkingGroup: Row<'checking-group'> = {
  ...otherwise,
  located: {
    rules: ['R-HS', 'R-PERSIST', 'R-KEY'],
    to: ['open'],
    run({ profile, keyPackage, group }, { session: taken }, context) {
      if (taken !== null) throw misbehaved('WE_GROUP_ID_TAKEN');
      const founded = found(group, profile, 'founding-initiator', 'confirmed', context);
      const { session, installSend, installReceive, secrets } = useEpoch(context, founded, group, 'initiator');
      return {
        state: { ...opened('initiator', true), secrets },
        effects: [
          { kind: 'erase-key-package', keyPackage },
          { kind: 'join-session', session },
          { kind: 'persist', session, keyPackageUsed: null },
          installSend,
          installReceive,
          epochFact(context, session, 'peer', 'handshake'),
          { kind: 'send-confirmation' },
          { kind: 'notify', event: { kind: 'established', session } },
        ],
      };
    },
  },
};

/** The rows of the initial handshake, the same in every profile. */
export const handshakeRows = {
  idle,
  'verifying-key-package': verifyingKeyPackage,
  'authenticating-initiator': authenticatingInitiator,
  'creating-group': creatingGroup,
  prepared,
  'hello-sent': helloSent,
  joining,
  'authenticating-responder': authenticatingResponder,
  'checking-group': checkingGroup,
};

function found(group: Group, profile: ProfileName, foundingRole: FoundingRole, standing: Session['standing'], context: Context): Session {
  return {
    id: toHex(group.groupId),
    profile,
    version: protocolVersion,
    foundingRole,
    group,
    earlyBase: new Uint8Array(),
    lastApplied: null,
    pending: null,
    stored: null,
    acceptedRandoms: [],
    keysUsedEpoch: null,
    standing,
    createdAt: context.now.wall,
    peerSendsPublic: false,
    peer: { credential: group.peer.credential, signatureKey: group.peer.signatureKey },
    generation: 0n,
  };
}

function locate(name: 'resumption_request' | 'resumption', event: EventOf<'resumption' | 'resumption-request'>, context: Context): Step {
  const header = checkResumption(event, name === 'resumption_request' ? 1 : 0, context);
  const request = requestFrom(name, event, header, false);
  return {
    state: { kind: 'locating-session', request },
    effects: [
      { kind: 'clear-timer', timer: 'hello' },
      { kind: 'locate-session', sessionId: toHex(header.groupId) },
    ],
  };
}
