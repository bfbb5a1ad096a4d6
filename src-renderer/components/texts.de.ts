import { formatCount } from '../format/bytes.ts';
import type { Translated } from '../format/language.ts';
import type { english } from './texts.ts';

export const german: Translated<typeof english> = {
  close: 'Schließen',
  copied: 'Kopiert',
  notCopied: 'Ließ sich nicht kopieren',
  copyError: 'Fehler kopieren',
  tryAgain: 'Noch einmal versuchen',
  errorFacts: { code: (code) => `Code ${code}`, rule: (rule) => `Regel ${rule}`, alert: (alert) => `Alert ${alert}` },
  epoch: 'Epoche',
  fingerprintOf: (of) => `Fingerabdruck von ${of}`,
  fingerprintShow: (of) => `Fingerabdruck von ${of}, ganz zeigen`,
  compareAloud: 'Ziffern zum Vorlesen und Vergleichen',
  inFull: 'Ganz: SHA-256 des öffentlichen Schlüssels',
  copyNumbers: 'Ziffern kopieren',
  copyFull: 'Ganz kopieren',
  copyFingerprint: 'Fingerabdruck kopieren',
  hex: 'Bytes hexadezimal',
  allLines: (lines) => `Alle ${formatCount(lines)} Zeilen zeigen`,
  insecure: 'Unsicher',
  clearSearch: 'Suche leeren',
};
