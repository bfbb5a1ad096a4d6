import { type AuthorityView, revocationReasonWords } from '#shared/contract/credentials.ts';
import type { CoreAccess } from '#main/api/core-access.ts';
import { type Arguments, type OptionSpec, UsageError } from '../arguments.ts';
import { authorityTable, certificateLines, issuedTable } from '../certificate-lines.ts';
import { ask, type Command, type Context } from '../command.ts';
import type { ExitName } from '../exit-codes.ts';
import { readFiles, writeExported } from '../files.ts';
import { choose } from '../select.ts';
import { identityOf, keyOption, outOption, schemeOf } from './credentials.ts';

const daysOption = (usual: number): OptionSpec => ({ name: 'days', takes: 'N', help: `Valid for so many days; ${usual} unless said otherwise.` });
const laboratory = 'For demonstrations and tests: it issues without asking and keeps its key in this profile.';

/** Laboratory authorities. */
export const authorityCommands: readonly Command[] = [
  {
    name: 'ca new',
    usage: 'SUBJECT [options]',
    summary: 'Make a laboratory certificate authority, for example “CN=Lab root”.',
    details: [laboratory, '“OU=Laboratory use only” becomes part of its subject.'],
    options: [keyOption, daysOption(3650)],
    positionals: [1, 1],
    run: makeAuthority,
  },
  {
    name: 'ca list',
    usage: '[AUTHORITY]',
    summary: 'Show the laboratory authorities, or what one of them has issued.',
    options: [],
    positionals: [0, 1],
    run: list,
  },
  {
    name: 'ca issue',
    usage: 'AUTHORITY [options]',
    summary: 'Issue a certificate for a key of an identity, or for a request.',
    details: [laboratory, 'A certificate for an own identity is installed at once; one for a request is written as a PEM chain.'],
    options: [
      { name: 'for', takes: 'IDENTITY', help: 'For a key of this identity.' },
      keyOption,
      { name: 'subject', takes: 'SUBJECT', help: 'Its subject; “CN=” and the identity’s name unless said otherwise.' },
      { name: 'alt', takes: 'NAME', multiple: true, help: 'Alternative name: dns:bob.example.org, email:…, uri:… or ip:…' },
      { name: 'csr', takes: 'FILE', help: 'For the request in this file; “-” is standard input.' },
      outOption,
      daysOption(365),
    ],
    positionals: [1, 1],
    run: issue,
  },
  {
    name: 'ca revoke',
    usage: 'AUTHORITY SERIAL [--reason REASON]',
    summary: 'Revoke a certificate. It counts once a new revocation list is where peers look for it.',
    options: [{ name: 'reason', takes: 'REASON', help: `One of ${Object.keys(revocationReasonWords).join(', ')}.` }],
    positionals: [2, 2],
    run: revoke,
  },
  {
    name: 'ca crl',
    usage: 'AUTHORITY [options]',
    summary: 'Write the revocation list of an authority, PEM.',
    options: [outOption, daysOption(30)],
    positionals: [1, 1],
    run: revocationList,
  },
  {
    name: 'ca root',
    usage: 'AUTHORITY [--out FILE]',
    summary: 'Write the certificate of an authority, PEM: what others take as a root.',
    options: [outOption],
    positionals: [1, 1],
    run: root,
  },
];

async function makeAuthority({ coreOrOwn, output }: Context, given: Arguments): Promise<ExitName> {
  const [subject = ''] = given.positionals;
  const made = await ask(await coreOrOwn(), 'createAuthority', { subject, scheme: schemeOf(given.value('key')), days: daysOf(given, 3650) });
  output.show(made, [`Laboratory authority ${made.id}`, ...certificateLines(made.certificate)]);
  return 'ok';
}

async function list({ coreOrOwn, output }: Context, { positionals: [one] }: Arguments): Promise<ExitName> {
  const core = await coreOrOwn();
  const authorities = await ask(core, 'authorities', {});
  if (one === undefined) {
    if (output.json) for (const authority of authorities) output.show(authority, '');
    else if (authorities.length === 0) output.note('There is no laboratory authority yet: epochscope ca new SUBJECT');
    else output.show({}, authorityTable(authorities));
    return 'ok';
  }
  const issued = await ask(core, 'issuedCertificates', { authorityId: pick(one, authorities) });
  if (output.json) for (const certificate of issued) output.show(certificate, '');
  else if (issued.length === 0) output.note('It has issued nothing yet.');
  else output.show({}, issuedTable(issued));
  return 'ok';
}

async function issue({ coreOrOwn, output }: Context, given: Arguments): Promise<ExitName> {
  const csr = given.value('csr');
  const holder = given.value('for');
  if ((csr === null) === (holder === null)) throw new UsageError('Say for whom: --for IDENTITY or --csr FILE.');
  const core = await coreOrOwn();
  const authorityId = await authorityOf(core, given);
  const days = daysOf(given, 365);
  if (csr !== null) {
    const [request = ''] = await readFiles([csr]);
    await writeExported(output, await ask(core, 'signRequest', { authorityId, request, days }), given.value('out'), true);
    return 'ok';
  }
  const issued = await ask(core, 'issueCertificate', {
    authorityId,
    identityId: await identityOf(core, holder),
    scheme: schemeOf(given.value('key')),
    subject: given.value('subject'),
    names: given.values('alt'),
    days,
  });
  output.show(issued, ['Issued and installed:', ...certificateLines(issued.certificate)]);
  return 'ok';
}

async function revoke({ coreOrOwn, output }: Context, given: Arguments): Promise<ExitName> {
  const [, serial = ''] = given.positionals;
  const reason = given.value('reason') ?? 'unspecified';
  if (!isReason(reason)) throw new UsageError(`--reason is one of ${Object.keys(revocationReasonWords).join(', ')}.`);
  const core = await coreOrOwn();
  const revoked = await ask(core, 'revokeCertificate', { authorityId: await authorityOf(core, given), serial: serial.toLowerCase(), reason });
  output.show(revoked, issuedTable([revoked]));
  return 'ok';
}

async function revocationList({ coreOrOwn, output }: Context, given: Arguments): Promise<ExitName> {
  const core = await coreOrOwn();
  const file = await ask(core, 'revocationList', { authorityId: await authorityOf(core, given), days: daysOf(given, 30) });
  await writeExported(output, file, given.value('out'), true);
  return 'ok';
}

async function root({ coreOrOwn, output }: Context, given: Arguments): Promise<ExitName> {
  const core = await coreOrOwn();
  await writeExported(output, await ask(core, 'authorityCertificate', { authorityId: await authorityOf(core, given) }), given.value('out'), true);
  return 'ok';
}

async function authorityOf(core: CoreAccess, { positionals: [given = ''] }: Arguments): Promise<string> {
  return pick(given, await ask(core, 'authorities', {}));
}

function pick(given: string, authorities: readonly AuthorityView[]): string {
  return choose('authority', given, authorities, ({ subject, certificate }) => [subject, certificate.name]).id;
}

function daysOf(given: Arguments, usual: number): number {
  const days = Number(given.value('days') ?? usual);
  if (!Number.isInteger(days) || days < 1 || days > 36_500) throw new UsageError('--days is a number from 1 to 36500.');
  return days;
}

function isReason(word: string): word is keyof typeof revocationReasonWords {
  return Object.hasOwn(revocationReasonWords, word);
}
