import type Sqlite from 'better-sqlite3';
import { keys0001 } from './0001-keys.ts';
import { keys0002 } from './0002-audit.ts';
import { keys0003 } from './0003-lists.ts';
import { keys0004 } from './0004-trust-policies.ts';
import { keys0005 } from './0005-credentials.ts';
import { keys0006 } from './0006-identity-life.ts';
import { keys0007 } from './0007-key-packages.ts';
import { keys0008 } from './0008-private-key-slots.ts';
import { keys0009 } from './0009-waking-connections.ts';
import { keys0010 } from './0010-look-terms.ts';
import { keys0011 } from './0011-digit-terms.ts';
import { trace0001 } from './0001-trace.ts';

/** SQL, or a function where SQL alone cannot say it. Runs inside a transaction. */
export type Migration = string | ((sqlite: Sqlite.Database) => void);

/** Scripts in order; the number of a script is its place, from 1, and becomes `user_version`. */
export type Migrations = readonly Migration[];

export const keysMigrations: Migrations = [
  keys0001,
  keys0002,
  keys0003,
  keys0004,
  keys0005,
  keys0006,
  keys0007,
  keys0008,
  keys0009,
  keys0010,
  keys0011,
];

export const traceMigrations: Migrations = [trace0001];
