// Real browser against real server: with scripts and without, on both databases, on a phone and on a desktop.
import { defineConfig, type PlaywrightTestConfig } from '@playwright/test';

import type { Options } from './support/test.ts';

const screens = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1280, height: 800 } },
};

/** What a project leaves out: what it would only repeat. */
function ignored(javaScriptEnabled: boolean, database: string, screen: string): RegExp[] {
  const left: RegExp[] = [];
  // Whole pages are examined by scripts, and look the same on both databases; so does what scripts do, and French.
  if (!javaScriptEnabled || database === 'postgres') left.push(/(pages|french|scripts)\.spec/);
  // How wide the screen is changes nothing in what PostgreSQL is asked.
  if (database === 'postgres' && screen === 'phone') left.push(/(access|account|contacts|courses|learning|media|offers)\.spec/);
  return left;
}

type Config = PlaywrightTestConfig<object, Options>;
const projects: NonNullable<Config['projects']> = [];
for (const javaScriptEnabled of [true, false]) {
  for (const database of ['sqlite', 'postgres'] as const) {
    for (const [screen, device] of Object.entries(screens)) {
      const name = `${javaScriptEnabled ? 'hydrate' : 'no-js'}-${database}-${screen}`;
      projects.push({
        name,
        testIgnore: ignored(javaScriptEnabled, database, screen),
        // What is so tagged, only scripts do: what the browser remembers by itself, say.
        grepInvert: javaScriptEnabled ? [] : /@scripts/,
        use: { ...device, javaScriptEnabled, database },
      });
    }
  }
}

const report = process.env.LATCHKEY_REPORT;

export default defineConfig<object, Options>({
  testDir: 'specs',
  outputDir: 'results',
  reporter: report ? [['list'], ['json', { outputFile: report }]] : [['list']],
  workers: 2,
  fullyParallel: true,
  forbidOnly: !!report,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  projects,
  use: {
    trace: 'off',
    actionTimeout: 10_000,
    navigationTimeout: 30_000,
    locale: 'en-GB',
    // Not the server's time zone: a time that server and browser write differently shows.
    timezoneId: 'America/New_York',
    // A page is examined as it stays, not half way through appearing.
    contextOptions: { reducedMotion: 'reduce' },
    permissions: ['clipboard-read', 'clipboard-write'],
    launchOptions: {
      executablePath: process.env.LATCHKEY_CHROMIUM ?? '/usr/bin/chromium',
      // Chromium's sandbox (off by default here) does not start as root or in most containers; all it opens is our own pages.
      // The rest keeps it from looking for hosts of its maker, which a closed network refuses by the dozen.
      args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
});
