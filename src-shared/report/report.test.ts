import { describe, expect, test } from 'vitest';
import { recording, recordedRow } from '../../test/support/recordings.ts';
import { escaped } from './markdown.ts';
import { markdownReport } from './report.ts';

const words = {
  iso: (at: number) => new Date(at).toISOString(),
  suites: [{ id: 1, name: 'X25519 and AES-128' }],
  rules: [{ id: 'R-HS', source: 'here', text: 'a | b' }],
};

describe('a report', () => {
  test('tells who, what was agreed, handshakes, epochs and the rules named', () => {
    const report = markdownReport(recording({}, [recordedRow(1, { title: 'client_hello', rules: ['R-HS'] })]), words);
    expect(report).toContain('# Connection with Rob');
    expect(report).toContain('- **Cipher suite:** X25519 and AES\\-128');
    expect(report).toContain('| 1 | 00:00:00.001 | sent | client\\_hello | 3 | none | words | R\\-HS |');
    expect(report).toContain('| 1 | founding | handshake | 1970-01-01 00:00:00.001 UTC |');
    expect(report).toContain('Nothing: no alert');
    expect(report).toContain('| R\\-HS | here | a \\| b |');
  });

  test('tells what went wrong with its code, rule and next step', () => {
    const error = { code: 'BAD_COMMIT', title: 'The commit is bad', next: 'Connect anew.', rule: 'R-UPD', alert: 'decode_error', detail: null };
    const bad = recordedRow(2, { lane: 'alert', title: 'decode_error', bad: true, rules: ['R-ALERT'], direction: 'received' });
    const report = markdownReport(recording({ error }, [bad]), words);
    expect(report).toContain('**The commit is bad** (BAD\\_COMMIT, R\\-UPD, decode\\_error)');
    expect(report).toContain('What to do: Connect anew.');
    expect(report).toContain('- row 2, 00:00:00.002: **decode\\_error** received. words (R\\-ALERT)');
  });

  test('says that faults were on the way on purpose', () => {
    expect(markdownReport(recording({}, []), words)).not.toContain('**Faults:**');
    expect(markdownReport(recording({ faults: 'now' }, []), words)).toContain('- **Faults:** set on purpose');
    expect(markdownReport(recording({}, [recordedRow(1, { lane: 'local', title: 'faults' })]), words)).toContain('- **Faults:** set on purpose');
  });

  test('of a recording that is safe to share names nobody', () => {
    const { head, ...rest } = recording({}, [recordedRow(1)]);
    const report = markdownReport({ ...rest, head: { ...head, safe: true } }, words);
    expect(report).not.toMatch(/Rob|127\.0\.0\.1|FINGER/);
    expect(report).toContain('safe to share');
  });

  test('takes text from a peer as text, whatever it says', () => {
    const peer = { name: '<img src=x>|[a](b)\n# no `x`\u202e', fingerprint: { full: 'A', short: '1' }, accepted: 'pinned' as const };
    const report = markdownReport(recording({ peer }, []), words);
    expect(report).not.toMatch(/(?<!\\)<img|\u202e|^# no|(?<!\\)\[a/m);
    expect(escaped('a|b')).toBe('a\\|b');
  });

  test('of a file whose times no calendar has is still a report', () => {
    const report = markdownReport(recording({ openedAt: Number.MAX_SAFE_INTEGER }, []), words);
    expect(report).toContain(`- **Opened:** ${Number.MAX_SAFE_INTEGER}`);
  });
});
