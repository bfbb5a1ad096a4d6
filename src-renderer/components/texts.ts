import { formatCount } from '../format/bytes.ts';
import { spoken } from '../format/language.ts';
import { german } from './texts.de.ts';

export const english = {
  close: 'Close',
  copied: 'Copied',
  notCopied: 'Could not copy',
  copyError: 'Copy error',
  tryAgain: 'Try again',
  errorFacts: { code: (code: string) => `code ${code}`, rule: (rule: string) => `rule ${rule}`, alert: (alert: string) => `alert ${alert}` },
  epoch: 'epoch',
  fingerprintOf: (of: string) => `Fingerprint of ${of}`,
  fingerprintShow: (of: string) => `Fingerprint of ${of}, show in full`,
  compareAloud: 'Numbers to compare aloud',
  inFull: 'In full, SHA-256 of the public key',
  copyNumbers: 'Copy numbers',
  copyFull: 'Copy in full',
  copyFingerprint: 'Copy fingerprint',
  hex: 'Bytes in hex',
  allLines: (lines: number) => `Show all ${formatCount(lines)} lines`,
  insecure: 'Insecure',
  clearSearch: 'Clear search',
} as const;

export const texts = spoken(english, german);
