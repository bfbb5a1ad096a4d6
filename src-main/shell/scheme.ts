import type { Protocol } from 'electron';
import { type StaticFiles, hardeningHeaders } from '../api/static-files.ts';

/** Our pages have an origin of their own instead of `file:`, which could read other files. */
const appScheme = 'epochscope-app';
export const appOrigin = `${appScheme}://ui`;

/** Must run before the app is ready. The scheme gets a real origin, and none of the privileges that weaken it. */
export function registerAppScheme(protocol: Protocol): void {
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }]);
}

/** Serves the built user interface under {@link appOrigin}, with the same headers as the web host. */
export function serveAppScheme(protocol: Protocol, files: StaticFiles): void {
  protocol.handle(appScheme, async (request) => {
    const url = new URL(request.url);
    const file = url.host === 'ui' && request.method === 'GET' ? await files.file(url.pathname) : null;
    if (file === null) return new Response(null, { status: 404, headers: { ...hardeningHeaders } });
    return new Response(new Uint8Array(file.body), { headers: { ...hardeningHeaders, 'Content-Type': file.contentType } });
  });
}
