import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import { bundledLicences } from './scripts/bundled-licences.ts';

// How long each plugin took is of no interest to whoever starts the app.
const checks = { pluginTimings: false };

const at = (path: string): string => resolve(import.meta.dirname, path);

/** Three bundles from one tree: the main process with its two siblings without a window, the preload script, the interface. */
export default defineConfig({
  main: {
    plugins: [bundledLicences()],
    build: {
      outDir: 'out/main',
      sourcemap: true,
      // Only `dependencies` stay outside the bundle, and that is the native SQLite driver alone.
      externalizeDeps: true,
      rolldownOptions: {
        checks,
        input: { main: at('src-main/main.ts'), daemon: at('src-main/daemon.ts'), cli: at('src-main/cli.ts') },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rolldownOptions: {
        checks,
        input: { preload: at('src-main/preload/preload.ts') },
        // A sandboxed preload script must be one CommonJS file.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src-renderer'),
    build: {
      outDir: 'out/renderer',
      minify: true,
      // The content security policy allows files of our own, not data: scripts or fonts.
      assetsInlineLimit: 0,
      // From disk or loopback one file is quicker than many. Kilobytes, as in test/repository/byte-budget.test.ts, which keeps them.
      chunkSizeWarningLimit: 1_200,
      rolldownOptions: { checks, input: { index: at('src-renderer/index.html') } },
    },
    plugins: [svelte({ configFile: at('svelte.config.js') }), bundledLicences()],
  },
});
