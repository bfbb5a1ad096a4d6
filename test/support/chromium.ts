import { test } from '@playwright/test';

/** The browser that playwright.config.ts chose, for tests that start one themselves. @returns `undefined` for Playwright's own */
export function chromiumProgram(): string | undefined {
  return test.info().project.use.launchOptions?.executablePath;
}
