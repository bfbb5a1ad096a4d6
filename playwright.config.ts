import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
/** `CHROMIUM_PATH`, one that is installed, else Playwright's own. */
const executablePath = [process.env['CHROMIUM_PATH'], ...usual].find((path) => path !== undefined && existsSync(path));
/** Chromium refuses to start its sandbox for root, which is who runs tests in containers. */
const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

export default defineConfig({
  testDir: 'test',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  // On a busy machine. What passes only then is named at the end of the run, and is a defect to look for.
  retries: 1,
  forbidOnly: process.env['CI'] !== undefined,
  // A hang guard, not a measurement.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    launchOptions: { args, ...(executablePath ? { executablePath } : {}) },
    viewport: { width: 1280, height: 720 },
    contextOptions: { reducedMotion: 'reduce' },
    permissions: ['clipboard-read', 'clipboard-write'],
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'e2e', testMatch: 'e2e/**/*.spec.ts' },
    { name: 'electron', testMatch: 'electron/**/*.spec.ts' },
  ],
});
