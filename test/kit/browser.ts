import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

const EXECUTABLES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = EXECUTABLES.find((file) => existsSync(file));

/** Whether this machine has a browser; in CI a skipped test fails. */
export const hasBrowser = executablePath !== undefined;
export const NO_BROWSER = 'no Chromium is installed';

/** The system's Chromium, headless, with a profile of its own. */
export function ownBrowser(): { open(url: string): Promise<{ page: Page; failures: string[] }> } {
  let context: BrowserContext | undefined;
  const folder = mkdtempSync(path.join(tmpdir(), 'hub-browser-'));
  beforeAll(async () => {
    if (!executablePath) return;
    context = await chromium.launchPersistentContext(folder, {
      executablePath,
      headless: true,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'],
    });
  });
  afterAll(async () => {
    await context?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    /** `failures` collects errors of the page, and requests to anything but its own host. */
    async open(url) {
      if (!context) throw new Error(NO_BROWSER);
      const page = await context.newPage();
      const failures: string[] = [];
      page.on('pageerror', (error) => failures.push(error.message));
      page.on('request', (request) => {
        const target = new URL(request.url());
        if (target.protocol.startsWith('http') && target.host !== new URL(url).host) failures.push(request.url());
      });
      await page.goto(url);
      return { page, failures };
    },
  };
}
