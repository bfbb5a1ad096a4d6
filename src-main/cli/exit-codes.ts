import type { ErrorView } from '#shared/views.ts';

/** What the process ends with. `epochscope help exit-codes` shows this table. */
export const exitCodes = {
  ok: { code: 0, meaning: 'It was done.' },
  failed: { code: 1, meaning: 'It failed; the message says why and what to do next.' },
  usage: { code: 2, meaning: 'The command line is not understood.' },
  cut: { code: 3, meaning: 'A joined connection was cut: what arrived is a prefix of what was sent, delivery of the rest is unknown.' },
  noCore: { code: 4, meaning: 'No core of this profile runs, or it went away.' },
  untrusted: { code: 5, meaning: 'One side did not accept the key of the other.' },
  profileInUse: { code: 6, meaning: 'Another process uses this profile directory.' },
  interrupted: { code: 130, meaning: 'Interrupted by a signal.' },
} as const satisfies { readonly [name: string]: { readonly code: number; readonly meaning: string } };

export type ExitName = keyof typeof exitCodes;

const untrusted: readonly string[] = [
  'KEY_CHANGED',
  'NO_PIN',
  'AS_SELF',
  'AS_SAME_KEY',
  'ALERT_bad_certificate',
  'ALERT_unsupported_certificate',
  'ALERT_certificate_revoked',
  'ALERT_certificate_expired',
  'ALERT_certificate_unknown',
  'ALERT_unknown_ca',
  'ALERT_access_denied',
];

export function exitNameOf(view: ErrorView): ExitName {
  if (view.code === 'NO_CORE' || view.code === 'CORE_GONE') return 'noCore';
  if (view.code === 'STORE_LOCKED') return 'profileInUse';
  return view.code.startsWith('CREDENTIAL_') || untrusted.includes(view.code) ? 'untrusted' : 'failed';
}
