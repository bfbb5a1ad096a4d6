import type { Bytes } from '#engine/bytes.ts';
import type { FaultActionView, FaultRuleView } from '#shared/contract/laboratory.ts';
import { writtenFaultRule } from '#shared/fault-rules.ts';

/** A rule of a fault plan: which records, and what becomes of them. Plain data, as the contract has it. */
export type FaultRule = FaultRuleView;
export type FaultAction = FaultActionView;

/** A record on its way. */
export interface Passing {
  /** The end that opened the transport, or the one that accepted it. */
  readonly from: 'dialler' | 'listener';
  /** Which transport, and which record of its direction, each counted from 1. */
  readonly link: number;
  readonly record: number;
}

/** A plan, and how often each rule has applied. A value: every step gives a new one. */
export interface FaultPlan {
  readonly rules: readonly FaultRule[];
  readonly applied: readonly number[];
}

const noFaults: FaultPlan = { rules: [], applied: [] };

/** The plan that what passes somewhere is judged by now. It can be replaced at any time, also under what passes already. */
export class RunningPlan {
  #plan: FaultPlan = noFaults;
  #written: readonly string[] = [];

  /** Replaces the plan; nothing of the new one has applied yet. */
  set(rules: readonly FaultRule[]): void {
    this.#plan = faultPlan(rules);
    this.#written = rules.map(writtenFaultRule);
  }

  /** From now on everything passes as it is. */
  retire(): void {
    this.set([]);
  }

  get view(): FaultPlan {
    return this.#plan;
  }

  /** The rules as people write them. */
  get written(): readonly string[] {
    return this.#written;
  }

  get empty(): boolean {
    return this.#plan.rules.length === 0;
  }

  /** What becomes of a record. Each is asked about once. */
  decide(passing: Passing): FaultAction | null {
    if (this.empty) return null;
    const { plan, action } = judge(this.#plan, passing);
    this.#plan = plan;
    return action;
  }
}

export function faultPlan(rules: readonly FaultRule[]): FaultPlan {
  return { rules, applied: rules.map(() => 0) };
}

/** What becomes of a record: the first rule that matches and is not used up decides. */
export function judge(plan: FaultPlan, passing: Passing): { readonly plan: FaultPlan; readonly action: FaultAction | null } {
  const at = plan.rules.findIndex((rule, index) => matches(rule, passing) && (rule.times === null || (plan.applied[index] ?? 0) < rule.times));
  const rule = plan.rules[at];
  if (rule === undefined) return { plan, action: null };
  return { plan: { ...plan, applied: plan.applied.map((count, index) => (index === at ? count + 1 : count)) }, action: rule.action };
}

function matches(rule: FaultRule, { from, link, record }: Passing): boolean {
  return (
    (rule.from === 'both' || rule.from === from) && (rule.link === null || rule.link === link) && (rule.record === null || rule.record === record)
  );
}

/** A copy with one bit changed. @param at byte, from the end when negative; outside the record it is the nearest byte */
export function flipped(bytes: Bytes, at: number, bit: number): Bytes {
  const changed = bytes.slice();
  if (changed.length === 0) return changed;
  const index = Math.min(changed.length - 1, Math.max(0, at < 0 ? changed.length + at : at));
  changed[index] = (changed[index] ?? 0) ^ (1 << bit);
  return changed;
}

/** A record that comes again, or late, after others of its direction have passed. */
export interface Kept<T> {
  readonly item: T;
  readonly after: number;
}

/** One more has passed. @returns what still waits, and what comes now */
export function passed<T>(kept: readonly Kept<T>[]): { readonly kept: readonly Kept<T>[]; readonly due: readonly T[] } {
  const closer = kept.map(({ item, after }) => ({ item, after: after - 1 }));
  return { kept: closer.filter(({ after }) => after > 0), due: closer.filter(({ after }) => after <= 0).map(({ item }) => item) };
}
