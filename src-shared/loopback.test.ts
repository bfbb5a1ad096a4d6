import { expect, test } from 'vitest';
import { isLoopback } from './loopback.ts';

test('this machine, and nothing that can be another', () => {
  expect(['127.0.0.1', '127.8.9.1', '::1', 'localhost', 'LOCALHOST', '::ffff:127.0.0.1'].filter(isLoopback)).toHaveLength(6);
  const others = ['192.0.2.1', '0.0.0.0', '::', 'fe80::1', '::ffff:192.0.2.1', 'localhost.example', '127.example', '127.0.0.1.example', '127.1', ''];
  expect(others.filter(isLoopback)).toEqual([]);
});
