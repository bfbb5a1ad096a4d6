import type { Session, WebContents } from 'electron';

/** The only places links may lead to, in the user's browser. */
const externalOrigins: readonly string[] = ['https://www.rfc-editor.org', 'https://datatracker.ietf.org'];

export interface GuardOptions {
  /** Origins our own pages have. */
  readonly origins: readonly string[];
  readonly openExternal: (url: string) => void;
}

/** Denies every permission and every request that is not for our own pages. Electron security checklist 5 and 9. */
export function guardSession(session: Session, { origins }: GuardOptions): void {
  // Copying text is all a page may do; Chromium asks for it although a click started it.
  const allowed = (permission: string, origin: string): boolean => permission === 'clipboard-sanitized-write' && isOf(origins, origin);
  session.setPermissionRequestHandler((_contents, permission, answer, details) => answer(allowed(permission, details.requestingUrl)));
  session.setPermissionCheckHandler((_contents, permission, origin) => allowed(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    // A file that a page made to be saved has the page's origin behind its scheme.
    const place = url.startsWith('blob:') ? url.slice('blob:'.length) : url;
    answer({ cancel: !isOf(origins, place) && !url.startsWith('devtools://') });
  });
}

/** Keeps a page where it is: no navigation, no windows, no webviews. Checklist 12 to 15. */
export function guardContents(contents: WebContents, options: GuardOptions): void {
  const stay = (event: { readonly url: string; preventDefault(): void }): void => {
    if (!isOf(options.origins, event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (isOf(externalOrigins, url) && !saysWho(url)) options.openExternal(url);
    return { action: 'deny' };
  });
}

/** A name before the host is for people to misread. */
function saysWho(url: string): boolean {
  const { username, password } = new URL(url);
  return username !== '' || password !== '';
}

function isOf(origins: readonly string[], url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host } = new URL(url);
  return origins.includes(`${protocol}//${host}`); // `origin` of a scheme that is not the web's is "null"
}
