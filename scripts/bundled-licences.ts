import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { Plugin } from 'vite';

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly author?: string | { readonly name?: string };
}

const acceptable: readonly string[] = [
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'MIT OR Apache-2.0',
  '(MIT OR Apache-2.0)',
];

/**
 * Bundler plugin: writes the licence texts of everything that went into a bundle beside it, as those licences ask, and stops
 * the build when one of them is not among those we accept.
 */
export function bundledLicences(): Plugin {
  return {
    name: 'bundled-licences',
    generateBundle() {
      const folders = new Set([...this.getModuleIds()].flatMap(packageFolder));
      const notices = [...folders].map(noticeOf).sort();
      if (notices.length > 0) this.emitFile({ type: 'asset', fileName: 'third-party-notices.txt', source: notices.join(`\n${'-'.repeat(80)}\n\n`) });
    },
  };
}

/** Folder of the package a module belongs to; nothing for our own modules and the bundler's. */
function packageFolder(id: string): readonly string[] {
  const start = id.lastIndexOf(`${sep}node_modules${sep}`);
  if (start < 0 || id.startsWith('\0')) return [];
  let folder = dirname(id);
  while (folder.length > start && manifestOf(folder)?.name === undefined) folder = dirname(folder);
  return folder.length > start ? [folder] : [];
}

/** Some packages have further package.json files inside that only set the module type; those have no name. */
function manifestOf(folder: string): Manifest | null {
  const path = join(folder, 'package.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

function noticeOf(folder: string): string {
  const { name = folder, version = '', license, author } = manifestOf(folder) ?? {};
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim();
  // Some packages state their licence in the file alone.
  const stated = license ?? /^(MIT) License/i.exec(text)?.[1] ?? 'none';
  if (!acceptable.includes(stated)) throw new Error(`${name} has the licence “${stated}”, which is not on our list`);
  const holder = typeof author === 'string' ? author : (author?.name ?? 'its authors');
  return `${name} ${version}\n\n${text === '' ? `${stated}, ${holder}` : text}\n`;
}
