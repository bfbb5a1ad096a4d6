import { keys0001 } from './0001-keys.ts';
import { keys0002 } from './0002-audit.ts';
import { trace0001 } from './0001-trace.ts';

/** SQL scripts in order; the number of a script is its place, from 1, and becomes `user_version`. */
export type Migrations = readonly string[];

export const keysMigrations: Migrations = [keys0001, keys0002];

export const traceMigrations: Migrations = [trace0001];
