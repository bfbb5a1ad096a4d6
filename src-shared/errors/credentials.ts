import { input, type ErrorWords } from './words.ts';

const anew = 'Write the file anew with AES-256 (openssl pkcs12 -export, or openssl pkcs8 -topk8), then import it.';

/** Certificates, keys and requests in files. */
export const credentials = {
  CERT_UNREADABLE: { title: 'This is not a certificate or key that can be read', next: 'Choose a PEM, DER, PKCS#7, PKCS#8 or PKCS#12 file.' },
  CERT_TOO_LARGE: { title: 'This is larger than certificates and keys are', next: 'Choose another file.' },
  IMPORT_PASSWORD_NEEDED: { title: 'The file is encrypted', next: 'Enter its password.' },
  IMPORT_PASSWORD_WRONG: { title: 'The password does not open the file', next: 'Try another password. If none fits, the file was changed.' },
  IMPORT_UNSUPPORTED: { title: 'The file uses something this program does not', next: anew },
  IMPORT_KEY_MISMATCH: { title: 'Key and certificate do not belong together', next: 'Choose the certificate that was issued for this key.' },
  IMPORT_INCOMPLETE: { title: 'The file does not hold all that is needed', next: 'Add the file with the missing key or certificate.' },
  IMPORT_KEY_EXISTS: {
    title: 'The identity has a key of this kind already',
    next: 'Import it as an identity of its own, or say that it takes the place of the present key.',
  },
  NO_CERTIFICATES: { title: 'This key has no certificates', next: 'Import or install some, or export the contact card.' },
  NAME_FORM: { title: 'This name cannot be put into a certificate', next: input },
  UNKNOWN_AUTHORITY: { title: 'This authority does not exist', next: 'Refresh the view.' },
} as const satisfies Record<string, ErrorWords>;
