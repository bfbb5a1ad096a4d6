import type { MessageView } from '#shared/views.ts';
import type { KeyStore } from '#main/store/store.ts';

/** Whose session it is. */
export interface SessionOwner {
  readonly id: string;
  readonly ephemeral: boolean;
  readonly store: KeyStore;
}

/** What the hosts tell whoever shows them. The API's publisher is one. */
export interface Announcements {
  /** One session is new, another one, or gone. */
  session(realm: SessionOwner, sessionId: string): void;
  list(
    topic:
      | 'identitiesChanged'
      | 'listenersChanged'
      | 'knocksChanged'
      | 'pinsChanged'
      | 'sessionsChanged'
      | 'noticesChanged'
      | 'auditChanged'
      | 'jobsChanged',
  ): void;
  connection(id: string): void;
  connectionRemoved(id: string): void;
  epochs(connectionId: string): void;
  message(message: MessageView): void;
}
