import type { AnchorView, CrlView, TrustEntryView } from '#shared/contract/trust-policies.ts';
import { ask, type Command } from '../command.ts';
import { readInput } from '../input-file.ts';
import { choose } from '../select.ts';
import { table } from '../table.ts';
import { shortId } from '../views.ts';

const labelOption = { name: 'label', takes: 'TEXT', help: 'What to call it; otherwise what it says itself.' } as const;

/** X.509 roots, revocation lists, allow-lists and deny-lists. */
export const trustListCommands: readonly Command[] = [
  {
    name: 'anchor add',
    usage: 'FILE [--label TEXT]',
    summary: 'Trust an X.509 root: a certificate as PEM or DER. Policies with a step x509 believe what it issued.',
    options: [labelOption],
    positionals: [1, 1],
    async run({ coreOrOwn, output }, given) {
      const anchor = await ask(await coreOrOwn(), 'addAnchor', { label: given.value('label'), file: await fileText(given.positionals[0] ?? '') });
      output.show(anchor, anchorTable([anchor]));
      return 'ok';
    },
  },
  {
    name: 'anchor list',
    usage: '[--hide-expired]',
    summary: 'Show the X.509 roots that are trusted.',
    options: [{ name: 'hide-expired', takes: null, help: 'Leave out those whose term is over.' }],
    positionals: [0, 0],
    async run({ coreOrOwn, output }, given) {
      const all = await ask(await coreOrOwn(), 'anchors', {});
      const anchors = given.has('hide-expired') ? all.filter(({ notAfter }) => notAfter >= Date.now()) : all;
      if (output.json) for (const anchor of anchors) output.show(anchor, '');
      else if (anchors.length === 0) output.note('No root is trusted. Add one: epochscope anchor add FILE');
      else output.show({}, anchorTable(anchors));
      return 'ok';
    },
  },
  {
    name: 'anchor remove',
    usage: 'ROOT',
    summary: 'Stop trusting an X.509 root.',
    options: [],
    positionals: [1, 1],
    async run({ coreOrOwn, output }, { positionals: [given = ''] }) {
      const core = await coreOrOwn();
      const anchor = choose('root', given, await ask(core, 'anchors', {}), ({ label }) => [label]);
      await ask(core, 'removeAnchor', { anchorId: anchor.id });
      output.show({ removed: anchor.id }, `Removed the root ${anchor.label}.`);
      return 'ok';
    },
  },
  {
    name: 'crl add',
    usage: 'FILE [--label TEXT]',
    summary: 'Import a certificate revocation list as PEM or DER. Nothing is fetched: import the next issue when it is due.',
    options: [labelOption],
    positionals: [1, 1],
    async run({ coreOrOwn, output }, given) {
      const crl = await ask(await coreOrOwn(), 'addCrl', { label: given.value('label'), file: await fileText(given.positionals[0] ?? '') });
      output.show(crl, crlTable([crl]));
      return 'ok';
    },
  },
  {
    name: 'crl list',
    usage: '',
    summary: 'Show the revocation lists, and which of them are out of date.',
    options: [],
    positionals: [0, 0],
    async run({ coreOrOwn, output }) {
      const crls = await ask(await coreOrOwn(), 'crls', {});
      if (output.json) for (const crl of crls) output.show(crl, '');
      else if (crls.length === 0) output.note('No revocation list is stored.');
      else output.show({}, crlTable(crls));
      return 'ok';
    },
  },
  {
    name: 'crl remove',
    usage: 'LIST',
    summary: 'Remove a revocation list.',
    options: [],
    positionals: [1, 1],
    async run({ coreOrOwn, output }, { positionals: [given = ''] }) {
      const core = await coreOrOwn();
      const crl = choose('revocation list', given, await ask(core, 'crls', {}), ({ label }) => [label]);
      await ask(core, 'removeCrl', { crlId: crl.id });
      output.show({ removed: crl.id }, `Removed the revocation list ${crl.label}.`);
      return 'ok';
    },
  },
  ...listCommands('allow', 'Put a peer on an allow-list: a policy with a step allow=LIST believes a listed key, and refuses whoever is not listed.'),
  ...listCommands('deny', 'Put a peer on a deny-list: it is refused, whatever else vouches for it.'),
];

function listCommands(effect: 'allow' | 'deny', summary: string): readonly Command[] {
  return [
    {
      name: `${effect} add`,
      usage: 'FINGERPRINT|NAME [options]',
      summary,
      details: [
        'A name alone proves nothing: an allow-list takes it only together with a pinned key or a certificate. Names on a deny-list cover look-alikes.',
      ],
      options: [
        { name: 'list', takes: 'LIST', help: 'The list; “default” unless said otherwise.' },
        { name: 'certificate', takes: null, help: 'The name is one in a certificate, for example a DNS name.' },
        { name: 'note', takes: 'TEXT', help: 'Why.' },
      ],
      positionals: [1, 1],
      async run({ coreOrOwn, output }, given) {
        const value = given.positionals[0] ?? '';
        const kind = /^[A-Z2-7 ]{52,}$/.test(value) ? 'fingerprint' : given.has('certificate') ? 'certificate-name' : 'name';
        const params = { list: given.value('list') ?? 'default', effect, kind, value, note: given.value('note') ?? '' } as const;
        const entry = await ask(await coreOrOwn(), 'addTrustEntry', params);
        output.show(entry, entryTable([entry]));
        return 'ok';
      },
    },
    {
      name: `${effect} list`,
      usage: '',
      summary: `Show who is on ${effect}-lists.`,
      options: [],
      positionals: [0, 0],
      async run({ coreOrOwn, output }) {
        const entries = (await ask(await coreOrOwn(), 'trustEntries', {})).filter((entry) => entry.effect === effect);
        if (output.json) for (const entry of entries) output.show(entry, '');
        else if (entries.length === 0) output.note(`No ${effect}-list has an entry.`);
        else output.show({}, entryTable(entries));
        return 'ok';
      },
    },
    {
      name: `${effect} remove`,
      usage: 'ENTRY',
      summary: `Take a peer off the ${effect}-lists.`,
      options: [],
      positionals: [1, 1],
      async run({ coreOrOwn, output }, { positionals: [given = ''] }) {
        const core = await coreOrOwn();
        const entries = (await ask(core, 'trustEntries', {})).filter((entry) => entry.effect === effect);
        const entry = choose('entry', given, entries, ({ value }) => [value]);
        await ask(core, 'removeTrustEntry', { entryId: entry.id });
        output.show({ removed: entry.id }, `Took ${entry.value} off the ${effect}-list “${entry.list}”.`);
        return 'ok';
      },
    },
  ];
}

/** A file for the API: text as it is, anything else as base64. @throws {ApiError} as `readInput` */
export async function fileText(path: string): Promise<string> {
  const bytes = await readInput(path);
  return bytes.includes('-----BEGIN ') ? bytes.toString('utf8') : bytes.toString('base64');
}

const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

function anchorTable(anchors: readonly AnchorView[]): readonly string[] {
  return table(
    ['ROOT', 'LABEL', 'SUBJECT', 'VALID UNTIL'],
    anchors.map(({ id, label, subject, notAfter }) => [shortId(id), label, subject, dayOf(notAfter)]),
  );
}

function crlTable(crls: readonly CrlView[]): readonly string[] {
  return table(
    ['LIST', 'LABEL', 'ISSUER', 'NEXT ISSUE', 'REVOKED'],
    crls.map((crl) => [
      shortId(crl.id),
      crl.label,
      crl.issuer,
      `${crl.nextUpdate === null ? 'not said' : dayOf(crl.nextUpdate)}${crl.stale ? ', overdue' : ''}`,
      String(crl.revoked),
    ]),
  );
}

function entryTable(entries: readonly TrustEntryView[]): readonly string[] {
  return table(
    ['ENTRY', 'LIST', 'KIND', 'VALUE', 'NOTE'],
    entries.map(({ id, list, kind, value, note }) => [shortId(id), list, kind, value, note]),
  );
}
