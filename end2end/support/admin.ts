// Ways of admins that several specs share.
import type { Page } from '@playwright/test';

import { expect, takenOver, visit } from './test.ts';

/** What an admin signs in with. */
export interface Account {
  email: string;
  password: string;
}

/** Signs in; with `code` when it is asked for. */
export async function signIn(page: Page, { email, password }: Account, code?: string): Promise<void> {
  await visit(page, '/admin/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  if (code === undefined) return;
  await expect(page.getByLabel('Code')).toBeVisible();
  await takenOver(page);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByLabel('Code').fill(code);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Finds a contact in the list and opens their page; in any language. */
export async function openContact(page: Page, contact: { name: string; email: string }): Promise<void> {
  await visit(page, `/admin/contacts?q=${encodeURIComponent(contact.email)}`);
  await page.getByRole('link', { name: contact.name }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(contact.name);
  await takenOver(page);
}

/** On a contact's page: ends the access that an offer gives. */
export async function endAccess(page: Page, offer: string): Promise<void> {
  const offers = page.getByRole('region', { name: 'Offers' });
  await offers.getByLabel(`Actions for ${offer}`).click();
  await offers.getByRole('button', { name: 'End now' }).click();
  await expect(offers.getByRole('status')).toContainText('Access has ended.');
  await expect(offers.getByRole('listitem').filter({ hasText: offer })).toContainText('Ended');
  await takenOver(page);
}
