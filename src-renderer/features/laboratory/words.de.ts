import type { LaboratoryParty } from '#shared/contract/laboratory.ts';
import type { Translated } from '../../format/language.ts';
import type { english } from './words.ts';

const parties: { readonly [P in LaboratoryParty]: string } = { alice: 'Alice', bob: 'Bob', attacker: 'Jemand unterwegs', network: 'Das Netz' };

const acts: { readonly [what: string]: string } = {
  connect: 'wählt Bob an',
  send: 'sendet eine Nachricht',
  update: 'erneuert die Schlüssel',
  resume: 'nimmt wieder auf',
  close: 'schließt',
  rotate: 'wechselt den Identitätsschlüssel',
  cut: 'lässt die Verbindung fallen',
  truncate: 'beendet den Strom',
  dial: 'wählt an, mit dem Aufgezeichneten',
  'set clock': 'hat eine Uhr, die falsch geht',
  'set clock right': 'stellt die Uhr richtig',
  'become somebody else': 'ist jetzt jemand anderes',
};

export const german: Translated<typeof english> = {
  scenarios: {
    'normal-life': {
      title: 'Normales Leben',
      shows: 'Alice verbindet sich mit Bob, beide reden, jede Seite macht ein Update, beide reden wieder, und Alice schließt.',
      watch: [
        'Der leere Record hinter dem server_hello: Erst er sagt Bob, dass jemand da ist.',
        'Jedes Update wechselt die Schlüssel beider Richtungen; das epoch_key_update ist der letzte Record unter dem alten Schlüssel.',
        'In Draft 00 schließt eine dritte Nachricht ein Update ab. Die wörtliche Lesart hat keine: Daten warten stattdessen auf die Antwort.',
      ],
      ends: 'Jede Seite hat ein Update gemacht, die Schlüssel sind gleich, und beide haben geordnet geschlossen.',
      choices: {},
    },
    'crossing-updates': {
      title: 'Updates, die sich kreuzen',
      shows: 'Beide Seiten senden ein Update, bevor eine das der anderen gesehen hat.',
      watch: [
        'Das Update des Initiators geht weiter; der Responder verwirft seines und merkt sich den Wunsch.',
        'Aus dem gemerkten Wunsch wird danach ein eigenes Update.',
      ],
      ends: 'Ein Update wurde verworfen, beide Wünsche sind erfüllt, und die Schlüssel sind gleich.',
      choices: {},
    },
    'lost-epoch-key-update': {
      title: 'Verlorenes epoch_key_update',
      shows: 'Die Verbindung bricht ab, während eine Nachricht von Alices Update unterwegs ist, und Alice nimmt wieder auf.',
      watch: [
        'Wer von beiden beim Abbruch von der neuen Epoche weiß.',
        'Welcher Fall der Wiederaufnahme zutrifft: ein Commit, der neu ist, oder einer, der schon angewandt wurde.',
      ],
      ends: 'Was auch verloren ging: Beide enden in derselben Epoche mit gleichen Schlüsseln.',
      choices: {
        answer: 'Bobs Antwort geht verloren',
        closing: 'Alices abschließende Nachricht geht verloren',
        'connection-update': 'Das Update selbst geht verloren',
      },
    },
    'cut-anywhere': {
      title: 'Abbruch in jedem Zustand',
      shows: 'Das Netz lässt die Verbindung in einem Zustand deiner Wahl fallen; was unterwegs war, ist verloren. Alice kommt zurück.',
      watch: [
        'Was jede Seite beim Abbruch dauerhaft gespeichert hat.',
        'Ob es eine Sitzung zum Wiederaufnehmen gibt oder der Handshake neu beginnt.',
      ],
      ends: 'Alice bemerkt es, und danach haben beide wieder gleiche Schlüssel.',
      choices: {
        'client-hello': 'Während das client_hello unterwegs ist',
        'server-hello': 'Während das server_hello unterwegs ist',
        confirmation: 'Bevor Bob unter dem neuen Schlüssel von Alice gehört hat',
        open: 'Während die Verbindung offen ist und ruht',
        'update-offered': 'Während ein Update unterwegs ist',
        'update-answered': 'Während die Antwort auf ein Update unterwegs ist',
        request: 'Während die Bitte um Wiederaufnahme unterwegs ist',
        response: 'Während die Antwort auf eine Wiederaufnahme unterwegs ist',
        'resumption-confirmed': 'Während eine Wiederaufnahme bestätigt wird',
        closing: 'Während die Verbindung geschlossen wird',
      },
    },
    'simultaneous-resumption': {
      title: 'Beide nehmen zugleich wieder auf',
      shows: 'Das Netz lässt die Verbindung fallen, und beide Seiten nehmen zur selben Zeit wieder auf.',
      watch: [
        'Alice hat die Sitzung gegründet: Sie wartet und beantwortet Bobs Bitte nie.',
        'Welche Bitte zuerst ankommt, entscheidet der Startwert; das Ende ist dasselbe.',
        'In der Fassung des Editors darf nur Alice wieder aufnehmen, also gibt es kein Unentschieden.',
      ],
      ends: 'Eine Verbindung bleibt, die von Alice, mit gleichen Schlüsseln.',
      choices: {},
    },
    'replayed-first-flight': {
      title: 'Wiederholte erste Nachricht',
      shows: 'Jemand unterwegs zeichnet Alices erste Nachricht auf und sendet sie Bob über eine eigene Verbindung noch einmal.',
      watch: ['Bob kennt das KeyPackage schon und weist es ab.', 'Eine wiederholte Bitte um Wiederaufnahme beendet die lebende Verbindung nicht.'],
      ends: 'Die lebende Verbindung geht weiter, als wäre nichts geschehen.',
      choices: { handshake: 'Ein Handshake wird wiederholt', resumption: 'Eine Wiederaufnahme wird wiederholt' },
    },
    'changed-credential': {
      title: 'Anderes Credential',
      shows: 'Bob zeigt einen anderen Schlüssel als den, den Alice kennt: ein Fremder unter seinem Namen, oder Bob selbst nach einem Wechsel.',
      watch: [
        'Der Fremde wird abgewiesen, bevor Alice einen geschützten Record gesendet hat.',
        'Ein Wechsel ist vom Schlüssel davor unterschrieben: Alices Pin folgt und sagt es.',
      ],
      ends: 'Der Fremde wird abgewiesen. Nach einem Wechsel machen beide mit gleichen Schlüsseln weiter.',
      choices: { 'somebody-else': 'Jemand anderes unter demselben Namen', rotation: 'Ein Wechsel innerhalb der Sitzung' },
    },
    'expired-key-package': {
      title: 'Abgelaufenes KeyPackage',
      shows: 'Alices Uhr geht um mehr als ein Jahr falsch: Ihr KeyPackage ist abgelaufen oder noch nicht gültig, wenn Bob es liest.',
      watch: ['Bob weist es ab, bevor er eine Gruppe anlegt.', 'Mit richtig gestellter Uhr gelingt der nächste Handshake.'],
      ends: 'Der erste Handshake wird abgewiesen; der zweite gelingt.',
      choices: { expired: 'Es ist abgelaufen', 'not-yet': 'Es ist noch nicht gültig' },
    },
    truncation: {
      title: 'Abgeschnittener Strom',
      shows: 'Alice sendet zwei Nachrichten. Jemand unterwegs lässt die erste durch und beendet dann den Strom geordnet.',
      watch: ['Es kam kein close_notify: Bob weiß, dass etwas fehlt.', 'Die Sitzung bleibt und lässt sich wieder aufnehmen.'],
      ends: 'Bob meldet, dass der Strom abgeschnitten ist, und hat nur die erste Nachricht; eine Wiederaufnahme bringt beide wieder zusammen.',
      choices: {},
    },
  },
  checks: {
    connected: 'Beide sind mit gleichen Schlüsseln verbunden',
    healed: 'Jede Seite hat ein Update gemacht',
    'same-keys': 'Beide sind offen, in derselben Epoche, mit gleichen Schlüsseln',
    closed: 'Beide haben geordnet geschlossen',
    crossed: 'Das Update des Responders wurde für das des Initiators verworfen',
    'both-done': 'Beide Wünsche sind erfüllt',
    tie: 'Der gründende Responder hat nachgegeben',
    'no-tie': 'Nur der gründende Initiator hat wieder aufgenommen',
    place: 'Die Nachricht geht dort verloren, wo das Profil sie hat',
    noticed: 'Es wurde bemerkt',
    'half-heard': 'Nur die erste Nachricht kam an',
    refused: 'Es wurde abgewiesen',
    unconfirmed: 'Bob zeigt keine Verbindung, an deren anderem Ende niemand ist',
  },
  step: ({ kind, actor, what, length }) => {
    if (kind === 'time') return `Zeit vergeht: ${what}`;
    if (kind !== 'wire') return `${parties[actor]} ${acts[what] ?? what}`;
    const to = actor === 'alice' ? 'Bob' : actor === 'bob' ? 'Alice' : 'das Opfer';
    const sent = what === 'end' ? 'Ende des Stroms' : what === 'cut' ? 'Ende der Verbindung' : what;
    return `${parties[actor]} an ${to}: ${sent}${length === null ? '' : `, ${length.toLocaleString('de')} Bytes`}`;
  },
  states: {
    paused: 'Angehalten',
    running: 'Läuft',
    reached: 'Endete wie versprochen',
    missed: 'Endete anders',
    stopped: 'Beendet',
    failed: 'Gescheitert',
  },
  faults: {
    delay: 'Verzögern',
    drop: 'Fallen lassen',
    cut: 'Verbindung trennen',
    flip: 'Ein Bit umdrehen',
    hold: 'Zurückhalten',
    replay: 'Später noch einmal senden',
  },
  verdict: (verdict) => {
    if (verdict.same) return 'Genau wie in der Datei';
    return verdict.row === null
      ? 'Dieselben Zeilen wie in der Datei, andere Bytes auf der Leitung'
      : `Weicht in Zeile ${verdict.row} von der Datei ab`;
  },
};
