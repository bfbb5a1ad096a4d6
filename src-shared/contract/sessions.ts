import type { SessionView } from '../views.ts';

/** Sessions that are stored. */
export interface SessionRequests {
  sessions(params: Record<string, never>): readonly SessionView[];
  /** Destroys the session's secrets. Cannot be undone. */
  forgetSession(params: { readonly sessionId: string }): null;
}

export const sessionChannels: { readonly [M in keyof SessionRequests]: `core:${M}` } = {
  sessions: 'core:sessions',
  forgetSession: 'core:forgetSession',
};
