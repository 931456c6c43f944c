// Ways through the portal that many tests share.
import { type Browser, type BrowserContextOptions, expect, type Locator, type Page } from '@playwright/test';

import type { Portal } from './portal.ts';

/** The first admin, and a browser state in which they are signed in. */
export interface Admin {
  name: string;
  email: string;
  password: string;
  state: Exclude<BrowserContextOptions['storageState'], string | undefined>;
}

const FIRST_ADMIN = { name: 'Anna Marron', email: 'anna@example.com', password: 'seven quiet chestnut trees' };

/** Fills in the page behind the one-time set-up link. */
export async function setUp(page: Page, admin: { name: string; email: string; password: string }, again = admin.password): Promise<void> {
  await page.getByLabel('Your name').fill(admin.name);
  await page.getByLabel('E-mail').fill(admin.email);
  await page.getByLabel('Password', { exact: true }).fill(admin.password);
  await page.getByLabel('Password once more').fill(again);
  await page.getByRole('button', { name: 'Create my account' }).click();
}

/** Makes the first admin the way a person does: the printed link, the form, the dashboard. */
export async function signInAsFirstAdmin(browser: Browser, portal: Portal): Promise<Admin> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(portal.setUpLink);
  await setUp(page, FIRST_ADMIN);
  await page.waitForURL('**/admin/portal/dashboard**');
  const state = await context.storageState();
  await context.close();
  return { ...FIRST_ADMIN, state };
}

/** On the dashboard: picks a contact in the dialog *Generate magic link*, as one types, or without scripts page by page. */
export async function pickContact(page: Page, contact: { name: string; email: string }, scripts: boolean): Promise<void> {
  await page.getByRole('link', { name: /^Generate magic link/ }).click();
  const dialog = page.getByRole('dialog');
  if (scripts) {
    const box = dialog.getByRole('combobox', { name: 'Contact' });
    await box.pressSequentially(contact.name.slice(0, 8));
    await dialog.getByRole('option', { name: contact.name }).click();
  } else {
    await dialog.getByLabel('Contact', { exact: true }).fill(contact.email);
    await dialog.getByRole('button', { name: 'Search' }).click();
    await dialog.getByRole('link', { name: contact.name }).click();
  }
}

/** A link of the learners' header: beside the name on a wide screen, in a menu on a phone. */
export async function inHeader(page: Page, name: string): Promise<Locator> {
  await page.waitForLoadState();
  const nav = page.getByRole('navigation', { name: /^(Main|Principal)$/ });
  const link = nav.getByRole('link', { name }).filter({ visible: true });
  const menu = nav.locator('summary').filter({ visible: true });
  await expect(link.or(menu).or(nav.getByRole('link').filter({ visible: true })).first()).toBeVisible();
  if ((await link.count()) === 0 && (await menu.count()) > 0) await menu.click();
  return link;
}
