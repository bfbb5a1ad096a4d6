import type { Said } from '../words/said.ts';

/** What is left of a damaged profile. Counts and names of tables, nothing else. */
export interface DamageView {
  /** What was found wrong first, in words. */
  readonly reason: string;
  /** The same by code: `words/details.ts`. */
  readonly reasonSaid?: readonly Said[];
  /** Pages of the database that the disk does not give. */
  readonly unreadablePages: number;
  readonly tables: readonly {
    readonly table: string;
    readonly rows: number;
    /** Read, and in contradiction to others. */
    readonly refused: number;
    /** Rows are missing; nobody can say how many. */
    readonly incomplete: boolean;
  }[];
  readonly identities: { readonly kept: number /** Private keys, of authorities too, that do not open. */; readonly lostKeys: number };
  /** Given out, and of no use any more. */
  readonly keyPackages: { readonly lost: number };
  /** `lost`: only a fresh handshake can replace them. */
  readonly sessions: { readonly kept: number; readonly lost: number };
  /** `header damaged`: what they hold is whole. */
  readonly keySlots: 'sound' | 'header damaged' | 'missing' | 'damaged' | 'of another profile';
}

/** What a repair did, or would do. */
export interface RepairView {
  readonly damage: DamageView;
  readonly done: boolean;
  /** Names of the damaged files that lie beside the new ones now. */
  readonly kept: readonly string[];
}

export interface RepairRequests {
  /** `null`: the profile is sound. Else it is open for reading only. */
  damage(params: Record<string, never>): DamageView | null;
  /** Writes a sound database with what can be read, keeps the damaged one, and opens the profile again. Ends all connections. */
  repair(params: { readonly dryRun: boolean }): RepairView;
}

export const repairChannels: { readonly [M in keyof RepairRequests]: `core:${M}` } = {
  damage: 'core:damage',
  repair: 'core:repair',
};
