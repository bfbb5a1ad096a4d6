import { type BackupRequests, backupChannels } from './contract/backup.ts';
import { type AuditRequests, type AuditTopics, auditChannels, auditTopicChannels } from './contract/audit.ts';
import { type CaptureRequests, captureChannels } from './contract/captures.ts';
import { type CredentialRequests, credentialChannels } from './contract/credentials.ts';
import { type EpochRequests, epochChannels } from './contract/epochs.ts';
import { type IdentityRequests, identityChannels } from './contract/identities.ts';
import { type InspectionRequests, inspectionChannels } from './contract/inspection.ts';
import { type JobRequests, type JobTopics, jobChannels, jobTopicChannels } from './contract/jobs.ts';
import { type RepairRequests, repairChannels } from './contract/repair.ts';
import { type LaboratoryRequests, type LaboratoryTopics, laboratoryChannels, laboratoryTopicChannels } from './contract/laboratory.ts';
import { type KeyPolicyRequests, keyPolicyChannels } from './contract/key-policies.ts';
import { type KeyPackageRequests, keyPackageChannels } from './contract/key-packages.ts';
import { type SessionRequests, type SessionTopics, sessionChannels } from './contract/sessions.ts';
import { type RecordingRequests, recordingChannels } from './contract/recordings.ts';
import { type TrustPolicyRequests, trustPolicyChannels } from './contract/trust-policies.ts';
import { type TrustRequests, trustChannels } from './contract/trust.ts';
import { type VaultRequests, type VaultTopics, vaultChannels, vaultTopicChannels } from './contract/vault.ts';
import type { Language } from './languages.ts';
import type {
  AppView,
  ConnectionView,
  EpochView,
  ErrorView,
  IdentityView,
  KnockView,
  ListenerView,
  MarkerView,
  MessageView,
  NoticeView,
  ProfileView,
  TranscriptDetail,
  TranscriptRow,
  TrustMode,
} from './views.ts';

/** Everything a face (window, browser, command line) may ask of the core. One carrier-neutral list; areas have files of their own in `contract/`. */
export interface Requests
  extends TrustRequests,
    TrustPolicyRequests,
    SessionRequests,
    KeyPackageRequests,
    KeyPolicyRequests,
    InspectionRequests,
    AuditRequests,
    BackupRequests,
    JobRequests,
    CredentialRequests,
    EpochRequests,
    RepairRequests,
    VaultRequests,
    IdentityRequests,
    RecordingRequests,
    CaptureRequests,
    LaboratoryRequests {
  app(params: Record<string, never>): AppView;

  identities(params: Record<string, never>): readonly IdentityView[];
  createIdentity(params: { readonly name: string }): IdentityView;

  listeners(params: Record<string, never>): readonly ListenerView[];
  listen(params: ListenParams): ListenerView;
  stopListening(params: { readonly listenerId: string }): null;

  /** Those of this run and the last used ones before; older ones come by their id. */
  connections(params: Record<string, never>): readonly ConnectionView[];
  connection(params: { readonly connectionId: string }): ConnectionView;
  /** Resolves when the handshake is done or has failed; progress comes by topic. */
  connect(params: ConnectParams): ConnectionView;
  /** Resolves when the new epoch is in use, or with the error that prevented it. */
  update(params: { readonly connectionId: string }): ConnectionView;
  /** TLS KeyUpdate of our send key within the epoch; `requestPeer` asks the peer for the same. Only in profile `editor-copy`. */
  keyUpdate(params: { readonly connectionId: string; readonly requestPeer: boolean }): ConnectionView;
  /** Text is sent as UTF-8. Resolves when handed to the transport: MLS-TLS has no acknowledgement. */
  send(params: { readonly connectionId: string; readonly text: string }): null;
  /** Drops the transport without a word, as a network failure would. */
  cut(params: { readonly connectionId: string }): ConnectionView;
  resume(params: { readonly connectionId: string }): ConnectionView;
  /**
   * Resumes with text in the first flight, at most 16384 bytes of UTF-8. It leaves before the peer has proven that it is alive, has
   * no forward secrecy until the peer answers, may be lost, and is never sent again by itself. R-EARLY.
   */
  resumeWith(params: { readonly connectionId: string; readonly text: string }): ResumedWith;
  close(params: { readonly connectionId: string }): ConnectionView;
  setAutoResume(params: { readonly connectionId: string; readonly on: boolean }): ConnectionView;
  /** Removes a finished connection and its recording from the list; its session stays. */
  removeConnection(params: { readonly connectionId: string }): null;

  transcript(params: { readonly connectionId: string; readonly before: number | null; readonly limit: number }): readonly TranscriptRow[];
  transcriptDetail(params: { readonly connectionId: string; readonly seq: number }): TranscriptDetail;
  epochs(params: { readonly connectionId: string }): readonly EpochView[];
  messages(params: { readonly connectionId: string }): readonly MessageView[];

  /** Both peers in this app over a real loopback socket. */
  startDemo(params: { readonly profile?: ProfileView }): { readonly initiatorId: string; readonly responderId: string };

  notices(params: Record<string, never>): readonly NoticeView[];
  dismissNotice(params: { readonly noticeId: string }): null;
}

export interface ListenParams {
  readonly identityId: string | null;
  readonly host: string;
  readonly port: number;
  readonly profiles: readonly ProfileView[];
  readonly suites: readonly number[];
  readonly trust: TrustMode;
  /** A stored policy instead of `trust`. */
  readonly policyId?: string | null;
  /** Contact cards that are accepted besides the stored pins. */
  readonly pins: readonly string[];
  readonly marker: MarkerView;
  /** `null`: as the key policy of all connections says. */
  readonly autoResume: boolean | null;
  /** Takes data that comes in the first flight of a resumption; off unless asked for. R-EARLY. */
  readonly acceptEarlyData?: boolean;
}

/** What became of data in a first flight: `not-sent` when the peer resumed first. */
export interface ResumedWith {
  readonly connection: ConnectionView;
  readonly earlyData: 'accepted' | 'not-accepted' | 'not-sent';
}

export interface ConnectParams {
  readonly identityId: string | null;
  readonly host: string;
  readonly port: number;
  readonly profile: ProfileView;
  /** First choice first; the rest is tried only after `inappropriate_fallback`. */
  readonly suites: readonly number[];
  readonly trust: TrustMode;
  /** A stored policy instead of `trust`. */
  readonly policyId?: string | null;
  /** Contact card the peer must match when `trust` is `pin`; `null` = any stored explicit pin. */
  readonly pin: string | null;
  readonly marker: MarkerView;
  /** `null`: as the key policy of all connections says. */
  readonly autoResume: boolean | null;
  readonly label: string | null;
  /** A UUID under which it is known while it is under way, so that it can be closed then; where absent, the core makes one. */
  readonly connectionId?: string;
}

/** What the core tells without being asked. Batched: at most one message per topic every 50 ms. */
export interface Topics extends AuditTopics, JobTopics, LaboratoryTopics, SessionTopics, VaultTopics {
  readonly identitiesChanged: readonly IdentityView[];
  readonly listenersChanged: readonly ListenerView[];
  readonly knocksChanged: readonly KnockView[];
  /** How many there are now: what is shown of them is read again. */
  readonly pinsChanged: { readonly total: number };
  /** Only those that changed. */
  readonly connectionsChanged: readonly ConnectionView[];
  readonly connectionsRemoved: readonly string[];
  readonly transcriptAppended: readonly { readonly connectionId: string; readonly rows: readonly TranscriptRow[]; readonly dropped: number }[];
  readonly epochsChanged: readonly { readonly connectionId: string; readonly epochs: readonly EpochView[] }[];
  readonly messagesAppended: readonly MessageView[];
  readonly noticesChanged: readonly NoticeView[];
}

export type RequestName = keyof Requests;
export type TopicName = keyof Topics;
export type Params<M extends RequestName> = Parameters<Requests[M]>[0];
export type Result<M extends RequestName> = ReturnType<Requests[M]>;

/** Channel of each request. Exhaustive both ways: a request without a channel, or the reverse, does not compile. */
export const requestChannels: { readonly [M in RequestName]: `core:${M}` } = {
  ...trustChannels,
  ...trustPolicyChannels,
  ...sessionChannels,
  ...keyPackageChannels,
  ...keyPolicyChannels,
  ...identityChannels,
  ...inspectionChannels,
  ...credentialChannels,
  ...epochChannels,
  ...recordingChannels,
  ...captureChannels,
  ...laboratoryChannels,
  ...auditChannels,
  ...backupChannels,
  ...jobChannels,
  ...repairChannels,
  ...vaultChannels,
  app: 'core:app',
  identities: 'core:identities',
  createIdentity: 'core:createIdentity',
  listeners: 'core:listeners',
  listen: 'core:listen',
  stopListening: 'core:stopListening',
  connections: 'core:connections',
  connection: 'core:connection',
  connect: 'core:connect',
  update: 'core:update',
  keyUpdate: 'core:keyUpdate',
  send: 'core:send',
  cut: 'core:cut',
  resume: 'core:resume',
  resumeWith: 'core:resumeWith',
  close: 'core:close',
  setAutoResume: 'core:setAutoResume',
  removeConnection: 'core:removeConnection',
  transcript: 'core:transcript',
  transcriptDetail: 'core:transcriptDetail',
  epochs: 'core:epochs',
  messages: 'core:messages',
  startDemo: 'core:startDemo',
  notices: 'core:notices',
  dismissNotice: 'core:dismissNotice',
};

export const topicChannels: { readonly [T in TopicName]: `face:${T}` } = {
  ...vaultTopicChannels,
  identitiesChanged: 'face:identitiesChanged',
  listenersChanged: 'face:listenersChanged',
  knocksChanged: 'face:knocksChanged',
  pinsChanged: 'face:pinsChanged',
  connectionsChanged: 'face:connectionsChanged',
  connectionsRemoved: 'face:connectionsRemoved',
  sessionsChanged: 'face:sessionsChanged',
  transcriptAppended: 'face:transcriptAppended',
  epochsChanged: 'face:epochsChanged',
  messagesAppended: 'face:messagesAppended',
  noticesChanged: 'face:noticesChanged',
  ...auditTopicChannels,
  ...jobTopicChannels,
  ...laboratoryTopicChannels,
};

export type Reply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorView };

/** What a face holds: `window.bridge` in the desktop app, the same over WebSocket in a browser. */
export interface Bridge {
  readonly host: 'desktop' | 'browser';
  request<M extends RequestName>(name: M, params: Params<M>): Promise<Reply<Result<M>>>;
  /** Returns the function that ends the subscription. */
  subscribe<T extends TopicName>(topic: T, listener: (value: Topics[T]) => void): () => void;
  /** Called when the core goes away or comes back. Returns the function that ends it. */
  onPresence(listener: (present: boolean) => void): () => void;
  /** Tells the app what language its menu and dialogs are to speak. Absent in a browser, which has neither. */
  readonly tellLanguage?: (language: Language) => void;
  /** Called when an item of the application menu is chosen. Returns the function that ends it. Absent in a browser, which has no such menu. */
  readonly onMenu?: (listener: (command: MenuCommand) => void) => () => void;
}

/** What the menu of the desktop app can ask its page to do. */
export const menuCommands = [
  'connect',
  'listen',
  'demo',
  'home',
  'sessions',
  'next',
  'previous',
  'update',
  'cut',
  'resume',
  'close',
  'shortcuts',
  'lock',
  'security',
] as const;
export type MenuCommand = (typeof menuCommands)[number];
export const menuChannel = 'face:menu';

/** From the page to the app, about the window and not about the core: the language of the menu and the dialogs. */
export const languageChannel = 'app:language';

/** One handler per request. A rejection becomes `{ ok: false }`. */
export type HandlersOf<Area> = {
  readonly [M in keyof Area]: Area[M] extends (params: infer P) => infer R ? (params: P) => Promise<R> : never;
};

/** `src-main/api/handlers.ts` satisfies this. */
export type Handlers = HandlersOf<Requests>;
