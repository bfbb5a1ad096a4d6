import type { ExportFormat } from './format.ts';
import { json } from './json.ts';
import { report } from './report.ts';

/** What the export dialog offers, in its order. */
export const formats: readonly ExportFormat[] = [json, report];
