import type { chainSentences } from './chain.ts';
import type { Translated } from './said.ts';

export const germanChainSentences: Translated<typeof chainSentences> = {
  'chain-about': (name) => `${name}:`,
  'chain-empty': () => 'Es ist kein Zertifikat da.',
  'chain-too-many': (count, limit) => `Die Kette hat ${count} Zertifikate; höchstens ${limit} werden angenommen.`,
  'chain-unreadable': (what, number) => `${inputs[what]} ${number} ist nicht brauchbar:`,
  'chain-not-used': () => 'Benutzt wird das nicht.',
  'chain-disorder': (name) => `Auf „${name}“ folgt ein Zertifikat, das nicht das seines Ausstellers ist.`,
  'chain-tail': (name) => `„${name}“ am Ende der Kette hat niemand signiert, der hier bekannt ist; eine Kette darf davor enden.`,
  'chain-root': (name) => `„${name}“ ist eine Wurzel, der hier vertraut wird.`,
  'chain-no-path': () => 'Kein Pfad wurde gefunden.',
  'chain-holds': (root) => `Jede Prüfung ist bestanden; die Kette endet bei der Wurzel „${root}“.`,
  'chain-not-yet': (name, time) => `„${name}“ gilt erst ab ${germanTime(time)}.`,
  'chain-expired': (name, time) => `„${name}“ ist am ${germanTime(time)} abgelaufen.`,
  'chain-valid-until': (time) => `Gültig bis ${germanTime(time)}.`,
  'chain-critical': (name, oid) => `„${name}“ hat eine kritische Erweiterung, die dieses Programm nicht kennt (${oid}).`,
  'chain-version': (name, version) => `„${name}“ ist ein Zertifikat der Version ${version}; nur Version 3 wird angenommen.`,
  'chain-no-authority': (name) => `„${name}“ hat ein Zertifikat signiert, ist aber keine Zertifizierungsstelle (Basic Constraints).`,
  'chain-path-length': (name, allowed, found) => `„${name}“ erlaubt ${allowed} Zertifizierungsstellen unter sich; die Kette hat ${found}.`,
  'chain-authority': (more) =>
    more === null ? 'Ist eine Zertifizierungsstelle.' : `Ist eine Zertifizierungsstelle für Ketten mit bis zu ${more} weiteren.`,
  'chain-signs-certificates': () => 'Der Schlüssel darf Zertifikate signieren.',
  'chain-signs-no-certificates': (name) => `Der Schlüssel von „${name}“ ist nicht dafür da, Zertifikate zu signieren (Key Usage).`,
  'chain-any-use': () => 'Schränkt nicht ein, wofür der Schlüssel benutzt wird.',
  'chain-signs': () => 'Der Schlüssel darf digitale Signaturen leisten.',
  'chain-signs-nothing': (name) => `Der Schlüssel von „${name}“ ist nicht für digitale Signaturen da (Key Usage).`,
  'chain-purposes': (purposes) => `Bestimmt für ${purposes}.`,
  'chain-other-purposes': (name, purposes) => `„${name}“ ist für ${purposes} bestimmt, nicht für die Authentifizierung eines Clients oder Servers.`,
  'chain-may-not-speak': (authority, name) => `„${authority}“ darf nicht für „${name}“ sprechen:`,
  'name-excluded': (name, base) => `${name} ist durch ${base} ausgeschlossen.`,
  'name-not-permitted': (name, permitted) => `${name} gehört nicht zu den erlaubten: ${permitted}.`,
  'chain-names-hold': () => 'Die Name Constraints erlauben jeden Namen darunter.',
  'chain-superfluous': () => 'Nicht nötig: Der Pfad endet davor bei einer Wurzel.',
  'chain-leads-nowhere': () => 'Keine Kette von Zertifikaten führt zu einer Wurzel, der hier vertraut wird.',
  'chain-no-issuer': (name) => `Hier ist niemand bekannt, der „${name}“ signiert haben könnte.`,
  'chain-too-long': (limit) => `Die Kette ist länger als ${limit} Zertifikate.`,
  'chain-too-many-signatures': (limit) => `Die Kette hat mehr als ${limit} Signaturen, die eine Rolle spielen könnten.`,
  'chain-signed': (authority) => `Signiert von „${authority}“.`,
  'chain-bad-signature': (name, authority) =>
    `Die Signatur auf „${name}“ ist keine von „${authority}“, obwohl diese Stelle als Aussteller genannt ist.`,
  'chain-signature-refused': (name) => `Die Signatur auf „${name}“ wird abgelehnt:`,
  'signature-weak': (algorithm) => `Sie ist mit ${algorithm} gemacht, was nicht mehr sicher ist.`,
  'signature-unknown-key': (algorithm) => `Der Schlüssel des Signierenden ist von einer Art, die dieses Programm nicht kennt (${algorithm}).`,
  'signature-parameters': () => 'Ihr Algorithmus kommt mit Parametern, die er nicht hat.',
  'signature-rsa-bits': (bits, least) => `Der RSA-Schlüssel des Signierenden hat ${bits} Bit; ${least} sind das Mindeste.`,
  'signature-pss': () => 'Ihre RSA-PSS-Parameter sind nicht allein von SHA-256, SHA-384 oder SHA-512.',
  'signature-other-key': (key) => `Ihr Algorithmus passt nicht zum ${key}-Schlüssel des Signierenden.`,
  'chain-another-way': () => 'Ein anderer Weg wurde gefunden.',
  'list-none': (authority) => `Keine Widerrufsliste von „${authority}“ liegt vor.`,
  'list-signer': (authority, name) => `Die Widerrufsliste von „${authority}“ ist nicht mit dem Schlüssel signiert, der „${name}“ signiert hat.`,
  'list-of': (authority) => `Die Widerrufsliste von „${authority}“`,
  'list-not-full': (oid) => `ist keine vollständige Liste (kritische Erweiterung ${oid}).`,
  'list-future': (time) => `ist aus der Zukunft (${germanTime(time)}).`,
  'list-endless': () => 'sagt nicht, bis wann sie gilt.',
  'list-stale': (time) => `ist seit ${germanTime(time)} veraltet: eine neue besorgen.`,
  'list-clear': (authority) => `Nicht auf der Widerrufsliste von „${authority}“.`,
  'list-revoked': (name, time, reason) => `„${name}“ wurde am ${germanTime(time)} widerrufen${reason === null ? '' : ` (${reason})`}.`,
};

const inputs = { certificate: 'Zertifikat', list: 'Widerrufsliste', root: 'Wurzel' } as const;

/** `2026-11-21 19:11:12 UTC` as Germans write it. */
function germanTime(time: string): string {
  const [date = '', clock = '', zone = ''] = time.split(' ');
  const [year, month, day] = date.split('-');
  return day === undefined ? time : `${Number(day)}.${Number(month)}.${year}, ${clock} ${zone}`.trimEnd();
}
