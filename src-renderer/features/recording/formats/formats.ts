import { captureFormats } from './captures.ts';
import type { ExportFormat } from './format.ts';
import { json } from './json.ts';
import { ladderPng, ladderSvg } from './ladder-picture.ts';
import { report } from './report.ts';
import { timelinePng, timelineSvg } from './timeline-picture.ts';

/** What the export dialog offers, in its order. */
export const formats: readonly ExportFormat[] = [json, report, ladderPng, ladderSvg, timelinePng, timelineSvg, ...captureFormats];
