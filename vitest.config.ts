import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // States of the interface are modules with runes.
  plugins: [svelte()],
  test: {
    include: ['src-*/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/e2e/**', 'test/electron/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A state that is waited for comes late on a machine with much else to do.
    expect: { poll: { timeout: 30_000 } },
    pool: 'forks',
    // One for each core: by default a machine with two would have one idle.
    maxWorkers: '100%',
  },
});
