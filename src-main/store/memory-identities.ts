import { randomUUID } from 'node:crypto';
import { copyOf, equal, toHex } from '#engine/bytes.ts';
import type { SignatureScheme } from '#engine/crypto/suites.ts';
import type { Signer } from '#engine/mls/group.ts';
import type { AuditTable } from './audit/entry.ts';
import { type IdentityAction, identityEntry } from './audit/subjects.ts';
import type { ChainTable } from './credential-tables.ts';
import { ownCredential } from './identity-name.ts';
import type { FormerKey, Identity, IdentityKey, IdentityKeyPair, IdentityTable, OwnKeyUse } from './identity-table.ts';
import type { SessionRow } from './store.ts';
import { StoreError } from './store-error.ts';

/** Identities of a store without files. */
export class MemoryIdentities implements IdentityTable {
  readonly #audit: AuditTable;
  readonly #sessions: () => readonly SessionRow[];
  readonly #chains: Pick<ChainTable, 'chainOf'>;
  readonly #rows = new Map<string, Identity>();
  /** By public key, in hex. */
  readonly #privateKeys = new Map<string, Uint8Array>();

  /** @param sessions and chains of the same store */
  constructor(audit: AuditTable, sessions: () => readonly SessionRow[], chains: Pick<ChainTable, 'chainOf'>) {
    this.#chains = chains;
    this.#audit = audit;
    this.#sessions = sessions;
  }

  list(): readonly Identity[] {
    return [...this.#rows.values()].sort((a, b) => a.createdAt - b.createdAt);
  }

  find(id: string): Identity | null {
    return this.#rows.get(id) ?? null;
  }

  add(name: string, keys: readonly IdentityKeyPair[], now: number): Identity {
    const kept = keys.map((key) => this.#keep(key, now));
    const id = randomUUID();
    this.#rows.set(id, { id, name, createdAt: now, retiredAt: null, destroyedAt: null, keys: kept, formerKeys: [], formerNames: [] });
    this.#audit.append(identityEntry('identity-created', id, kept[0] ?? null, { name, schemes: kept.map(({ scheme }) => scheme) }));
    return this.#required(id);
  }

  addKey(id: string, key: IdentityKeyPair, now: number): void {
    const { keys } = this.#required(id);
    if (keys.some(({ scheme }) => scheme === key.scheme)) throw new StoreError('ALREADY_EXISTS', ['scheme-taken']);
    this.#change(id, { keys: [...keys, this.#keep(key, now)] });
    this.#audit.append(identityEntry('identity-key-added', id, key, { scheme: key.scheme }));
  }

  replaceKey(id: string, key: IdentityKeyPair, now: number): void {
    const { keys, formerKeys } = this.#required(id);
    const old = keys.filter(({ scheme }) => scheme === key.scheme);
    if (old.length === 0) throw new StoreError('NOT_FOUND', ['no-key-to-replace', key.scheme]);
    const made = this.#keep(key, now);
    const present = keys.map((other) => (other.scheme === key.scheme ? made : other));
    this.#change(id, { keys: present, formerKeys: [...formerKeys, ...this.#ended(old, 'rotated', now)] });
    this.#audit.append(identityEntry('identity-key-rotated', id, key, { scheme: key.scheme }));
  }

  signer(id: string, scheme: SignatureScheme): Signer | null {
    const identity = this.find(id);
    const key = identity?.keys.find((candidate) => candidate.scheme === scheme);
    const privateKey = key && this.#privateKeys.get(toHex(key.publicKey));
    if (!identity || !key || !privateKey) return null;
    const credential = ownCredential(identity.name, this.#chains.chainOf(key.publicKey));
    return { credential, scheme, publicKey: new Uint8Array(key.publicKey), privateKey: copyOf(privateKey) };
  }

  rename(id: string, name: string, now: number): void {
    const before = this.#required(id);
    if (before.name === name) return;
    this.#change(id, { name, formerNames: [...before.formerNames, { name: before.name, endedAt: now }] });
    this.#tell('identity-renamed', id);
  }

  retire(id: string, now: number): void {
    if (this.#required(id).retiredAt !== null) return;
    this.#change(id, { retiredAt: now });
    this.#tell('identity-retired', id);
  }

  restore(id: string): void {
    const { retiredAt, destroyedAt } = this.#required(id);
    if (destroyedAt !== null) throw new StoreError('NOT_FOUND', ['keys-destroyed']);
    if (retiredAt === null) return;
    this.#change(id, { retiredAt: null });
    this.#tell('identity-restored', id);
  }

  destroyKeys(id: string, now: number): void {
    const { keys, formerKeys, retiredAt, destroyedAt } = this.#required(id);
    if (destroyedAt !== null) return;
    const former = [...formerKeys, ...this.#ended(keys, 'destroyed', now)];
    this.#change(id, { keys: [], formerKeys: former, retiredAt: retiredAt ?? now, destroyedAt: now });
    this.#audit.append(identityEntry('identity-destroyed', id, keys[0] ?? null, { schemes: keys.map(({ scheme }) => scheme) }));
  }

  sessionsByKey(id: string): readonly OwnKeyUse[] {
    const uses = new Map<string, OwnKeyUse>();
    for (const { identityId, standing, ownKey, ownName } of this.#sessions()) {
      if (identityId !== id || standing === 'suspect') continue;
      const at = `${ownKey === null ? '' : toHex(ownKey)} ${ownName}`;
      uses.set(at, { publicKey: ownKey, name: ownName, sessions: (uses.get(at)?.sessions ?? 0) + 1 });
    }
    return [...uses.values()];
  }

  #required(id: string): Identity {
    const row = this.#rows.get(id);
    if (row === undefined) throw new StoreError('NOT_FOUND', ['no-such', 'identity']);
    return row;
  }

  #change(id: string, changed: Partial<Identity>): void {
    this.#rows.set(id, { ...this.#required(id), ...changed });
  }

  #tell(action: IdentityAction, id: string): void {
    const { name, keys } = this.#required(id);
    this.#audit.append(identityEntry(action, id, keys[0] ?? null, { name }));
  }

  #keep({ scheme, publicKey, privateKey }: IdentityKeyPair, now: number): IdentityKey {
    const taken = [...this.#rows.values()].flatMap(({ keys, formerKeys }) => [...keys, ...formerKeys]);
    if (taken.some((other) => equal(other.publicKey, publicKey))) throw new StoreError('ALREADY_EXISTS', ['key-stored']);
    this.#privateKeys.set(toHex(publicKey), copyOf(privateKey));
    return { scheme, publicKey: new Uint8Array(publicKey), createdAt: now };
  }

  #ended(keys: readonly IdentityKey[], how: FormerKey['how'], now: number): FormerKey[] {
    return keys.map((key) => {
      this.#privateKeys.get(toHex(key.publicKey))?.fill(0);
      this.#privateKeys.delete(toHex(key.publicKey));
      return { ...key, endedAt: now, how };
    });
  }
}
