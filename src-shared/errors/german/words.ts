import type { ErrorWords } from '../words.ts';

/** The German twin of a part of the error catalogue: the same codes. */
export type Twin<Part> = { readonly [Code in keyof Part]: ErrorWords };

export const report = 'Geschieht es wieder, die Aufzeichnung exportieren und dem Hersteller der Software der Gegenstelle melden.';
export const fresh = 'Neu verbinden: Ein neuer Handshake macht eine neue Sitzung.';
export const resumeIfAgreed =
  'War schon eine Sitzung vereinbart, ist sie aufbewahrt: die Verbindung wieder aufnehmen. Sonst prüfen, ob an dieser Adresse ein MLS-TLS-Lauscher läuft, dann neu verbinden.';
export const resume = 'Die Sitzung ist aufbewahrt. Die Verbindung wieder aufnehmen oder neu verbinden.';
export const clocks = 'Die Uhren beider Rechner prüfen, dann neu verbinden.';
export const policy = 'Suites, Profile und Komponente beider Seiten vergleichen, dann neu verbinden.';
export const bug = 'Das ist ein Fehler in diesem Programm. Bitte mit der Aufzeichnung melden.';
export const disk = 'Freien Platz und Rechte des Profilordners prüfen, dann das Programm neu starten.';
export const input = 'Die Eingabe berichtigen und noch einmal versuchen.';
export const refresh = 'Die Ansicht auffrischen.';

export const misbehaviour = (title: string): ErrorWords => ({ title, next: `Nichts ging verloren. ${report}` });
export const handshake = (title: string): ErrorWords => ({ title, next: policy });
export const broken = (title: string): ErrorWords => ({ title, next: `${fresh} ${report}` });
