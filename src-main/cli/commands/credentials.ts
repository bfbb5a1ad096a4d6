import { type ImportParams, type SchemeName, schemeNames, shortestPassphrase } from '#shared/contract/credentials.ts';
import { ApiError } from '#main/api/core.ts';
import type { CoreAccess } from '#main/api/core-access.ts';
import { type Arguments, type OptionSpec, UsageError } from '../arguments.ts';
import { certificateLines, keyLines } from '../certificate-lines.ts';
import { ask, type Command, type Context } from '../command.ts';
import type { ExitName } from '../exit-codes.ts';
import { readFiles, readPassword, writeExported } from '../files.ts';
import { chooseIdentity } from '../select.ts';

export const keyOption: OptionSpec = { name: 'key', takes: 'KIND', help: `Kind of key: ${schemeNames.join(', ')}. Ed25519 unless said otherwise.` };
export const outOption: OptionSpec = { name: 'out', takes: 'FILE', help: 'Write to this new file instead of standard output.' };
const passwordOption: OptionSpec = { name: 'password-file', takes: 'FILE', help: 'File with the password in its first line; “-” is standard input.' };
const intoOption: OptionSpec = { name: 'into', takes: 'IDENTITY', help: 'The identity it is for.' };

const forms = ['pem', 'der', 'contact', 'pkcs8', 'pkcs12'] as const;
const textForms: readonly string[] = ['pem', 'contact', 'pkcs8'];

/** Certificates and keys of identities, in and out of files. */
export const credentialCommands: readonly Command[] = [
  {
    name: 'identity import',
    usage: 'FILE… [options]',
    summary: 'Import a private key and its certificates: PEM, DER, PKCS#7, PKCS#8 or PKCS#12.',
    details: ['Without --into they become an identity of their own. Key and certificates may come in several files.'],
    options: [
      intoOption,
      { name: 'name', takes: 'NAME', help: 'Name of the new identity; the certificate’s unless said otherwise.' },
      { name: 'replace', takes: null, help: 'Let the key take the place of one of the same kind.' },
      passwordOption,
    ],
    positionals: [1, 8],
    run: importFiles,
  },
  {
    name: 'identity export',
    usage: '[IDENTITY] [options]',
    summary: 'Export the certificates of a key, its contact card, or, under a passphrase, the private key.',
    details: [
      'Forms: pem (the chain), der (its first certificate), contact; pkcs8 and pkcs12 hold the private key under a passphrase.',
      'Every export of a private key is told of in the audit log.',
    ],
    options: [
      keyOption,
      { name: 'form', takes: 'FORM', help: `One of ${forms.join(', ')}; pem unless said otherwise.` },
      outOption,
      passwordOption,
      { name: 'plain-laboratory-key', takes: null, help: 'Export the private key without encryption. For laboratories only.' },
    ],
    positionals: [0, 1],
    run: exportKey,
  },
  {
    name: 'identity csr',
    usage: '[IDENTITY] --subject SUBJECT [options]',
    summary: 'Write a certificate request (PKCS#10) for a key; a missing key is made.',
    options: [
      { name: 'subject', takes: 'SUBJECT', help: 'For example “CN=Bob, O=Example”.' },
      { name: 'alt', takes: 'NAME', multiple: true, help: 'Alternative name: dns:bob.example.org, email:…, uri:… or ip:…' },
      keyOption,
      outOption,
    ],
    positionals: [0, 1],
    run: request,
  },
  {
    name: 'identity install',
    usage: 'FILE… [options]',
    summary: 'Install the certificates that were issued for a key of an identity.',
    options: [intoOption],
    positionals: [1, 8],
    run: install,
  },
  {
    name: 'identity certificates',
    usage: '[IDENTITY] [options]',
    summary: 'Show the keys of an identity with their certificates.',
    options: [{ name: 'remove', takes: 'KIND', help: 'Remove the certificates of this kind of key: it goes back to a basic credential.' }],
    positionals: [0, 1],
    run: certificates,
  },
];

/** @throws {UsageError} */
export function schemeOf(given: string | null): SchemeName {
  if (given === null) return 'Ed25519';
  const found = schemeNames.find((name) => name.toLowerCase() === given.toLowerCase());
  if (found === undefined) throw new UsageError(`--key is one of ${schemeNames.join(', ')}.`);
  return found;
}

/** The identity that is named, or the first one. @throws {UsageError} when there is none */
export async function identityOf(core: CoreAccess, given: string | null): Promise<string> {
  const chosen = (await chooseIdentity(core, given)) ?? (await ask(core, 'identities', {}))[0]?.id;
  if (chosen === undefined) throw new UsageError('There is no identity yet: epochscope identity new NAME');
  return chosen;
}

async function importFiles({ coreOrOwn, output, secret }: Context, given: Arguments): Promise<ExitName> {
  const files = await readFiles(given.positionals);
  const password = await readPassword(given.value('password-file'));
  const core = await coreOrOwn();
  const params: ImportParams = {
    files,
    password,
    identityId: await chooseIdentity(core, given.value('into')),
    name: given.value('name'),
    replace: given.has('replace'),
  };
  const first = await core.request('importCredential', params);
  const typed = !first.ok && first.error.code === 'IMPORT_PASSWORD_NEEDED' ? await secret('Password of the file: ') : null;
  if (!first.ok && typed === null) throw new ApiError(first.error);
  const imported = first.ok ? first.value : await ask(core, 'importCredential', { ...params, password: typed });
  output.show(imported, [`${imported.scheme} key of identity ${imported.identityId}`, ...imported.chain.flatMap(certificateLines)]);
  return 'ok';
}

async function exportKey({ coreOrOwn, output, secret }: Context, given: Arguments): Promise<ExitName> {
  const form = given.value('form') ?? 'pem';
  const scheme = schemeOf(given.value('key'));
  const isPrivate = form === 'pkcs8' || form === 'pkcs12';
  if (!forms.some((known) => known === form)) throw new UsageError(`--form is one of ${forms.join(', ')}.`);
  const plain = given.has('plain-laboratory-key');
  const passphrase = isPrivate && !plain ? ((await readPassword(given.value('password-file'))) ?? (await secret('Passphrase for the file: '))) : null;
  if (isPrivate && !plain && (passphrase ?? '').length < shortestPassphrase)
    throw new UsageError(`A private key leaves only under a passphrase of at least ${shortestPassphrase} characters: --password-file FILE.`);
  const core = await coreOrOwn();
  const identityId = await identityOf(core, given.positionals[0] ?? null);
  if (plain) {
    output.note('Warning: the private key is written without encryption. Whoever reads the file has the identity.');
    const file = await ask(core, 'exportPrivateKey', { identityId, scheme, form: 'plain', passphrase: null });
    await writeExported(output, file, given.value('out'), true);
  } else {
    const file = isPrivate
      ? await ask(core, 'exportPrivateKey', { identityId, scheme, form, passphrase })
      : await ask(core, 'exportCertificates', { identityId, scheme, form: form === 'der' ? 'der' : form === 'contact' ? 'contact' : 'pem' });
    await writeExported(output, file, given.value('out'), textForms.includes(form));
  }
  return 'ok';
}

async function request({ coreOrOwn, output }: Context, given: Arguments): Promise<ExitName> {
  const subject = given.value('subject');
  if (subject === null) throw new UsageError('Say the subject: --subject “CN=Bob, O=Example”.');
  const core = await coreOrOwn();
  const identityId = await identityOf(core, given.positionals[0] ?? null);
  const file = await ask(core, 'requestCertificate', { identityId, scheme: schemeOf(given.value('key')), subject, names: given.values('alt') });
  await writeExported(output, file, given.value('out'), true);
  return 'ok';
}

async function install({ coreOrOwn, output }: Context, given: Arguments): Promise<ExitName> {
  const files = await readFiles(given.positionals);
  const core = await coreOrOwn();
  const installed = await ask(core, 'installCertificates', { identityId: await identityOf(core, given.value('into')), files });
  output.show(installed, [`Installed for the ${installed.scheme} key:`, ...installed.chain.flatMap(certificateLines)]);
  return 'ok';
}

async function certificates({ coreOrOwn, output }: Context, given: Arguments): Promise<ExitName> {
  const core = await coreOrOwn();
  const identityId = await identityOf(core, given.positionals[0] ?? null);
  const removed = given.value('remove');
  if (removed !== null) await ask(core, 'removeCertificates', { identityId, scheme: schemeOf(removed) });
  for (const key of await ask(core, 'certificates', { identityId })) output.show(key, keyLines(key));
  return 'ok';
}
