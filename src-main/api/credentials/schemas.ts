import * as v from 'valibot';
import { revocationReasonWords, schemeNames, shortestPassphrase } from '#shared/contract/credentials.ts';
import { id, name, nothing } from '../fields.ts';

/** Limits of our own, characters or items. All strings of a request share `plainLimits.size`. */
const fileLength = 900_000;
const fileCount = 8;
const secretLength = 1_024;
const subjectLength = 512;
const altNameLength = 300;
const altNameCount = 32;
const longest = 36_500; // days

const base64 = v.pipe(v.string(), v.minLength(1), v.maxLength(fileLength), v.base64());
const files = v.pipe(v.array(base64), v.minLength(1), v.maxLength(fileCount));
const password = v.nullable(v.pipe(v.string(), v.maxLength(secretLength)));
const scheme = v.picklist(schemeNames);
const subject = v.pipe(v.string(), v.minLength(1), v.maxLength(subjectLength));
const names = v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(altNameLength))), v.maxLength(altNameCount));
const days = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(longest));
const serial = v.pipe(v.string(), v.regex(/^[0-9a-f]{2,40}$/));
const reasons = v.picklist(['unspecified', ...Object.keys(revocationReasonWords).filter(isReason)]);

/** Parameters of the requests about certificates, keys in files and laboratory authorities. */
export const credentialSchemas = {
  inspectCredential: v.strictObject({ files, password }),
  certificates: v.strictObject({ identityId: id }),
  importCredential: v.strictObject({ files, password, identityId: v.nullable(id), name: v.nullable(name), replace: v.boolean() }),
  installCertificates: v.strictObject({ identityId: id, files }),
  removeCertificates: v.strictObject({ identityId: id, scheme }),
  requestCertificate: v.strictObject({ identityId: id, scheme, subject, names }),
  exportCertificates: v.strictObject({ identityId: id, scheme, form: v.picklist(['pem', 'der', 'contact']) }),
  exportPrivateKey: v.pipe(
    v.strictObject({
      identityId: id,
      scheme,
      form: v.picklist(['pkcs8', 'pkcs12', 'plain']),
      passphrase: v.nullable(v.pipe(v.string(), v.minLength(shortestPassphrase), v.maxLength(secretLength))),
    }),
    v.check(({ form, passphrase }) => (form === 'plain') === (passphrase === null)),
  ),
  authorities: nothing,
  createAuthority: v.strictObject({ subject, scheme, days }),
  issuedCertificates: v.strictObject({ authorityId: id }),
  issueCertificate: v.strictObject({ authorityId: id, identityId: id, scheme, subject: v.nullable(subject), names, days }),
  signRequest: v.strictObject({ authorityId: id, request: base64, days }),
  revokeCertificate: v.strictObject({ authorityId: id, serial, reason: reasons }),
  revocationList: v.strictObject({ authorityId: id, days }),
  authorityCertificate: v.strictObject({ authorityId: id }),
};

function isReason(word: string): word is keyof typeof revocationReasonWords {
  return Object.hasOwn(revocationReasonWords, word);
}
