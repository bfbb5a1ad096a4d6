import { createContext } from 'svelte';
import { type TimeMode, timeModes } from '../format/row-time.ts';
import { readStored, writeStored } from './stored.ts';
import { type Lane, lanes } from './ladder-items.ts';

export type Pane = 'sidebar' | 'inspector';
export type Theme = 'system' | 'light' | 'dark' | 'contrast';

/** Lists whose entries can expire. */
const expiringLists = ['roots', 'certificates', 'authorities', 'issued', 'key-packages', 'sessions'] as const;
export type ExpiringList = (typeof expiringLists)[number];

/** What this window remembers about how it looks and listens; kept in the browser's storage, never sent to the core. */
export class PreferencesState {
  theme = $state<Theme>(read('theme', ['system', 'light', 'dark', 'contrast'], 'system'));
  /** Whether single letters are shortcuts. People who dictate or use screen readers may want them off. */
  letters = $state(read('letters', ['on', 'off'], 'on') === 'on');
  /** Whether a demo pair shows both sides at once. */
  split = $state(read('split', ['on', 'off'], 'on') === 'on');
  #hidingExpired = $state.raw<readonly ExpiringList[]>(expiringLists.filter((list) => read(`hide-expired.${list}`, ['on', 'off'], 'off') === 'on'));

  /** How the ladder writes times. */
  times = $state<TimeMode>(read('times', timeModes, 'clock'));

  /** How the epochs above a ladder are drawn. */
  epochs = $state<'chart' | 'table'>(read('epochs', ['chart', 'table'], 'chart'));

  /** Lanes of the ladder that are switched off; the steps of the state machine are many and of interest to few. */
  hiddenLanes = $state.raw<readonly Lane[]>(lanes.filter((lane) => read(`lane.${lane}`, ['on', 'off'], lane === 'machine' ? 'off' : 'on') === 'off'));

  /** Whether the first steps stand on the start page: until they were seen or skipped. */
  intro = $state(read('intro', ['on', 'off'], 'on') === 'on');
  /** Which of them one was at, in this window. */
  introAt = $state(0);

  /** Widths of panes that someone has set, rem; `null`: as they are by themselves. */
  widths = $state.raw<{ readonly [P in Pane]: number | null }>({ sidebar: readWidth('sidebar'), inspector: readWidth('inspector') });

  constructor() {
    applyTheme(this.theme);
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    writeStored('theme', theme);
    applyTheme(theme);
  }

  setLetters(on: boolean): void {
    this.letters = on;
    writeStored('letters', on ? 'on' : 'off');
  }

  /** Whether a list leaves out what has expired. */
  hidesExpired(list: ExpiringList): boolean {
    return this.#hidingExpired.includes(list);
  }

  setHidesExpired(list: ExpiringList, on: boolean): void {
    this.#hidingExpired = expiringLists.filter((one) => (one === list ? on : this.hidesExpired(one)));
    writeStored(`hide-expired.${list}`, on ? 'on' : 'off');
  }

  setSplit(on: boolean): void {
    this.split = on;
    writeStored('split', on ? 'on' : 'off');
  }

  setIntro(on: boolean): void {
    this.intro = on;
    this.introAt = 0;
    writeStored('intro', on ? 'on' : 'off');
  }

  setWidth(pane: Pane, width: number | null): void {
    this.widths = { ...this.widths, [pane]: width };
    writeStored(`width.${pane}`, width === null ? '' : `${width}rem`);
  }

  setEpochs(view: 'chart' | 'table'): void {
    this.epochs = view;
    writeStored('epochs', view);
  }

  setHiddenLanes(hidden: ReadonlySet<Lane>): void {
    this.hiddenLanes = lanes.filter((lane) => hidden.has(lane));
    for (const lane of lanes) writeStored(`lane.${lane}`, hidden.has(lane) ? 'off' : 'on');
  }

  setTimes(mode: TimeMode): void {
    this.times = mode;
    writeStored('times', mode);
  }
}

export const [getPreferences, setPreferences] = createContext<PreferencesState>();

function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

function readWidth(pane: Pane): number | null {
  const [, width, unit] = /^(\d{1,4}(?:\.\d{1,3})?)(rem)?$/.exec(readStored(`width.${pane}`) ?? '') ?? [];
  // Earlier versions wrote pixels, of which a rem had sixteen at most.
  return width === undefined ? null : unit === 'rem' ? Number(width) : Number(width) / 16;
}

function read<T extends string>(name: string, allowed: readonly T[], fallback: T): T {
  const stored = readStored(name);
  return allowed.find((value) => value === stored) ?? fallback;
}
