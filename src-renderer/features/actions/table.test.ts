import { describe, expect, test } from 'vitest';
import type { ConnectionState, ConnectionView } from '#shared/views.ts';
import { shortcuts } from '../shell/shortcuts.ts';
import { connectionActions, obstacleTo, offeredActions } from './table.ts';
import { texts } from './texts.ts';

const peer = { name: 'Bob', fingerprint: { full: '', short: '' }, accepted: 'pinned' } as const;
// the table looks at these fields alone
const connection = (state: ConnectionState, more: Partial<ConnectionView> = {}) =>
  ({
    state,
    profile: 'draft-00',
    writable: state === 'open',
    obstacle: null,
    peer,
    demoPeerId: null,
    laboratory: false,
    direction: 'inbound',
    address: '',
    ...more,
  }) as ConnectionView;
const names = (one: ConnectionView) => offeredActions(one).map(({ name }) => name);

describe('what is offered', () => {
  test('follows the state', () => {
    expect(names(connection('open'))).toEqual(['update', 'rotate', 'check', 'keyPolicy', 'autoResume', 'epochs', 'cut', 'close']);
    expect(names(connection('dormant'))).toEqual(['resume', 'check', 'keyPolicy', 'autoResume', 'epochs', 'close']);
    expect(names(connection('failed', { sessionId: null }))).toEqual(['check', 'keyPolicy', 'epochs', 'remove']);
    expect(names(connection('closed', { sessionId: 'kept' }))).toEqual(['resume', 'check', 'keyPolicy', 'epochs', 'remove']);
    expect(names(connection('closed', { sessionId: 'kept', obstacle: 'Only the peer can dial' }))).not.toContain('resume');
  });

  test('has KeyUpdate in the editor’s copy alone', () => {
    expect(names(connection('open', { profile: 'editor-copy' }))).toContain('keyUpdate');
  });

  test('has faults where the core says that there can be some, but not in a run', () => {
    const offers = (more: Partial<ConnectionView>) => names(connection('open', more)).includes('faults');
    expect((['none', 'next', 'now'] as const).map((faults) => offers({ faults }))).toEqual([true, true, true]);
    expect([offers({ faults: null }), offers({}), offers({ faults: 'now', laboratory: true })]).toEqual([false, false, false]);
    expect(offers({ faults: 'none', laboratory: true, demoPeerId: 'twin' })).toBe(true);
  });

  test('says what is in the way', () => {
    expect(obstacleTo('update', connection('connecting'))).toBe(texts.notWritable);
    expect(obstacleTo('resume', connection('dormant', { obstacle: 'Only the peer can dial' }))).toBe('Only the peer can dial');
    expect(obstacleTo('cut', connection('open'))).toBeNull();
    expect(obstacleTo('check', connection('connecting', { peer: null }))).toBe(texts.nobody);
  });
});

test('the list of shortcuts has every action with its key', () => {
  for (const { name, keys } of connectionActions) expect(shortcuts).toContainEqual(expect.objectContaining({ run: name, keys }));
});
