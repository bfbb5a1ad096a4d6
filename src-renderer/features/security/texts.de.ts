import type { LockStrength, ProtectionView } from '#shared/contract/vault.ts';
import type { Translated } from '../../format/language.ts';
import type { english } from './texts.ts';

const protections: { readonly [K in ProtectionView]: { readonly name: string; readonly text: string } } = {
  keychain: {
    name: 'Schlüsselbund dieses Systems',
    text: 'Öffnet sich von selbst, solange du angemeldet bist. Andere Benutzer, und wer die Platte kopiert, können es nicht.',
  },
  passphrase: {
    name: 'Passphrase',
    text: 'Wird bei jedem Start erfragt. Ohne sie kann niemand die Schlüssel öffnen, auch du nicht.',
  },
  plain: {
    name: 'Kein Schutz (Labor)',
    text: 'Wer die Platte oder eine Sicherung davon lesen kann, hat die Schlüssel. Ein Balken sagt es überall.',
  },
  recovery: { name: 'Wiederherstellungsblatt', text: 'Auf Papier, für den Tag, an dem alles andere verloren ist.' },
};

const strengths: { readonly [S in LockStrength]: { readonly name: string; readonly text: string } } = {
  window: {
    name: 'Fenster sperren',
    text: 'Nichts wird gezeigt oder angenommen, bis du entsperrst. Verbindungen laufen weiter, also bleiben die Schlüssel im Arbeitsspeicher.',
  },
  stop: {
    name: 'Sperren und anhalten',
    text: 'Verbindungen enden und lassen sich später wieder aufnehmen; die Schlüssel verlassen den Arbeitsspeicher.',
  },
};

export const german: Translated<typeof english> = {
  title: 'Sicherheit',
  about: 'Wie die Schlüssel dieses Profils auf der Platte liegen, und was nötig ist, um sie zu öffnen.',
  banner: 'Die Schlüssel dieses Profils liegen ungeschützt auf der Platte. Das ist für Labore.',
  bannerLabel: 'Warnung zu den Schlüsseln',
  oneOfMany: 'Wird bei jedem Start erfragt, wenn nichts anderes hier die Schlüssel öffnet.',
  kitLater: 'Ein Wiederherstellungsblatt lässt sich danach anlegen, unter „Sicherheit“.',
  protections,
  strengths,

  chooseTitle: 'Wie sind deine Schlüssel auf dieser Platte geschützt?',
  haveBackup: 'Es gibt eine Sicherung? Erst eine Identität anlegen; dann unter „Sicherheit“ hinzufügen, was die Sicherung enthält.',
  basicText: 'Der Schlüsselbund hier ist „basic_text“: Sein Passwort ist auf jedem Rechner dasselbe; er schützt nichts und wird nicht angeboten.',
  passphrase: 'Passphrase',
  newPassphrase: 'Neue Passphrase',
  currentPassphrase: 'Jetzige Passphrase',
  newHint: 'Mindestens 8 Zeichen; am besten mehrere zufällige Wörter. Niemand kann sie zurücksetzen.',
  show: 'Zeigen',
  hide: 'Verbergen',
  again: 'Passphrase wiederholen',
  differs: 'Die beiden sind verschieden.',
  tooShort: 'Mindestens 8 Zeichen.',
  missing: 'Die Passphrase eingeben.',

  locked: 'Dieses Profil ist gesperrt',
  lockedText: 'Seine Schlüssel liegen versiegelt auf der Platte. Entsperren, um weiterzumachen.',
  runningText: 'Die Verbindungen laufen weiter. Das Profil entsperren, um sie zu sehen.',
  unlock: 'Entsperren',
  useKeychain: 'Mit dem Schlüsselbund entsperren',
  useKit: 'Wiederherstellungsblatt benutzen',
  lockedWithoutKit: 'Es gibt kein Wiederherstellungsblatt: Nur die Passphrase öffnet dieses Profil.',
  usePassphrase: 'Passphrase benutzen',
  kit: 'Wiederherstellungsblatt',
  kitHint: 'Alle vierzehn Gruppen, wie sie auf dem Papier stehen. Großbuchstaben, Leerzeichen und Striche sind gleichgültig.',
  unlockFailed: 'Nicht entsperrt',

  howTitle: 'Was die Schlüssel öffnet',
  howText: 'Jedes davon öffnet sie. Das letzte lässt sich nicht entfernen.',
  remove: 'Entfernen',
  removeAsk: (name) => `„${name}“ entfernen?`,
  removeText: 'Es öffnet danach nichts mehr. Was bleibt, muss in deinen Händen sein.',
  removed: 'Entfernt',
  add: 'Schlüsselbund hinzufügen',
  added: 'Der Schlüsselbund öffnet das Profil nun auch',
  noKeychain: 'Kein Schlüsselbund des Systems gefunden.',

  passphraseTitle: 'Passphrase',
  change: 'Passphrase ändern',
  set: 'Passphrase setzen',
  changed: 'Die Passphrase ist geändert; die alte öffnet nichts mehr',
  protectedNow: 'Die Schlüssel sind geschützt. Was die Platte oder eine Sicherung vorher davon behielt, ist unerreichbar.',
  changeFailed: 'Die Passphrase wurde nicht geändert',
  afterKit: 'Ein Wiederherstellungsblatt hat das Profil geöffnet; nach der jetzigen Passphrase wird nicht gefragt.',

  kitTitle: 'Wiederherstellungsblatt',
  kitText:
    'Siebzig Buchstaben auf Papier, die das Profil öffnen, wenn die Passphrase vergessen oder der Schlüsselbund weg ist. Ein neues Blatt macht das vorige ungültig.',
  noKit: 'Noch kein Blatt',
  noKitText: 'Mit einer vergessenen Passphrase oder einem verlorenen Schlüsselbund ist alles in diesem Profil verloren.',
  kitMade: 'Blatt angelegt',
  kitMadeText: 'Wer es nicht mehr auf Papier hat, legt ein neues an.',
  makeNewKit: 'Neues Wiederherstellungsblatt anlegen',
  makeKit: 'Wiederherstellungsblatt anlegen',
  kitFailed: 'Das Blatt wurde nicht angelegt',
  kitDialog: 'Dein Wiederherstellungsblatt',
  kitDialogText:
    'Es wird nur dieses eine Mal gezeigt. Drucken oder abschreiben, und fern von diesem Rechner aufbewahren: Wer es hat, öffnet das Profil.',
  kitOf: (mark, date) => `Profil ${mark}, angelegt ${date}`,
  copyKit: 'Blatt kopieren',
  print: 'Drucken',
  kitDone: 'Ich habe es auf Papier',

  lockTitle: 'Sperre',
  lockNow: 'Jetzt sperren',
  lockFailed: 'Nicht gesperrt',
  nothingToLock: 'Ein Profil ohne Schutz lässt sich nicht sperren: zuerst eine Passphrase setzen.',
  keychainAlone:
    'Nur der Schlüsselbund schützt dieses Profil; wer an diesem Bildschirm sitzt, kann es entsperren. Eine Passphrase setzen, um danach gefragt zu werden.',
  autoLock: 'Automatisch sperren',
  autoLockHint: 'Nach so langer Zeit ohne Anfrage: aus diesem Fenster, einem Browser oder der Befehlszeile.',
  never: 'Nie',
  minutes: (count) => (count === 60 ? 'Nach einer Stunde' : count === 1 ? 'Nach einer Minute' : `Nach ${count} Minuten`),
  how: 'Beim Sperren',
  lockedTab: 'Gesperrt · Epochscope',
};
