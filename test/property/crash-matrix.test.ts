import { expect, test } from 'vitest';
import type { HostEffect } from '#engine/mls-tls/host-effects.ts';
import { signerFor } from '../support/mls-parties.ts';
import { Crash, type Disk, FakeClock, Host, link, settle } from '../support/world.ts';

type Name = 'ida' | 'rob';
const names = ['ida', 'rob'] as const;

/** What both do at once; the transport is new in the flows that begin with one. */
type Flow = (world: World) => Promise<void>;

const flows: Readonly<Record<string, { readonly needsSession: boolean; readonly run: Flow }>> = {
  'a handshake': { needsSession: false, run: (world) => world.dial() },
  'an update by the founding initiator': { needsSession: true, run: async (world) => world.update('ida') },
  'an update by the founding responder': { needsSession: true, run: async (world) => world.update('rob') },
  'crossing updates': {
    needsSession: true,
    run: async (world) => {
      world.update('ida');
      world.update('rob');
    },
  },
  'a rotation by the founding initiator': { needsSession: true, run: async (world) => world.rotate('ida') },
  'crossing rotations': {
    needsSession: true,
    run: async (world) => {
      world.rotate('ida');
      world.rotate('rob');
    },
  },
  'a resumption by the founding initiator': { needsSession: true, run: async (world) => world.resume('ida') },
  'a resumption by the founding responder': { needsSession: true, run: async (world) => world.resume('rob') },
  'resumptions by both': { needsSession: true, run: async (world) => world.resume('both') },
  'a close': { needsSession: true, run: async (world) => world.close('ida') },
};

/** Two parties of which one dies at a chosen effect: nothing but its disk is left of it. */
class World {
  readonly clock = new FakeClock();
  readonly hosts: Record<Name, Host>;
  /** Effects of the flow so far, by party; counted twice, before and after. */
  readonly boundaries: Record<Name, HostEffect['kind'][]> = { ida: [], rob: [] };
  #fatal: { readonly who: Name; readonly at: number } | null = null;
  #counting = false;

  constructor() {
    this.hosts = { ida: this.#boot('ida'), rob: this.#boot('rob') };
  }

  static async established(): Promise<World> {
    const world = new World();
    await world.dial();
    await world.settle();
    return world;
  }

  /** Runs a flow to its end, or to the death of one party. */
  async run(flow: Flow, fatal: { readonly who: Name; readonly at: number } | null): Promise<void> {
    this.#fatal = fatal;
    this.#counting = true;
    try {
      await flow(this);
      await this.settle();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
    this.#counting = false;
    this.#fatal = null;
  }

  get crashed(): boolean {
    return names.some((name) => this.hosts[name].crashed);
  }

  /** Whoever died starts again; all transports are gone. */
  restart(): void {
    for (const name of names) {
      const { crashed, disk } = this.hosts[name];
      if (crashed) this.hosts[name].crash();
      else for (const end of this.hosts[name].ends) end.reset();
      if (crashed) this.hosts[name] = this.#boot(name, disk);
    }
  }

  get sessionId(): string | null {
    return this.hosts.ida.disk.sessions.keys().next().value ?? null;
  }

  async dial(): Promise<void> {
    link(await this.hosts.ida.connect(), this.hosts.rob.accept());
    this.#drive();
  }

  resume(who: Name | 'both'): void {
    const id = this.sessionId ?? '';
    const { ida, rob } = this.hosts;
    for (const host of [ida, rob]) for (const end of host.ends) end.reset();
    link(who === 'rob' ? ida.accept() : ida.resume(id), who === 'ida' ? rob.accept() : rob.resume(id));
    this.#drive();
  }

  update(who: Name): void {
    this.hosts[who].ends.at(-1)?.update();
  }

  rotate(who: Name): void {
    this.hosts[who].ends.at(-1)?.update(signerFor(`${who} after`, this.hosts[who].suite));
  }

  close(who: Name): void {
    this.hosts[who].ends.at(-1)?.close();
  }

  async settle(): Promise<void> {
    await settle(this.hosts.ida, this.hosts.rob);
    if (this.crashed) throw new Crash();
  }

  #drive(): void {
    for (const name of names) this.hosts[name].drive();
  }

  #boot(name: Name, disk?: Disk): Host {
    return new Host({
      name,
      clock: this.clock,
      ...(disk !== undefined && { disk }),
      boundary: ({ kind }) => {
        if (!this.#counting) return;
        const at = this.boundaries[name].push(kind) - 1;
        if (this.#fatal?.who === name && this.#fatal.at === at) throw new Crash();
      },
    });
  }
}

const fresh = (needsSession: boolean): Promise<World> => (needsSession ? World.established() : Promise.resolve(new World()));

test.each(Object.entries(flows).flatMap(([name, flow]) => names.map((who) => [who, name, flow] as const)))(
  '[CR-02] [CR-07] %s dies at any effect of %s: one resumption recovers, or a new handshake where there was no session yet',
  async (who, _name, { needsSession, run }) => {
    const whole = await fresh(needsSession);
    await whole.run(run, null);
    const { length } = whole.boundaries[who];
    expect(length).toBeGreaterThan(1);
    for (let at = 0; at < length; at++) {
      for (const resumes of names) {
        const world = await fresh(needsSession);
        await world.run(run, { who, at });
        expect(world.crashed, `at ${at}`).toBe(true);
        world.restart();
        const id = world.sessionId;
        if (id === null) await world.dial();
        else world.resume(resumes);
        await world.settle();
        const found = world.sessionId ?? '';
        const [a, b] = names.map((name) => world.hosts[name].stored(found)?.group);
        const known = (name: Name, other: Name) => [
          world.hosts[name].stored(found)?.peer.signatureKey,
          world.hosts[other].stored(found)?.group.own.signatureKey,
        ];
        const what = `${who} at ${at}, ${whole.boundaries[who][at]}, then ${resumes} resumes`;
        expect(a?.epoch, what).toBeGreaterThan(0n);
        expect(a?.epochAuthenticator, what).toEqual(b?.epochAuthenticator);
        for (const [here, there] of [known('ida', 'rob'), known('rob', 'ida')]) expect(here, what).toEqual(there);
        expect(
          names.map((name) => world.hosts[name].ends.at(-1)?.connection.status.open),
          what,
        ).toEqual([true, true]);
      }
    }
  },
);
