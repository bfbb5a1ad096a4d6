import type { TermId } from './glossary.ts';

/** The terms in German: names of the protocol stay, words become German ones. */
export const germanGlossary: { readonly [Id in TermId]: { readonly term: string; readonly text: string } } = {
  'alert': { term: 'Alert', text: 'Ein Record, der sagt, warum sein Absender die Verbindung beendet oder dass er alles gesendet hat.' },
  'application-data': {
    term: 'application_data',
    text: 'Der Inhalt eines Records, den die beiden Programme gegeben haben. Von außen sieht jeder geschützte Record so aus.',
  },
  'authentication-service': {
    term: 'Authentifizierungsdienst',
    text: 'Wer entscheidet, dass ein Credential und ein Signaturschlüssel zusammengehören: hier deine Pins, Zertifikate und Richtlinien.',
  },
  'cipher-suite': { term: 'Cipher-Suite', text: 'Die Verfahren einer Gruppe: Schlüsselkapselung, AEAD, Hash und Signatur.' },
  'client-hello': {
    term: 'client_hello',
    text: 'Eröffnet eine Verbindung: ein frisches KeyPackage, mit dem die andere Seite eine Gruppe macht.',
  },
  'close-notify': {
    term: 'close_notify',
    text: 'Sagt, dass sein Absender nichts mehr sendet. Ein Strom, der ohne es endet, wurde abgeschnitten.',
  },
  'commit': {
    term: 'Commit',
    text: 'Die Nachricht, die eine neue Epoche beginnt. In einer Gruppe von zweien bringt sie immer frische Geheimnisse ihres Absenders.',
  },
  'connection-update': {
    term: 'connection_update',
    text: 'Bringt einen Commit auf einer offenen Verbindung: Sein Absender erneuert seine Schlüssel, und beide Seiten beginnen eine neue Epoche.',
  },
  'credential': {
    term: 'Credential',
    text: 'Wer ein Mitglied zu sein behauptet: ein Name oder eine Kette von Zertifikaten. Was das wert ist, entscheidet der Authentifizierungsdienst.',
  },
  'early-data': {
    term: 'frühe Daten',
    text: 'Daten in der ersten Sendung einer Wiederaufnahme, bevor die Gegenstelle geantwortet hat. Bis dahin haben sie keine Forward Secrecy und können verloren gehen.',
  },
  'epoch': {
    term: 'Epoche',
    text: 'Die Zeit zwischen zwei Commits. Jede Epoche hat eigene Geheimnisse, aus denen die Schlüssel der Records abgeleitet werden.',
  },
  'epoch-authenticator': {
    term: 'epoch_authenticator',
    text: 'Ein Wert, der auf beiden Seiten genau dann gleich ist, wenn sie in derselben Epoche derselben Gruppe sind; gezeigt als Sicherheitscode.',
  },
  'epoch-key-update': {
    term: 'epoch_key_update',
    text: 'Die letzte Nachricht unter dem alten Schlüssel ihres Absenders: Was folgt, steht unter der Epoche, die sie nennt.',
  },
  'exporter': {
    term: 'Exporter',
    text: 'Leitet aus den Geheimnissen einer Epoche Geheimnisse für andere ab; die Record-Schlüssel kommen von ihm.',
  },
  'forward-secrecy': {
    term: 'Forward Secrecy',
    text: 'Wer heute Schlüssel stiehlt, kann nicht lesen, was vorher gesendet wurde, denn alte Schlüssel sind weg.',
  },
  'founding-initiator': {
    term: 'gründender Initiator',
    text: 'Die Seite, die die erste Verbindung einer Sitzung eröffnet hat. Die Rolle bleibt, wer auch wieder aufnimmt; sie entscheidet bei Gleichstand.',
  },
  'group': { term: 'Gruppe', text: 'Mitglieder, die die Geheimnisse einer Epoche teilen. Hier sind es immer zwei.' },
  'group-context': {
    term: 'GroupContext',
    text: 'Worin alle Mitglieder einer Gruppe in einer Epoche übereinstimmen; jeder Schlüssel hängt davon ab.',
  },
  'handshake': {
    term: 'Handshake',
    text: 'Die Nachrichten, mit denen sich zwei Seiten auf Schlüssel einigen. Hier: client_hello und server_hello.',
  },
  'healing': {
    term: 'Heilung (Post-Compromise Security)',
    text: 'Wer einmal Schlüssel gestohlen hat, ist wieder ausgesperrt, sobald ihr Besitzer ein Update gemacht hat.',
  },
  'hpke': {
    term: 'HPKE',
    text: 'Verschlüsselung für einen öffentlichen Schlüssel; so erreichen Pfadgeheimnisse und Welcomes das andere Mitglied.',
  },
  'key-package': {
    term: 'KeyPackage',
    text: 'Ein signiertes Angebot, in eine Gruppe aufgenommen zu werden: Suite, Schlüssel, Credential und wie lange es gilt. Es wird einmal benutzt.',
  },
  'key-schedule': {
    term: 'Schlüsselableitung',
    text: 'Wie die Geheimnisse einer Epoche aus dem Commit und aus der Epoche davor folgen (key schedule).',
  },
  'key-update': {
    term: 'KeyUpdate',
    text: 'Wechselt den Schlüssel einer Richtung ohne neue Epoche. Nur in der Fassung des Editors.',
  },
  'key-policy': {
    term: 'Schlüsselrichtlinie',
    text: 'Wann ein Update von selbst beginnt: nach so viel Zeit, so vielen Records oder so vielen Bytes.',
  },
  'laboratory': {
    term: 'Labor',
    text: 'Verbindungen zwischen zwei Seiten in diesem Programm, zum Hineinsehen gemacht: Nur sie zeigen je Geheimnisse.',
  },
  'listener': {
    term: 'Lauscher',
    text: 'Ein Port, an dem dieses Programm auf Gegenstellen wartet, mit der Identität und den Regeln, die dort gelten.',
  },
  'leaf-node': {
    term: 'Leaf Node',
    text: 'Der Platz eines Mitglieds im Baum: sein Verschlüsselungsschlüssel, Signaturschlüssel und Credential, von ihm selbst signiert.',
  },
  'mls': { term: 'MLS', text: 'Messaging Layer Security: Gruppenschlüssel mit Forward Secrecy und Heilung nach Diebstahl.' },
  'mls-tls': {
    term: 'MLS-TLS',
    text: 'Die Record-Schicht von TLS 1.3 mit Schlüsseln aus einer MLS-Gruppe von zweien, sodass beide Seiten sie erneuern und wieder aufnehmen können. Der Text ist draft-kohbrok-mls-tls.',
  },
  'editor-copy': {
    term: 'Fassung des Editors',
    text: 'Ein früherer Text von MLS-TLS („editor’s copy“), älter als der Draft, der als draft-kohbrok-mls-tls veröffentlicht ist. Er arbeitet anders und ist ein eigenes Profil.',
  },
  'two-party-profile': {
    term: 'Two-Party Profile',
    text: 'Wie zwei Seiten eine Gruppe von zweien gründen, erneuern und wieder aufnehmen; MLS-TLS baut darauf auf. Der Text ist draft-kohbrok-mls-two-party-profile.',
  },
  'mls-tls-component': {
    term: 'MLS-TLS-Komponente',
    text: 'Ein Zeichen in Leaf Nodes und GroupContext, das die Gruppe an MLS-TLS, seine Version, Profil und Suite bindet.',
  },
  'fingerprint': {
    term: 'Fingerabdruck',
    text: 'Ein Hash, der für einen Schlüssel steht: als Ziffern zum Vorlesen oder ganz, in Buchstaben. Ein Zertifikat hat einen anderen, über alle seine Bytes: SHA-256.',
  },
  'first-use': { term: 'erster Kontakt', text: 'Der erste Schlüssel an einer Adresse wird dort gemerkt; ein anderer wird später abgelehnt.' },
  'certificate': { term: 'Zertifikat', text: 'Sagt, dass eine Stelle für einen Schlüssel und einen Namen bürgt, bis wann und wofür.' },
  'revocation-list': { term: 'Widerrufsliste', text: 'Zertifikate, die ihre Stelle vor Ablauf zurücknimmt.' },
  'pin': {
    term: 'gepinnter Schlüssel',
    text: 'Ein Signaturschlüssel, von dem du entschieden hast, dass er zu einem Namen gehört. Ein anderer Schlüssel wird abgelehnt.',
  },
  'profile': {
    term: 'Profil',
    text: 'Welchem Text von MLS-TLS beide Seiten folgen: Draft 00, der früheren Fassung des Editors oder Draft 00 Wort für Wort. Eine Sitzung behält es ihr Leben lang.',
  },
  'ratchet-tree': {
    term: 'Ratchet Tree',
    text: 'Die Schlüssel einer Gruppe als Baum: hier zwei Blätter und eine Wurzel. Ein Commit ersetzt den Pfad von einem Blatt zur Wurzel.',
  },
  'record': {
    term: 'Record',
    text: 'Die Einheit der Leitung: eine Art, eine Länge und höchstens 16.384 Bytes, von der ersten Epoche an durch einen Schlüssel geschützt.',
  },
  'record-key': {
    term: 'Record-Schlüssel',
    text: 'Der Schlüssel einer Richtung in einer Epoche. Er wird nie gespeichert und gelöscht, sobald der nächste in Benutzung ist.',
  },
  'resumption': {
    term: 'Wiederaufnahme',
    text: 'Eine Sitzung nach einem Schnitt auf einem neuen Transport fortsetzen. Beide Seiten machen einen Commit, damit kein Schlüssel zweimal benutzt wird.',
  },
  'resumption-request': {
    term: 'resumption_request',
    text: 'Beginnt eine Wiederaufnahme: ein Commit auf die letzte Epoche, die sein Absender kennt.',
  },
  'resumption-response': { term: 'resumption_response', text: 'Beantwortet eine Wiederaufnahme mit einem Commit der anderen Seite.' },
  'role': {
    term: 'Initiator und Responder',
    text: 'Der Initiator hat diesen Transport eröffnet, der Responder hat ihn angenommen. Kreuzen sich Updates, geht das des Initiators weiter.',
  },
  'safety-code': {
    term: 'Sicherheitscode',
    text: 'Ziffern aus dem epoch_authenticator. Lest sie einander vor: Sind sie gleich, sitzt niemand dazwischen.',
  },
  'sequence-number': {
    term: 'Sequenznummer',
    text: 'Zählt die Records unter einem Schlüssel ab 0. Aus ihr wird die Nonce, und sie wiederholt sich nie.',
  },
  'server-hello': { term: 'server_hello', text: 'Die Antwort auf client_hello: ein Welcome in die neue Gruppe.' },
  'session': {
    term: 'Sitzung',
    text: 'Was einen Schnitt überlebt: die Gruppe von zweien, versiegelt gespeichert. Verbindungen kommen und gehen, die Sitzung bleibt.',
  },
  'transcript-hash': {
    term: 'Transcript-Hash',
    text: 'Ein Hash über jeden bisherigen Commit einer Gruppe: auf beiden Seiten genau dann gleich, wenn ihre Geschichte dieselbe ist.',
  },
  'transport': {
    term: 'Transport',
    text: 'Eine Verbindung auf der Leitung, meist TCP. Eine Sitzung überlebt ihn; jede Wiederaufnahme geht über einen anderen.',
  },
  'truncation': {
    term: 'Abschneiden',
    text: 'Ein Strom, den ein Angreifer oder ein Ausfall zu früh beendet hat. Ohne close_notify wird er so genannt.',
  },
  'update': {
    term: 'Update',
    text: 'Eine Seite macht einen Commit auf einer offenen Verbindung; beide Richtungen wechseln zu Schlüsseln der neuen Epoche.',
  },
  'welcome': {
    term: 'Welcome',
    text: 'Bringt ein neues Mitglied in eine Gruppe: die Geheimnisse seiner ersten Epoche, verschlüsselt für sein KeyPackage.',
  },
};
