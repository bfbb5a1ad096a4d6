import type { RecordedRow } from '#shared/contract/recordings.ts';
import { germanPicture } from '#shared/picture/texts.de.ts';
import { texts as englishPicture } from '#shared/picture/texts.ts';
import type { RecordingFile } from '#shared/recording/recording-file.ts';
import { germanReport } from '#shared/report/texts.de.ts';
import { texts as englishReport } from '#shared/report/texts.ts';
import { detailWords, errorWords } from '../../../format/error-words.ts';
import { spoken } from '../../../format/language.ts';
import { rowSummary, rowTitle } from '../../../format/row-words.ts';

/** Reports and pictures are made in the language of this page; recordings are not: programs read them. */
export const pictureTexts = spoken(englishPicture, germanPicture);
export const reportTexts = spoken(englishReport, germanReport);

export function wordedRow(row: RecordedRow): RecordedRow {
  return { ...row, title: rowTitle(row), summary: rowSummary(row) };
}

export function wordedFile(file: RecordingFile): RecordingFile {
  const { connection } = file.head;
  const error = connection.error && { ...connection.error, ...errorWords(connection.error), detail: detailWords(connection.error) };
  return { ...file, head: { ...file.head, connection: { ...connection, error } }, rows: file.rows.map(wordedRow) };
}
