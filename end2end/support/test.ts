// What every spec imports: the portal of its worker, actors in fresh browsers, and the checks that always run.
// A console error or warning, or an uncaught exception, anywhere fails the test that caused it.
import { type Browser, type BrowserContext, type BrowserContextOptions, expect, type Page, test as base } from '@playwright/test';
import axeCore, { type RunOptions } from 'axe-core';

import { type Database, Portal } from './portal.ts';
import { signInAsFirstAdmin, type Admin } from './steps.ts';

export { expect } from '@playwright/test';

/** What a project chooses. */
export interface Options {
  database: Database;
}

/** The portal with its first admin, who has come through the set-up page. */
export interface Place extends Portal {
  admin: Admin;
}

interface Actors {
  /** What browsers complained about so far; `allow` what a test provokes on purpose. */
  complaints: Complaints;
  /** A page in a browser that has never been here. */
  visitor: (options?: BrowserContextOptions) => Promise<Page>;
  /** A page in a browser in which the first admin is signed in. */
  admin: Page;
  /** A page in a fresh browser in which a contact has just opened a magic link. */
  learner: (email: string, ...linkOptions: string[]) => Promise<Page>;
  /** Fails on anything in the page that breaks WCAG 2.2 AA. */
  axe: (page: Page) => Promise<void>;
  /** With SCREENSHOTS=1: the whole page, light and dark. */
  picture: (page: Page, name: string) => Promise<void>;
}

/** Chromium's word for a bundle that was still on its way when the person went on to the next page. */
const INTERRUPTED = /Fetch API cannot load \S+\.wasm\. /;

/** WCAG 2.2 AA. */
const AXE: RunOptions = { iframes: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };

class Complaints {
  private readonly found: string[] = [];
  private readonly allowed: RegExp[] = [INTERRUPTED];

  allow(...patterns: RegExp[]): void {
    this.allowed.push(...patterns);
  }

  watch(context: BrowserContext): void {
    context.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type())) return;
      this.found.push(`${message.page()?.url()}: ${message.type()}: ${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => this.found.push(`${error.page()?.url()}: ${error.error().stack}`));
  }

  get unexpected(): string[] {
    return this.found.filter((text) => !this.allowed.some((pattern) => pattern.test(text)));
  }
}

/** Hands a portal over with its first admin, and stops it afterwards. `settings` are more of its environment. */
export async function startPortal(
  database: Database,
  browser: Browser,
  worker: { workerIndex: number },
  settings: NodeJS.ProcessEnv,
  use: (place: Place) => Promise<void>,
): Promise<void> {
  const portal = await Portal.start(database, `latchkey_${process.pid}_${worker.workerIndex}`, settings);
  try {
    await use(Object.assign(portal, { admin: await signInAsFirstAdmin(browser, portal) }));
  } finally {
    await portal.stop();
  }
}

export const test = base.extend<Actors, Options & { portal: Place }>({
  database: ['sqlite', { option: true, scope: 'worker' }],

  portal: [async ({ database, browser }, use, worker) => startPortal(database, browser, worker, {}, use), { scope: 'worker', timeout: 120_000 }],

  baseURL: async ({ portal }, use) => use(portal.url),

  complaints: [
    async ({}, use) => {
      const complaints = new Complaints();
      await use(complaints);
      expect(complaints.unexpected, 'complaints in the browsers’ consoles').toEqual([]);
    },
    { auto: true },
  ],

  context: async ({ context, complaints }, use) => {
    complaints.watch(context);
    await use(context);
  },

  visitor: async ({ browser, complaints }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      complaints.watch(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },

  admin: async ({ portal, visitor }, use) => use(await visitor({ storageState: portal.admin.state })),

  learner: async ({ portal, visitor }, use) =>
    use(async (email, ...linkOptions) => {
      const page = await visitor();
      await openLink(page, await portal.link(email, ...linkOptions));
      await page.waitForURL((url) => url.pathname !== '/enter');
      return page;
    }),

  axe: async ({ javaScriptEnabled }, use) =>
    use(async (page) => {
      // axe needs scripts in the page; the HTML is the same without.
      if (!javaScriptEnabled) return;
      await page.waitForLoadState();
      // What fades in has its colours only at the end. Waiting for it could take for ever: what a closed menu hides never ends by itself.
      await page.evaluate(() => {
        for (const animation of document.getAnimations()) if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
      });
      await page.evaluate(axeCore.source);
      // What is framed is another's page, or a mail, in which nothing runs.
      const violations = await page.evaluate(async (options) => {
        const { axe } = window as unknown as { axe: typeof axeCore };
        return (await axe.run(document, options)).violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html }) => html) }));
      }, AXE);
      const told = violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((html) => `  ${html}`).join('\n')}`);
      expect(told, `accessibility of ${page.url()}`).toEqual([]);
    }),

  picture: async ({}, use, info) =>
    use(async (page, name) => {
      if (process.env.SCREENSHOTS !== '1') return;
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: `screenshots/${info.project.name}/${colorScheme}/${name}.png`, fullPage: true });
      }
      await page.emulateMedia({ colorScheme: null });
    }),
});

/** Goes to a page of the portal and, where scripts run, waits until they have taken over. */
export async function visit(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await takenOver(page);
}

/** Waits until scripts have taken over the page, where they run. */
export async function takenOver(page: Page): Promise<void> {
  if (test.info().project.use.javaScriptEnabled) await expect(page.locator('html[data-hydrated]')).toBeAttached();
}

/** Opens a magic link as a person does, in any language. The tests' browser calls itself automated, so the page waits for its button. */
export async function openLink(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByRole('main').getByRole('button').click();
}

/** Looks at the page in light and in dark. */
export async function inBothThemes(page: Page, look: (page: Page) => Promise<void>): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await look(page);
  }
}
