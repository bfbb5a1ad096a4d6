import { stat } from 'node:fs/promises';
import encodeQR from 'qr';
import { type CheckTarget, type CheckView, type ContactView, stepWords } from '#shared/contract/trust-policies.ts';
import type { CoreAccess } from '#main/api/core-access.ts';
import { UsageError } from '../arguments.ts';
import { ask, type Command } from '../command.ts';
import { readInput } from '../input-file.ts';
import { chooseConnection, choosePin, chooseSession } from '../select.ts';
import { choosePolicy } from './policies.ts';

/** Checks on demand, and contacts. */
export const checkingCommands: readonly Command[] = [
  {
    name: 'check',
    usage: 'TARGET',
    summary: 'Run all policies against a credential, and show what each step found. Changes nothing.',
    details: [
      'TARGET is a contact, a connection or a session by name or id; a contact card; or a file: certificates as PEM or DER, a KeyPackage, a contact card.',
      'Exit code 1 when the policy that would decide refuses.',
    ],
    options: [],
    positionals: [1, 1],
    async run({ coreOrOwn, output }, { positionals: [given = ''] }) {
      const core = await coreOrOwn();
      const found = await ask(core, 'checkCredential', { target: await targetOf(core, given) });
      output.show(found, checkLines(found));
      return found.allowed ? 'ok' : 'failed';
    },
  },
  {
    name: 'contact show',
    usage: 'CONTACT [--qr]',
    summary: 'Show a pinned peer: its fingerprint, its card, and how it was verified.',
    options: [{ name: 'qr', takes: null, help: 'Draw the contact card as a QR code.' }],
    positionals: [1, 1],
    async run({ coreOrOwn, output }, given) {
      const core = await coreOrOwn();
      const contact = await ask(core, 'contact', { pinId: (await choosePin(core, given.positionals[0] ?? '')).id });
      output.show(contact, [...contactLines(contact), ...(given.has('qr') ? qrLines(contact.card) : [])]);
      return 'ok';
    },
  },
  {
    name: 'contact edit',
    usage: 'CONTACT [options]',
    summary: 'Rename a contact, note how its key was compared, or demand a policy of it.',
    options: [
      { name: 'label', takes: 'TEXT', help: 'Your own word for the peer.' },
      { name: 'verified-by', takes: 'TEXT', help: 'How the key was compared, for example “read aloud on the phone”.' },
      { name: 'not-verified', takes: null, help: 'Take that mark away.' },
      { name: 'policy', takes: 'POLICY', help: 'A policy the contact must satisfy besides that of the connection.' },
      { name: 'no-policy', takes: null, help: 'Demand none.' },
      { name: 'fixed', takes: null, help: 'Refuse every other key for good, successors included.' },
      { name: 'not-fixed', takes: null, help: 'Let the pin follow a successor key.' },
    ],
    positionals: [1, 1],
    async run({ coreOrOwn, output }, given) {
      const core = await coreOrOwn();
      const [label, verifiedBy, policy] = [given.value('label'), given.value('verified-by'), given.value('policy')];
      const contact = await ask(core, 'editContact', {
        pinId: (await choosePin(core, given.positionals[0] ?? '')).id,
        ...(label === null ? {} : { label }),
        ...(given.has('fixed') || given.has('not-fixed') ? { fixed: given.has('fixed') } : {}),
        ...(verifiedBy !== null || given.has('not-verified') ? { verifiedBy } : {}),
        ...(policy !== null || given.has('no-policy') ? { policyId: policy === null ? null : (await choosePolicy(core, policy)).id } : {}),
      });
      output.show(contact, contactLines(contact));
      return 'ok';
    },
  },
];

/** @throws {UsageError} when nothing fits */
async function targetOf(core: CoreAccess, given: string): Promise<CheckTarget> {
  if (given.trim().startsWith('epochscope:contact')) return { kind: 'card', card: given };
  const kinds = [
    ['pin', choosePin],
    ['connection', chooseConnection],
    ['session', chooseSession],
  ] as const;
  for (const [kind, chooseOne] of kinds) {
    const id = await found(chooseOne(core, given));
    if (id !== null) return { kind, id };
  }
  return fileTarget(given);
}

/** `null` where nothing fits, or too much. */
async function found(chosen: Promise<{ readonly id: string }>): Promise<string | null> {
  try {
    return (await chosen).id;
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
}

async function fileTarget(path: string): Promise<CheckTarget> {
  const there = await stat(path).catch(() => null);
  if (there === null) throw new UsageError(`There is no contact, connection, session or file “${path}”.`);
  const bytes = await readInput(path);
  const text = bytes.toString('utf8');
  if (text.trimStart().startsWith('epochscope:contact')) return { kind: 'card', card: text };
  return { kind: 'file', file: text.includes('-----BEGIN ') ? text : bytes.toString('base64') };
}

function checkLines({ name, fingerprint, credential, allowed, explanation, verdicts }: CheckView): readonly string[] {
  const lines = [
    `${name}, ${credential === 'x509' ? 'X.509 certificate' : 'basic credential'}`,
    `Fingerprint ${fingerprint.full}`,
    `${allowed ? 'Would be believed' : 'Would be refused'}: ${explanation}`,
  ];
  for (const verdict of verdicts) {
    lines.push('', `Policy “${verdict.policy}”: ${verdict.allowed ? 'believes it' : `refuses it (${verdict.code ?? 'no code'})`}`);
    for (const { step, opinion, text, details, warning } of verdict.evidence) {
      const word = opinion === 'allow' ? 'yes' : opinion === 'deny' ? 'no ' : ' - ';
      lines.push(`  ${word}  ${stepWords[step].title}: ${text}`, ...details.map((detail) => `         ${detail}`));
      if (warning !== null) lines.push(`         Warning: ${warning}`);
    }
  }
  return lines;
}

function contactLines({ label, name, fingerprint, card, fixed, verifiedBy, verifiedAt, certificate }: ContactView): readonly string[] {
  const verified =
    verifiedBy === null ? 'not yet' : `${verifiedBy}${verifiedAt === null ? '' : `, ${new Date(verifiedAt).toISOString().slice(0, 10)}`}`;
  return [
    `${label}${name === null || name === label ? '' : `, calls itself ${name}`}${fixed ? ' (fixed)' : ''}`,
    `Fingerprint ${fingerprint.full}`,
    `To read aloud ${fingerprint.short}`,
    `Verified: ${verified}`,
    ...(certificate === null ? [] : [`Certificate ${certificate.subject}, valid until ${new Date(certificate.notAfter).toISOString().slice(0, 10)}`]),
    card,
  ];
}

/** Half blocks: two rows of modules a line, dark on light whatever the terminal's colours. */
function qrLines(text: string): readonly string[] {
  return encodeQR(text, 'ascii', { ecc: 'low', border: 2 }).split('\n');
}
