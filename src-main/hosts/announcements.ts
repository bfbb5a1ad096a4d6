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
      | 'jobsChanged'
      | 'laboratoryChanged',
  ): void;
  connection(id: string): void;
  connectionRemoved(id: string): void;
  epochs(connectionId: string): void;
  message(message: MessageView): void;
}

/** Hosts announce before anybody can listen; what they say then is dropped. */
export function lateAnnouncements(): Announcements & { target: Announcements | null } {
  return {
    target: null,
    list(topic) {
      this.target?.list(topic);
    },
    session(owner, sessionId) {
      this.target?.session(owner, sessionId);
    },
    connection(id) {
      this.target?.connection(id);
    },
    connectionRemoved(id) {
      this.target?.connectionRemoved(id);
    },
    epochs(id) {
      this.target?.epochs(id);
    },
    message(message) {
      this.target?.message(message);
    },
  };
}
