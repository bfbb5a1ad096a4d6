import { clocks, fresh, handshake, report, resume, resumeIfAgreed, type ErrorWords } from './words.ts';

/** Alerts the peer sent, by registry name. */
export const alerts = {
  ALERT_unexpected_message: { title: 'The peer did not expect our message', next: report },
  ALERT_bad_record_mac: { title: 'The peer could not decrypt what we sent', next: resume },
  ALERT_record_overflow: { title: 'The peer found our record too long', next: report },
  ALERT_handshake_failure: handshake('The peer has no cipher suite in common with us'),
  ALERT_bad_certificate: { title: 'The peer refused our key', next: 'Give the peer your contact card, so that it can pin your key.' },
  ALERT_unsupported_certificate: handshake('The peer does not support our kind of credential'),
  ALERT_certificate_revoked: { title: 'The peer holds our credential for revoked', next: 'Get a new credential.' },
  ALERT_certificate_expired: { title: 'The peer holds our credential or key package for expired', next: clocks },
  ALERT_certificate_unknown: {
    title: 'The peer could not check our credential',
    next: 'Give the peer your contact card, so that it can pin your key.',
  },
  ALERT_illegal_parameter: { title: 'The peer found a wrong value in our message', next: fresh },
  ALERT_unknown_ca: {
    title: 'The peer does not know our key',
    next: 'Give the peer your contact card, or let it accept your knock; then connect again.',
  },
  ALERT_access_denied: { title: 'The peer does not let us in', next: 'Ask the peer to accept your knock, then connect again.' },
  ALERT_decode_error: { title: 'The peer could not read our message', next: report },
  ALERT_decrypt_error: { title: 'The peer could not verify our message', next: fresh },
  ALERT_protocol_version: {
    title: 'The peer does not accept our protocol version or profile',
    next: 'Ask which profiles the peer accepts, choose one of them and connect again; profiles are never negotiated.',
  },
  ALERT_insufficient_security: handshake('The peer asks for stronger security'),
  ALERT_internal_error: { title: 'The peer had an internal error', next: resumeIfAgreed },
  ALERT_inappropriate_fallback: handshake('The peer insists on a stronger cipher suite'),
  ALERT_user_canceled: { title: 'The peer cancelled', next: 'Try again later.' },
  ALERT_missing_extension: handshake('The peer misses the MLS-TLS mark in our key package'),
  ALERT_unsupported_extension: handshake('The peer does not support an extension of our group'),
  ALERT_unknown_psk_identity: { title: 'The peer cannot resume this session', next: `A copied or restored profile is a possible cause. ${fresh}` },
  ALERT_OTHER: { title: 'The peer ended the connection with an alert', next: resumeIfAgreed },
} as const satisfies Record<string, ErrorWords>;
