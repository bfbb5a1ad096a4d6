import { formatCount } from '../../format/bytes.ts';
import type { Translated } from '../../format/language.ts';
import type { english } from './texts.ts';

export const german: Translated<typeof english> = {
  title: 'Identitäten',
  about:
    'Wer du für deine Gegenstellen bist: ein Name, der auf der Leitung sichtbar ist, und je Verfahren ein Signaturschlüssel. Private Schlüssel verlassen den Kern nur, wo du sie exportierst. Gib einer Gegenstelle deine Kontaktkarte, damit sie deinen Schlüssel vor der ersten Verbindung pinnen kann.',
  since: 'Seit',
  copyCard: 'Kontaktkarte kopieren',
  showCard: 'QR-Code und Datei…',
  cardTitle: (name, scheme) => `Kontaktkarte von ${name}, ${scheme}`,
  cardText:
    'Lass deine Gegenstelle den Code scannen oder gib ihr Text oder Datei auf einem Weg, dem ihr beide traut. Sie pinnt deinen Schlüssel unter „Gepinnte Schlüssel“ und prüft schon ihre erste Verbindung zu dir daran.',
  another: 'Weitere Identität',
  certificates: 'Zertifikate, Import und Export',
  rename: 'Umbenennen…',
  renameTitle: (name) => `${name} umbenennen`,
  renameText:
    'Gegenstellen sehen den neuen Namen: sofort, wo eine Verbindung offen ist, sonst nach ihrer nächsten Wiederaufnahme. Die Schlüssel bleiben.',
  newName: 'Neuer Name',
  renameConfirm: 'Umbenennen',
  cancel: 'Abbrechen',
  rotate: 'Schlüssel wechseln…',
  rotateTitle: (name, scheme) => `${scheme === null ? 'Signaturschlüssel' : `${scheme}-Schlüssel`}${name === null ? '' : ` von ${name}`} wechseln?`,
  rotateNow: (open, peers) =>
    open === 0
      ? 'Keine Verbindung mit diesem Schlüssel ist offen. Gekappte Verbindungen zeigen den neuen Schlüssel in einem Update nach ihrer nächsten Wiederaufnahme.'
      : `${open === 1 ? `Die offene Verbindung mit ${peers} führt sofort ein Update aus und zeigt` : `Die ${open} offenen Verbindungen mit ${peers} führen sofort je ein Update aus und zeigen`} den neuen Schlüssel. Gekappte Verbindungen tun das nach ihrer nächsten Wiederaufnahme.`,
  morePeers: (count) => `${count} weiteren`,
  rotatePeers:
    'Gegenstellen, die den jetzigen Schlüssel gepinnt haben, folgen, weil er den Wechsel unterschreibt. Eine mit festem Pin oder mit einer Karte für eine einzelne Verbindung lehnt den neuen ab, bis sie die neue Karte hat.',
  rotateGone: (one) => (one ? 'Der alte private Schlüssel wird vernichtet.' : 'Die alten privaten Schlüssel werden vernichtet.'),
  rotateConfirm: () => 'Schlüssel wechseln',
  rotated: 'Die neuen Schlüssel sind gespeichert. Offene Verbindungen führen ein Update aus.',
  retire: 'Stilllegen…',
  retireTitle: (name) => `${name} stilllegen?`,
  retireText:
    'Sie baut keine neuen Verbindungen auf und nimmt keine an: Ihre Lauscher lehnen neue Gegenstellen ab. Offene Verbindungen laufen weiter, ihre Sitzungen lassen sich weiterhin wieder aufnehmen und beenden, und sie lässt sich zurückholen.',
  retireLastText:
    'Es ist deine einzige Identität: Du kannst dich nicht verbinden und nicht lauschen, bis du eine neue anlegst oder diese zurückholst, und laufende Lauscher lehnen neue Gegenstellen ab. Offene Verbindungen laufen weiter; ihre Sitzungen lassen sich wieder aufnehmen und beenden.',
  retireConfirm: 'Stilllegen',
  retired: 'Stillgelegte Identitäten',
  retiredSince: 'Stillgelegt',
  destroyedSince: 'Schlüssel vernichtet',
  nobody: 'Keine Identität ist in Benutzung',
  nobodyText:
    'Alle sind stillgelegt. Bis eine zurückgeholt oder neu angelegt ist, kann sich niemand mit dir verbinden und du dich mit niemandem. Sitzungen, Pins und das Prüfprotokoll bleiben solange.',
  nobodyLeftText:
    'Die Schlüssel aller Identitäten sind vernichtet, keine lässt sich zurückholen. Eine neue anlegen; Pins, Richtlinien und das Prüfprotokoll bleiben.',
  nobodyNew: 'Oder eine neue Identität',
  restore: 'Zurückholen',
  destroy: 'Schlüssel vernichten…',
  destroyTitle: (name) => `Die Schlüssel von ${name} vernichten?`,
  destroyText:
    'Ihre privaten Schlüssel und alle ihre Sitzungen werden vernichtet; Verbindungen, die sie noch benutzen, werden getrennt. Das lässt sich nicht rückgängig machen; die öffentlichen Schlüssel bleiben in der Liste, damit sie wiederzuerkennen sind.',
  destroyConfirm: 'Für immer vernichten',
  past: 'Vergangenes und Sitzungen',
  noPast: 'Kein früherer Schlüssel oder Name, und keine Sitzung.',
  loading: 'Wird gesucht …',
  failed: 'Vergangenes und Sitzungen',
  tried: 'Die Identität ändern',
  keyWas: { rotated: 'ersetzt', destroyed: 'vernichtet' },
  nameUntil: 'Name bis',
  uses: (sessions) => (sessions === 1 ? '1 Sitzung' : `${formatCount(sessions)} Sitzungen`),
  unknownKey: 'unbenutzt, seit das Programm es notiert',
  present: 'jetziger Schlüssel und Name',
  earlier: 'früherer Schlüssel oder Name',
  tryAgain: 'Noch einmal senden',
  actionsFor: (name) => `Aktionen für ${name}`,
  menu: (name) => `Was mit ${name} getan werden kann`,
  busy: 'Das läuft schon.',
  acts: {
    rename: { label: 'Umbenennen…', about: 'Gegenstellen sehen den neuen Namen sofort oder nach ihrer nächsten Wiederaufnahme' },
    rotate: { label: 'Schlüssel wechseln…', about: 'Neue Signaturschlüssel erzeugen und den Gegenstellen mit Updates zeigen' },
    retire: { label: 'Stilllegen…', about: 'Sie baut keine neuen Verbindungen auf; sie lässt sich zurückholen' },
    past: { label: 'Vergangenheit und Sitzungen', about: 'Frühere Schlüssel und Namen, und welche Sitzungen welche benutzen' },
    certificates: { label: 'Zertifikate, Import und Export', about: 'Zertifikate, Anträge und Schlüsseldateien aller Identitäten' },
  },
};
