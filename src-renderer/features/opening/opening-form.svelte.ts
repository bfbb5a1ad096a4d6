import { defaultProfile } from '#shared/profile-words.ts';
import type { ConnectParams, ListenParams } from '#shared/contract.ts';
import type { MarkerView, ProfileView, SuiteView, TrustMode } from '#shared/views.ts';
import { parsePort, splitAddress } from '../../format/address.ts';
import { contactCardProblem } from '../../format/contact-card.ts';
import { type KnownPin, pinWarning } from './pin-warning.ts';
import { texts } from './texts.ts';

export interface SuiteChoice {
  readonly suite: SuiteView;
  readonly chosen: boolean;
  /** Shown at once; the others are folded away until one of them is chosen. */
  readonly upFront: boolean;
}

/** MLS-TLS port. */
const defaultPort = '7443';

/** What the Connect and Listen dialogs hold while they are open. Problems are shown once the user has tried. */
export class OpeningForm {
  readonly kind: 'connect' | 'listen';
  host = $state('127.0.0.1');
  port = $state(defaultPort);
  label = $state('');
  identityId = $state<string | null>(null);
  trust = $state<TrustMode | 'policy'>('first-use');
  /** The stored policy that decides, where that was chosen. */
  policyId = $state('');
  cards = $state('');
  marker = $state<MarkerView>('require');
  /** `null`: as the key policy of all connections says. */
  autoResume = $state<boolean | null>(null);
  /** Listen only. R-EARLY. */
  acceptEarlyData = $state(false);
  /** Connect: exactly one. Listen: those accepted. */
  profiles = $state.raw<readonly ProfileView[]>([defaultProfile]);
  suites = $state.raw<readonly SuiteChoice[]>([]);
  tried = $state(false);
  readonly problems = $derived.by(() => ({
    host: hostProblem(this.host, this.kind),
    port: parsePort(this.port, this.kind === 'listen' ? 0 : 1) === null ? (this.kind === 'listen' ? texts.portWrongListen : texts.portWrong) : null,
    cards: this.trust === 'pin' ? firstProblem(lines(this.cards)) : null,
    policy: this.trust === 'policy' && this.policyId === '' ? texts.policyMissing : null,
    suites: this.suites.some((choice) => choice.chosen) ? null : texts.suitesMissing,
    profiles: this.profiles.length > 0 ? null : texts.profilesMissing,
  }));
  readonly valid = $derived(Object.values(this.problems).every((problem) => problem === null));

  readonly warning = $derived.by(() => pinWarning(this.#expectation()));
  /** Pins that could matter for the address. */
  pins = $state.raw<readonly KnownPin[]>([]);
  /** `HOST:PORT`, IPv6 in brackets. */
  readonly address = $derived(this.host.includes(':') ? `[${this.host.trim()}]:${this.port}` : `${this.host.trim()}:${this.port}`);

  constructor(kind: 'connect' | 'listen', suites: readonly SuiteView[]) {
    this.kind = kind;
    this.trust = kind === 'connect' ? 'first-use' : 'pin';
    this.suites = inPlace(suites.map((suite) => ({ suite, chosen: suite.enabledByDefault, upFront: suite.enabledByDefault })));
  }

  /** Moves a pasted port from the host field to its own. */
  splitHost(): void {
    const { host, port } = splitAddress(this.host);
    this.host = host;
    if (port !== null) this.port = String(port);
  }

  chooseSuite(id: number, chosen: boolean): void {
    this.suites = inPlace(this.suites.map((choice) => (choice.suite.id === id ? { ...choice, chosen, upFront: choice.upFront || chosen } : choice)));
  }

  chooseProfile(id: ProfileView, chosen: boolean): void {
    const others = this.kind === 'connect' ? [] : this.profiles.filter((profile) => profile !== id);
    this.profiles = chosen ? [...others, id] : others;
  }

  /** Moves a suite one place up (-1) or down (1). */
  moveSuite(id: number, by: -1 | 1): void {
    const from = this.suites.findIndex((choice) => choice.suite.id === id);
    const moved = this.suites[from];
    const to = from + by;
    if (!moved || !this.suites[to]?.upFront) return;
    const rest = this.suites.filter((choice) => choice !== moved);
    this.suites = [...rest.slice(0, to), moved, ...rest.slice(to)];
  }

  connectParams(): ConnectParams {
    return {
      ...this.#common(),
      profile: this.profiles[0] ?? defaultProfile,
      pin: this.trust === 'pin' ? (lines(this.cards)[0] ?? null) : null,
      label: this.label.trim() === '' ? null : this.label.trim(),
    };
  }

  listenParams(): ListenParams {
    return { ...this.#common(), profiles: this.profiles, acceptEarlyData: this.acceptEarlyData, pins: this.trust === 'pin' ? lines(this.cards) : [] };
  }

  #expectation() {
    const { kind, trust, address, pins } = this;
    const suites = this.suites.filter((choice) => choice.chosen).map((choice) => choice.suite);
    return { kind, trust, address, suites, cards: lines(this.cards), pins };
  }

  #common() {
    return {
      identityId: this.identityId,
      host: this.host.trim(),
      port: Number(this.port),
      suites: this.suites.filter((choice) => choice.chosen).map((choice) => choice.suite.id),
      // what the stored policy asks for stands in its place
      trust: this.trust === 'policy' ? ('pin' as const) : this.trust,
      policyId: this.trust === 'policy' ? this.policyId : null,
      marker: this.marker,
      autoResume: this.autoResume,
    };
  }
}

/** Those shown at once first, otherwise in their order. */
function inPlace(choices: readonly SuiteChoice[]): readonly SuiteChoice[] {
  return [...choices.filter((choice) => choice.upFront), ...choices.filter((choice) => !choice.upFront)];
}

function hostProblem(host: string, kind: 'connect' | 'listen'): string | null {
  if (host.trim() === '') return kind === 'connect' ? texts.hostMissing : texts.bindMissing;
  return /\s/.test(host.trim()) ? texts.hostSpaces : null;
}

function firstProblem(cards: readonly string[]): string | null {
  return cards.map(contactCardProblem).find((problem) => problem !== null) ?? null;
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
