import { markdownReport } from '#shared/report/report.ts';
import { ruleText } from '../../../format/rule-words.ts';
import { texts } from '../texts.ts';
import type { ExportFormat } from './format.ts';
import { readRecording } from './read-recording.ts';
import { reportTexts, wordedFile } from './worded.ts';

/** A report for people, as Markdown. */
export const report: ExportFormat = {
  id: 'report',
  group: 'recording',
  ...texts.formats.report,
  safe: true,
  offered: () => true,
  make: async (source, safe) => {
    const file = await readRecording(source, safe);
    if (!file.ok) return file;
    const [app, rules] = await Promise.all([source.bridge.request('app', {}), source.bridge.request('rules', {})]);
    const words = {
      suites: app.ok ? app.value.suites : [],
      rules: rules.ok ? rules.value.map((rule) => ({ ...rule, text: ruleText(rule) })) : [],
      iso: (at: number) => new Date(at).toISOString(),
      texts: reportTexts,
    };
    const content = new Blob([markdownReport(wordedFile(file.value), words)], { type: 'text/markdown;charset=utf-8' });
    return { ok: true, value: { name: `connection-report${safe ? '-safe' : ''}.md`, content } };
  },
};
