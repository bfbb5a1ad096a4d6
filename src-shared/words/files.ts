/** What a file or structure is that cannot be read. */
export type FileThing =
  | 'a certificate'
  | 'a certificate request'
  | 'a certificate revocation list'
  | 'a certificate or key'
  | 'a certificate or key file'
  | 'a certificate, a request or a revocation list'
  | 'a private key'
  | 'an encrypted key'
  | 'a public key'
  | 'a PKCS#7 file'
  | 'a PKCS#12 file'
  | 'a PEM file'
  | 'a name'
  | 'RSA-PSS parameters'
  | `an ${string} key`;

/** Why a file with certificates or keys cannot be used. */
export const fileSentences = {
  'file-unreadable': (thing: FileThing) => `This is not ${thing} this program can read.`,
  'file-no-certificates-for': (scheme: string) => `There are no certificates for ${scheme} keys here.`,
  'file-certificate-size': (limit: number) => `A certificate has at most ${limit} bytes.`,
  'file-names': (limit: number) => `A certificate names at most ${limit} names.`,
  'file-request-size': (limit: number) => `A request has at most ${limit} bytes.`,
  'file-request-key': () => 'The key of this request is of a kind that MLS cannot use here.',
  'file-request-signature': () => 'The request is not signed with its own key.',
  'file-items': (limit: number) => `A PKCS#12 file holds at most ${limit} items.`,
  'file-unprotected': () => 'The PKCS#12 file is not protected by a password.',
  'file-password-or-changed': () => 'The password does not open this file, or the file was changed.',
  'file-size': (limit: number) => `A file has at most ${limit} bytes.`,
  'file-certificates': (limit: number) => `A file holds at most ${limit} certificates.`,
  'file-which-key': () => 'The file holds several private keys and no certificate that says which one is meant.',
  'file-other-key': () => 'The private key is not the one of any certificate in the file.',
  'file-old-openssl': () => 'The key is encrypted in the old way of OpenSSL. Convert it with: openssl pkcs8 -topk8',
  'file-rsa': () => 'RSA keys cannot sign in MLS; use Ed25519, P-256, P-384, P-521 or ML-DSA-87.',
  'file-password-needed': () => 'The file is encrypted: its password is needed.',
  'file-no-certificate': () => 'The file holds no certificate.',
  'file-key-cannot-sign': () => 'The key of this certificate cannot sign in MLS.',
  'file-no-private-key': () => 'There is no private key among the files.',
  'file-no-certificate-among': () => 'There is no certificate among the files.',
  'file-not-of-identity': () => 'None of the certificates was issued for a key of this identity.',
  'file-neither': () => 'The file is neither PEM nor base64.',
  'file-several': () => 'The file holds several certificates: a root is one. Take the one at the end of the chain.',
  'file-one-list': () => 'The file must hold one revocation list.',
  'file-list-size': (limit: number) => `A revocation list has at most ${limit} bytes.`,
  'file-key-kind': (oid: string) => `Keys of this kind (${oid}) cannot be used here.`,
  'file-password': () => 'The password does not open this key.',
  'file-no-seed': () => 'This ML-DSA key comes without its seed, in the expanded form alone.',
  'file-no-curve': () => 'The key does not say that it is one of P-256, P-384 or P-521.',
  'file-old-encryption': (algorithm: string) => `The file is encrypted in an old way (${algorithm}). Write it anew with AES, then import it.`,
  'file-stretching': () => 'The password of this file is stretched in a way other than PBKDF2.',
  'file-rounds': (asked: string, limit: number) => `The file asks for ${asked} rounds of work for its password; at most ${limit} are done.`,
} as const;
