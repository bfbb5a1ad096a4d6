import { describe, expect, test } from 'vitest';
import { recordedConnection, recordedEpoch, recordedRow } from '../../../test/support/recordings.ts';
import { glossary, terms, termsIn, termOfTitle } from './glossary.ts';
import { primerSteps } from './primer.ts';

describe('the glossary', () => {
  test('has a sentence and a source for each term, in order, each term once', () => {
    for (const { term, text, source } of terms) {
      expect(text, term).toMatch(/^[A-Z].*\.$/);
      expect(source, term).toMatch(/^(RFC \d{4}|draft-kohbrok-mls-(tls|two-party-profile)|docs\/PROTOCOL\.md)/);
    }
    expect(new Set(terms.map(({ term }) => term.toLowerCase())).size).toBe(Object.keys(glossary).length);
  });

  test('finds the terms in a sentence, each once, whole words only, and never its own', () => {
    const found = (text: string) => termsIn(text, 'epoch').filter(({ id }) => id !== null);
    expect(found('A record key of an epoch; another record, grouped by cipher suite.')).toEqual([
      { text: 'record key', id: 'record-key', close: '' },
      { text: 'record', id: 'record', close: ',' },
      { text: 'cipher suite', id: 'cipher-suite', close: '.' },
    ]);
    for (const { id, text } of terms)
      expect(
        termsIn(text, id)
          .map((part) => part.text + part.close)
          .join(''),
      ).toBe(text);
  });

  test('knows the messages of the ladder', () => {
    expect(termOfTitle('client_hello')).toBe('client-hello');
    expect(termOfTitle('close_notify')).toBe('close-notify');
    expect(termOfTitle('constructor')).toBeNull();
  });
});

describe('the primer', () => {
  const epochs = [recordedEpoch, { ...recordedEpoch, epoch: '2', by: 'peer' as const, how: 'update' as const }];
  const told = (...rows: Parameters<typeof primerSteps>[2]): readonly string[] =>
    primerSteps(recordedConnection, epochs, rows).map(({ text }) => text);

  test('says who sent what, with the row’s own numbers', () => {
    expect(told(recordedRow(1, { length: 2_712 }))[0]).toBe(
      'You, Ada, opened the connection with 2,712 bytes in clear: a fresh KeyPackage, made for this connection alone and signed. It says: make a group with me.',
    );
    expect(told(recordedRow(1, { direction: 'received', title: 'connection_update', epoch: '1', length: 521 }))[0]).toMatch(
      /^Rob sent a Commit of 521 bytes under the keys of epoch 1/,
    );
    expect(told(recordedRow(1, { title: 'something new' }))[0]).toBe('You, Ada, sent something new, 3 bytes.');
  });

  test('says why an epoch began', () => {
    const began = (epoch: string): string | undefined => told(recordedRow(1, { lane: 'local', direction: null, title: `epoch ${epoch}`, epoch }))[0];
    expect(began('1')).toContain('because the handshake founded the group');
    expect(began('2')).toContain('because Rob made an update');
    expect(began('9')).toContain('because a Commit was applied');
  });

  test('says of the first epoch of a resumption that it only leads on', () => {
    const resumed = ['2', '3'].map((epoch) => ({ ...recordedEpoch, epoch, how: 'resumption' as const, attempt: 2 }));
    const texts = ['2', '3'].map((epoch) => recordedRow(1, { lane: 'local', direction: null, title: `epoch ${epoch}`, epoch }));
    const [first, second] = primerSteps(recordedConnection, [recordedEpoch, ...resumed], texts).map(({ text }) => text);
    expect(first).toContain('records go on under the next epoch');
    expect(second).toContain('Its keys protect the records');
  });

  test('tells data once for each side and key, and a new transport', () => {
    const data = recordedRow(1, { lane: 'record', title: 'application_data', key: 'epoch', epoch: '1' });
    expect(told(data, { ...data, seq: 2 }, { ...data, seq: 3, direction: 'received' })).toHaveLength(2);
    expect(told(data, { ...data, seq: 2, attempt: 2 })).toEqual([expect.any(String), expect.stringContaining('the 2nd'), expect.any(String)]);
  });

  test('explains once why state is stored first', () => {
    const stored = recordedRow(1, { lane: 'local', direction: null, title: 'persisted', summary: 'Epoch 2 is durable.' });
    const [first, second] = told(stored, { ...stored, seq: 2 });
    expect(first).toMatch(/^Epoch 2 is durable: that comes before anything that depends on it is sent/);
    expect(second).toBe('Epoch 2 is durable: first, as before.');
  });

  test('leaves out what is only of interest to engineers', () => {
    expect(
      told(recordedRow(1, { lane: 'machine', title: 'step' }), recordedRow(2, { lane: 'local', direction: null, title: 'key installed' })),
    ).toEqual([]);
  });
});
