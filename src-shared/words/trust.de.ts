import { germanChainSentences } from './chain.de.ts';
import { germanFileSentences } from './files.de.ts';
import type { Translated } from './said.ts';
import type { trustNotices, trustSentences } from './trust.ts';

export const germanTrustSentences: Translated<typeof trustSentences> = {
  ...germanChainSentences,
  ...germanFileSentences,
  'plain': (text) => text,
  'no-pin': () => 'Für diese Gegenstelle ist noch kein Schlüssel gepinnt.',
  'vouched-before': () => 'Nicht nötig: Ein Schritt davor bürgt für die Gegenstelle.',
  'no-first-use': () => 'Es ist nicht das erste Mal.',
  'only-new': () => 'Nur eine neue Verbindung lässt sich bestätigen.',
  'unchecked': () => 'Diese Verbindung nimmt jeden Schlüssel an: Nichts wurde geprüft.',
  'given-key': (name) => `${name} hat den Schlüssel gezeigt, der für diese Verbindung angegeben wurde.`,
  'fixed-name': (label, name, pinned) =>
    `Der gepinnte Schlüssel von ${label} kam mit dem Namen „${name}“, aber der Pin ist auf „${pinned}“ festgelegt.`,
  'pinned-key': (name, explicit, address) =>
    `Den Schlüssel von ${name} ${explicit ? 'hast du gepinnt' : `hat das erste Mal gepinnt${address === null ? '' : `, bei ${address}`}`}.`,
  'followed': (name) => `${name} hat seither einen anderen Schlüssel unterschrieben; diese Sitzung kennt noch den davor.`,
  'former-peer': (name) =>
    `Der Schlüssel von ${name} ist nicht mehr gepinnt, oder ein anderer steht an seiner Stelle. Die Sitzung bleibt, wird aber nicht benutzt.`,
  'not-given-key': (address) => `${address} hat einen anderen Schlüssel gezeigt als den, der für diese Verbindung angegeben wurde.`,
  'not-pinned-key': (address, label) => `${address} hat einen anderen Schlüssel gezeigt als den gepinnten von ${label}.`,
  'other-scheme': (here, pinned) =>
    `Er gehört zu einem anderen Signaturverfahren (${here} statt ${pinned}), wie es die Cipher-Suite dieser Verbindung braucht: Ein Pin gilt für einen Schlüssel.`,
  'compare-first': () =>
    'Vielleicht ist jemand dazwischen, oder die Gegenstelle wurde neu eingerichtet: mit ihr die Fingerabdrücke vergleichen und den alten Pin nur entfernen, wenn der Wechsel echt ist.',
  'no-pin-matches': (address) => `Kein gepinnter Schlüssel passt zu dem, was ${address} gezeigt hat.`,
  'first-connection': (address) => `Das ist die erste Verbindung zu ${address}: Ihr Schlüssel ist gemerkt und wird von nun an erwartet.`,
  'first-caller': (name) => `Dieser Lauscher traut beim ersten Mal: Der Schlüssel von ${name} ist gemerkt.`,
  'stranger': (name) => `${name} ist hier nicht bekannt. Den Schlüssel unter „Klopft an“ annehmen; der nächste Versuch gelingt dann.`,
  'stranger-unmet': (name) => `${name} ist hier nicht bekannt. Die Kontaktkarte zu den gepinnten Schlüsseln hinzufügen; dann gelingt es.`,
  'followed-before': (name, label) => `${name} benutzt den Schlüssel, dem der Pin von ${label} schon gefolgt ist.`,
  'successor-unknown': () => 'Die Gegenstelle hat ihre Identität geändert, und ihr voriger Schlüssel ist nicht gepinnt.',
  'successor-fixed': (label) => `Die Gegenstelle hat ihre Identität geändert, aber der Pin von ${label} ist fest.`,
  'successor': (label) => `${label} hat die Identität geändert; der gepinnte Schlüssel hat den Wechsel unterschrieben, und der Pin folgt.`,
  'given-successor': () => 'Die Gegenstelle hat ihren Schlüssel gewechselt, aber diese Verbindung nimmt nur den angegebenen.',
  'given-renamed': (name) => `Die Gegenstelle heißt jetzt ${name}; ihr Schlüssel ist der angegebene.`,
  'no-certificate': () => 'Die Gegenstelle hat kein X.509-Credential.',
  'no-root': () => 'Keine Wurzel ist gespeichert.',
  'no-root-vouches': () => 'Keine Wurzel ist gespeichert, die dafür bürgen könnte.',
  'leads-nowhere': (subject) => `Das Zertifikat von ${subject} führt zu keiner Wurzel, der hier vertraut wird.`,
  'name-missing': (subject, name) => `Das Zertifikat von ${subject} trägt den verlangten Namen „${name}“ nicht.`,
  'host-missing': (subject, host) => `Das Zertifikat von ${subject} nennt „${host}“ nicht, das angewählt wurde.`,
  'leads-to-root': (subject, anchor) => `Das Zertifikat von ${subject} führt zur Wurzel „${anchor}“, und alle Signaturen und Beschränkungen halten.`,
  'to-x509': () => 'Die Gegenstelle ist zu einem X.509-Credential gewechselt; eine Wurzel bürgt dafür, aber nicht, dass es dieselbe Gegenstelle ist.',
  'other-subject': (before, now) => `Die Gegenstelle ist vom Zertifikat von ${before} zu einem von ${now} gewechselt: ein anderes Subject.`,
  'renewed': (subject, anchor) => `Die Gegenstelle hat ihr Zertifikat erneuert: ${subject}, wieder von der Wurzel „${anchor}“.`,
  'nothing-to-revoke': () => 'Die Gegenstelle hat kein Zertifikat, das widerrufen sein könnte.',
  'absence-proves-nothing': () => 'Dass ein Eintrag fehlt, beweist nichts.',
  'list-demanded': () => 'Diese Richtlinie verlangt eine Liste, die gilt.',
  'no-list': () => 'Keine Widerrufsliste eines Ausstellers ist gespeichert.',
  'not-listed': () => 'Keine gespeicherte Widerrufsliste nennt das Zertifikat.',
  'no-term': () => 'Ein Basic-Credential hat keine Gültigkeitsdauer.',
  'expired': (subject, date) => `Das Zertifikat von ${subject} ist am ${germanDay(date)} abgelaufen.`,
  'not-yet': (subject, date) => `Das Zertifikat von ${subject} gilt nicht vor dem ${germanDay(date)}.`,
  'valid-until': (date) => `Das Zertifikat gilt bis zum ${germanDay(date)}.`,
  'no-deny-list': () => 'Keine Verbotsliste nennt diese Gegenstelle.',
  'on-no-deny-list': () => 'Die Gegenstelle steht auf keiner Verbotsliste.',
  'denied-key': (list) => `Die Gegenstelle steht auf der Verbotsliste „${list}“, mit ihrem Schlüssel.`,
  'denied-name': (list, name) => `Die Gegenstelle steht auf der Verbotsliste „${list}“, mit dem Namen „${name}“.`,
  'not-allowed': (list) => `Die Gegenstelle steht nicht auf der Erlaubnisliste „${list}“.`,
  'allowed-key': (list) => `Der Schlüssel der Gegenstelle steht auf der Erlaubnisliste „${list}“.`,
  'allowed-name': (name, list) => `Der Name „${name}“ steht auf der Erlaubnisliste „${list}“, und ein Schritt davor bürgt für den Schlüssel.`,
  'allowed-name-alone': (name, list) =>
    `Der Name „${name}“ steht auf der Erlaubnisliste „${list}“, aber kein Schritt davor bürgt dafür, wer ihn benutzt.`,
  'reflection': () => 'Die Gegenstelle hat unseren eigenen Schlüssel gezeigt: eine Spiegelung unserer Nachrichten, keine Gegenstelle.',
  'unusable': () => 'Das X.509-Credential ist nicht brauchbar.',
  'wrong-key': () => 'Sein Zertifikat ist für einen anderen Schlüssel.',
  'policy-removed': () => 'Eine Richtlinie, die hier gilt, wurde entfernt: Niemandem wird geglaubt, bis eine andere gewählt ist.',
  'nobody-vouched': (policy) => `Kein Schritt der Richtlinie „${policy}“ konnte für die Gegenstelle bürgen.`,
  'no-policy-vouches': () => 'Keine Richtlinie, die hier gilt, kann für eine Gegenstelle bürgen.',
};

export const germanTrustNotices: Translated<typeof trustNotices> = {
  'plain': (text) => text,
  'unchecked': (name) => `„${name}“ wurde ohne jede Prüfung angenommen`,
  'unchecked-change': () => 'Die Gegenstelle hat ihre Identität ohne jede Prüfung geändert',
  'unchecked-differs': (fingerprint) => `Der Schlüssel ist nicht der für diese Adresse gepinnte: ${fingerprint}`,
  'key': (fingerprint) => `Schlüssel: ${fingerprint}`,
  'renamed': (label) => `${label} nennt sich anders`,
  'renamed-text': (before, now) => `Der Schlüssel ist der gepinnte; der Name war „${before}“ und ist jetzt „${now}“.`,
  'first-connection': (address) => `Erste Verbindung zu ${address}`,
  'first-connection-text': (name, fingerprint) => `Der Schlüssel von „${name}“ ist gemerkt: ${fingerprint}`,
  'let-in': (name) => `„${name}“ wurde ohne Prüfung eingelassen`,
  'let-in-text': (fingerprint) => `Der Lauscher traut beim ersten Mal. Schlüssel: ${fingerprint}`,
  'knocking': (name) => `„${name}“ klopft an`,
  'knocking-text': (inbound, address, fingerprint) => `${inbound ? `Von ${address}` : `Angewählt bei ${address}`}, Schlüssel ${fingerprint}`,
  'moved': (label) => `${label} hat die Identität geändert`,
  'moved-text': (name, fingerprint, uncompared) =>
    `Unterschrieben vom gepinnten Schlüssel. Jetzt „${name}“, Schlüssel ${fingerprint}${
      uncompared ? '. Diesen Schlüssel hat noch niemand verglichen.' : ''
    }`,
  'peer-renamed': () => 'Die Gegenstelle nennt sich anders',
  'peer-renamed-text': (name, fingerprint) => `Jetzt „${name}“, mit demselben Schlüssel ${fingerprint}`,
  'key-changed': (address) => `Der Schlüssel von ${address} hat sich geändert`,
  'key-changed-text': (name, fingerprint, expected) =>
    `Nichts wurde gesendet. Gezeigt: „${name}“, ${fingerprint}.${expected === null ? '' : ` Erwartet: ${expected}.`}`,
  'certificate-renewed': (name) => `${name} hat das Zertifikat erneuert`,
  'renewed': (subject, anchor) => `Die Gegenstelle hat ihr Zertifikat erneuert: ${subject}, wieder von der Wurzel „${anchor}“.`,
  'accepted-with-warning': (name) => `„${name}“ wurde mit einer Warnung angenommen`,
  'looks-like': (name, twin) => `„${name}“ sieht aus wie „${twin}“, den du kennst, ist aber ein anderer Name und eine andere Identität.`,
  'mixed-scripts': (name, scripts) => `„${name}“ mischt Buchstaben aus ${scripts} in einem Wort, wie es Namen tun, die täuschen sollen.`,
};

/** `2026-11-21` as Germans write it. */
export function germanDay(date: string): string {
  const [year, month, day] = date.split('-');
  return day === undefined ? date : `${day}.${month}.${year}`;
}
