import { type Bytes, equal } from '#engine/bytes.ts';
import type { KeyStep } from '#engine/index.ts';
import type { Derivation } from './derivation-witness.ts';

/**
 * The values of an epoch's key schedule, found among what a laboratory derived: its root by the GroupContext that it is bound to, what
 * came before by where the root came from, what follows by secret and label. RFC 9420 §8, RFC 8446 §7.3.
 *
 * @param seen newest first
 * @returns by the id of the step; what this side did not derive itself is missing, as before a Welcome
 */
export function scheduleSecrets(steps: readonly KeyStep[], seen: readonly Derivation[], groupContext: Bytes): ReadonlyMap<string, Bytes> {
  const known = new Map<string, Bytes>();
  const bound = (label: string) => seen.find(({ input }) => hasLabel(input, `MLS 1.0 ${label}`) && endsWith(input, groupContext));
  const extracted = (result: Bytes | undefined) => (result === undefined ? undefined : seen.find(({ out }) => equal(out, result)));
  const note = (id: string, value: Bytes | undefined) => value !== undefined && known.set(id, value);

  const epoch = bound('epoch');
  note('epoch_secret', epoch?.out);
  note('member_extract', epoch?.key);
  const member = extracted(epoch?.key);
  note('joiner_secret', member?.key);
  const joiner = bound('joiner');
  note('joiner_extract', joiner?.key);
  note('commit_secret', extracted(joiner?.key)?.input);

  for (const step of steps) if (!known.has(step.id)) note(step.id, follow(step, known, seen));
  return new Map(
    steps.flatMap(({ id, length }) => {
      const value = known.get(id);
      return value === undefined ? [] : [[id, value.subarray(0, length)] as const];
    }),
  );
}

function follow({ secret, label, operation, length }: KeyStep, known: ReadonlyMap<string, Bytes>, seen: readonly Derivation[]): Bytes | undefined {
  const key = secret.kind === 'step' ? known.get(secret.id) : undefined;
  if (key === undefined || label === null) return undefined;
  const full = `${operation === 'HKDF-Expand-Label' ? 'tls13' : 'MLS 1.0'} ${label}`;
  return seen.find((one) => one.out.length >= length && hasLabel(one.input, full) && equal(one.key, key))?.out;
}

/** `struct { uint16 length; opaque label<…>; … }`, with a label shorter than 64 bytes. RFC 8446 §7.1, RFC 9420 §8. */
function hasLabel(input: Bytes, label: string): boolean {
  if (input[2] !== label.length) return false;
  for (let at = 0; at < label.length; at++) if (input[3 + at] !== label.charCodeAt(at)) return false;
  return true;
}

function endsWith(input: Bytes, end: Bytes): boolean {
  return input.length >= end.length && equal(input.subarray(input.length - end.length), end);
}
