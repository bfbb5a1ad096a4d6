import { germanBackupWords } from '#shared/words/backups.de.ts';
import { backupWords } from '#shared/words/backups.ts';
import { spoken } from '../../format/language.ts';

/** What backups hold and restoring does, in the language of this page. */
export const backups = spoken(backupWords, germanBackupWords);
