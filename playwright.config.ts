import { defineConfig } from '@playwright/test';

// scripts/run.mjs finds a browser and names it here; without it Playwright uses the one it downloaded.
const executablePath = process.env['CHROMIUM_PATH'];
// Chromium's own sandbox does not start as root.
const root = process.getuid?.() === 0;

export default defineConfig({
  testDir: 'test',
  testMatch: ['e2e/**/*.spec.ts', 'electron/**/*.spec.ts'],
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 120_000,
  use: {
    launchOptions: { ...(executablePath ? { executablePath } : {}), args: root ? ['--no-sandbox'] : [] },
    viewport: { width: 1280, height: 800 },
    trace: 'retain-on-failure',
  },
});
