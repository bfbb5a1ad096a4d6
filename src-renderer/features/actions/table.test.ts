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
    expect(names(connection('open'))).toEqual(['update', 'cut', 'close', 'rotate', 'check', 'keyPolicy', 'autoResume', 'epochs']);
    expect(names(connection('dormant'))).toEqual(['resume', 'close', 'check', 'keyPolicy', 'autoResume', 'epochs']);
    expect(names(connection('failed'))).toContain('remove');
  });

  test('has KeyUpdate in the editor’s copy alone', () => {
    expect(names(connection('open', { profile: 'editor-copy' }))).toContain('keyUpdate');
  });

  test('has faults for a demo pair and for what we dial on this machine alone', () => {
    const dialled = (address: string) => names(connection('open', { direction: 'outbound', address })).includes('faults');
    expect(['127.0.0.1:7443', 'localhost:1', '[::1]:7443'].map(dialled)).toEqual([true, true, true]);
    expect(['192.0.2.1:7443', '127.example:1', 'localhost.example:1'].map(dialled)).toEqual([false, false, false]);
    expect(names(connection('open', { direction: 'inbound', address: '127.0.0.1:7443' }))).not.toContain('faults');
    expect(names(connection('open', { direction: 'inbound', demoPeerId: 'twin' }))).toContain('faults');
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
