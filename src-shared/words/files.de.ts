import type { FileThing, fileSentences } from './files.ts';
import type { Translated } from './said.ts';

type Named = Exclude<FileThing, `an ${string} key`> | 'an encrypted key';

const things: { readonly [T in Named]: string } = {
  'a certificate': 'kein Zertifikat, das',
  'a certificate request': 'kein Zertifikatsantrag, den',
  'a certificate revocation list': 'keine Widerrufsliste, die',
  'a certificate or key': 'weder ein Zertifikat noch ein Schlüssel, den',
  'a certificate or key file': 'keine Datei mit Zertifikaten oder Schlüsseln, die',
  'a certificate, a request or a revocation list': 'weder ein Zertifikat noch ein Antrag noch eine Widerrufsliste, die',
  'a private key': 'kein privater Schlüssel, den',
  'an encrypted key': 'kein verschlüsselter Schlüssel, den',
  'a public key': 'kein öffentlicher Schlüssel, den',
  'a PKCS#7 file': 'keine PKCS#7-Datei, die',
  'a PKCS#12 file': 'keine PKCS#12-Datei, die',
  'a PEM file': 'keine PEM-Datei, die',
  'a name': 'kein Name, den',
  'RSA-PSS parameters': 'keine RSA-PSS-Parameter, die',
};

export const germanFileSentences: Translated<typeof fileSentences> = {
  'file-unreadable': (thing) => `Das ist ${isNamed(thing) ? things[thing] : `kein ${thing.slice(3, -4)}-Schlüssel, den`} dieses Programm lesen kann.`,
  'file-no-certificates-for': (scheme) => `Für ${scheme}-Schlüssel gibt es hier keine Zertifikate.`,
  'file-certificate-size': (limit) => `Ein Zertifikat hat höchstens ${limit} Bytes.`,
  'file-names': (limit) => `Ein Zertifikat nennt höchstens ${limit} Namen.`,
  'file-request-size': (limit) => `Ein Antrag hat höchstens ${limit} Bytes.`,
  'file-request-key': () => 'Der Schlüssel dieses Antrags ist von einer Art, die MLS hier nicht benutzen kann.',
  'file-request-signature': () => 'Der Antrag ist nicht mit dem eigenen Schlüssel signiert.',
  'file-items': (limit) => `Eine PKCS#12-Datei enthält höchstens ${limit} Einträge.`,
  'file-unprotected': () => 'Die PKCS#12-Datei ist nicht durch ein Passwort geschützt.',
  'file-password-or-changed': () => 'Das Passwort öffnet diese Datei nicht, oder die Datei wurde geändert.',
  'file-size': (limit) => `Eine Datei hat höchstens ${limit} Bytes.`,
  'file-certificates': (limit) => `Eine Datei enthält höchstens ${limit} Zertifikate.`,
  'file-which-key': () => 'Die Datei enthält mehrere private Schlüssel und kein Zertifikat, das sagt, welcher gemeint ist.',
  'file-other-key': () => 'Der private Schlüssel gehört zu keinem Zertifikat in der Datei.',
  'file-old-openssl': () => 'Der Schlüssel ist auf die alte Art von OpenSSL verschlüsselt. Umwandeln mit: openssl pkcs8 -topk8',
  'file-rsa': () => 'RSA-Schlüssel können in MLS nicht signieren; es gehen Ed25519, P-256, P-384, P-521 und ML-DSA-87.',
  'file-password-needed': () => 'Die Datei ist verschlüsselt: Ihr Passwort wird gebraucht.',
  'file-no-certificate': () => 'Die Datei enthält kein Zertifikat.',
  'file-key-cannot-sign': () => 'Der Schlüssel dieses Zertifikats kann in MLS nicht signieren.',
  'file-no-private-key': () => 'Unter den Dateien ist kein privater Schlüssel.',
  'file-no-certificate-among': () => 'Unter den Dateien ist kein Zertifikat.',
  'file-not-of-identity': () => 'Keines der Zertifikate wurde für einen Schlüssel dieser Identität ausgestellt.',
  'file-neither': () => 'Die Datei ist weder PEM noch Base64.',
  'file-several': () => 'Die Datei enthält mehrere Zertifikate: Eine Wurzel ist eines. Das am Ende der Kette nehmen.',
  'file-one-list': () => 'Die Datei muss genau eine Widerrufsliste enthalten.',
  'file-list-size': (limit) => `Eine Widerrufsliste hat höchstens ${limit} Bytes.`,
  'file-key-kind': (oid) => `Schlüssel dieser Art (${oid}) lassen sich hier nicht benutzen.`,
  'file-password': () => 'Das Passwort öffnet diesen Schlüssel nicht.',
  'file-no-seed': () => 'Dieser ML-DSA-Schlüssel kommt ohne seinen Seed, nur in der ausgerechneten Form.',
  'file-no-curve': () => 'Der Schlüssel sagt nicht, dass er zu P-256, P-384 oder P-521 gehört.',
  'file-old-encryption': (algorithm) => `Die Datei ist auf alte Art verschlüsselt (${algorithm}). Mit AES neu schreiben, dann importieren.`,
  'file-stretching': () => 'Das Passwort dieser Datei wird anders als mit PBKDF2 gestreckt.',
  'file-rounds': (asked, limit) => `Die Datei verlangt ${asked} Runden Arbeit für ihr Passwort; höchstens ${limit} werden getan.`,
};

function isNamed(thing: FileThing): thing is Named {
  return Object.hasOwn(things, thing);
}
