import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { contentSecurityPolicy } from '#shared/content-security-policy.ts';

export interface StaticFile {
  readonly contentType: string;
  readonly body: Buffer<ArrayBuffer>;
}

/** The built user interface. Files are looked up by name in a list, so no path can lead out of the folder. */
export interface StaticFiles {
  /** @param pathname of a URL, still encoded; `/` is the page itself */
  file(pathname: string): Promise<StaticFile | null>;
}

/** Sent with every answer of both hosts. */
export const hardeningHeaders: { readonly [name: string]: string } = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), clipboard-read=()',
  'Cache-Control': 'no-store',
};

const contentTypes: { readonly [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

/** @param root folder of the built user interface; where there is none, no file is found */
export function openStaticFiles(root: string): StaticFiles {
  const known = new Set(namesIn(root, ''));
  return {
    async file(pathname) {
      const name = pathname === '/' ? '/index.html' : decoded(pathname);
      if (name === null || !known.has(name)) return null;
      const body = await readFile(join(root, name)).catch(() => null); // replaced by a build meanwhile
      return body === null ? null : { contentType: contentTypes[extname(name)] ?? 'application/octet-stream', body };
    },
  };
}

function namesIn(root: string, folder: string): readonly string[] {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const name = `${folder}/${entry.name}`;
      return entry.isDirectory() ? namesIn(root, name) : entry.isFile() ? [name] : [];
    });
  } catch {
    return []; // not built
  }
}

function decoded(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}
