import type { MessageView } from '#shared/views.ts';

/** What the hosts tell whoever shows them. The API's publisher is one. */
export interface Announcements {
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
