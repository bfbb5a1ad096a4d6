import { createContext } from 'svelte';

/** Where the main area is. Kept in the address, so that a reload and the Back button work. */
export type Route =
  | { readonly page: 'home' }
  /** `row`: one to be shown in the ladder. */
  | { readonly page: 'connection'; readonly id: string; readonly row?: number }
  | { readonly page: 'epochs'; readonly id: string }
  | { readonly page: 'listener'; readonly id: string }
  /** `part`: which page of it; the ladder when absent. */
  | { readonly page: 'recording'; readonly id: string; readonly part?: 'epochs' }
  /** `id`: the connection that is read. */
  | { readonly page: 'primer'; readonly id?: string }
  | {
      readonly page:
        | 'sessions'
        | 'pins'
        | 'knocks'
        | 'trust'
        | 'identities'
        | 'certificates'
        | 'key-packages'
        | 'decode'
        | 'laboratory'
        | 'compare'
        | 'glossary'
        | 'security'
        | 'audit';
    };

const plainPages = [
  'sessions',
  'pins',
  'knocks',
  'trust',
  'identities',
  'certificates',
  'key-packages',
  'decode',
  'laboratory',
  'compare',
  'glossary',
  'security',
  'audit',
] as const;

export class RouteState {
  #hash = $state(location.hash);
  readonly current = $derived(parse(this.#hash));

  constructor() {
    addEventListener('hashchange', () => {
      this.#hash = location.hash;
    });
  }

  go(route: Route): void {
    location.hash = format(route);
    this.#hash = location.hash;
  }
}

export const [getRoute, setRoute] = createContext<RouteState>();

function format(route: Route): string {
  switch (route.page) {
    case 'connection':
      return `#/connection/${encodeURIComponent(route.id)}${route.row === undefined ? '' : `/${route.row}`}`;
    case 'primer':
      return route.id === undefined ? '#/primer' : `#/primer/${encodeURIComponent(route.id)}`;
    case 'recording':
      return `#/recording/${encodeURIComponent(route.id)}${route.part === undefined ? '' : `/${route.part}`}`;
    case 'epochs':
    case 'listener':
      return `#/${route.page}/${encodeURIComponent(route.id)}`;
    default:
      return `#/${route.page}`;
  }
}

function parse(hash: string): Route {
  const [page, id, row = ''] = hash.replace(/^#\//, '').split('/');
  if (page === 'primer') return id ? { page, id: decode(id) } : { page };
  if (page === 'connection' && id) return /^\d{1,15}$/.test(row) ? { page, id: decode(id), row: Number(row) } : { page, id: decode(id) };
  if (page === 'recording' && id && row === 'epochs') return { page, id: decode(id), part: row };
  if ((page === 'epochs' || page === 'listener' || page === 'recording') && id) return { page, id: decode(id) };
  const plain = plainPages.find((candidate) => candidate === page);
  return plain ? { page: plain } : { page: 'home' };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // someone typed an address by hand; an unknown id is shown as such
  }
}
