// The portal looks as its creator says: a name, a logo, a colour that can be read. Puts back what it changed.
import type { Page } from '@playwright/test';

import { png } from '../support/files.ts';
import { wren } from '../support/people.ts';
import { expect, takenOver, test, visit } from '../support/test.ts';

const done = (page: Page, text: string) => expect(page.getByRole('status').filter({ hasText: text })).toBeVisible();

test('a new name, a logo, a colour that is too pale and the shade that is proposed', async ({ admin: page, learner, visitor, portal, javaScriptEnabled, axe, picture }) => {
  test.setTimeout(120_000);
  let before = '';

  await test.step('the name', async () => {
    await visit(page, '/admin/portal/settings');
    before = await page.getByLabel('Name', { exact: true }).inputValue();
    await page.getByLabel('Name', { exact: true }).fill('Maison Tilleul');
    await page.getByLabel('Description').fill('Courses for people who make things.');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await done(page, 'Saved.');
    await takenOver(page);
  });

  await test.step('a colour that is too pale is answered with the nearest that is not', async () => {
    await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Branding' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Branding');
    await takenOver(page);
    await axe(page);
    await picture(page, 'branding');
    await page.getByLabel('Brand colour', { exact: false }).first().fill('#f5b700');
    if (!javaScriptEnabled) await page.getByRole('button', { name: 'Save', exact: true }).click();
    const proposal = page.getByRole('status').filter({ hasText: 'The nearest shade that will do is' });
    await expect(proposal).toContainText('#f5b700');
    await takenOver(page);
    await axe(page);
    await picture(page, 'branding-proposal');
    await proposal.getByRole('button', { name: /^Use #/ }).click();
    await done(page, 'The colours were changed.');
    await takenOver(page);
    await expect(page.getByLabel('Brand colour').first()).not.toHaveValue('#f5b700');
  });

  await test.step('a logo; what is no picture is refused', async () => {
    const logo = page.getByRole('region', { name: 'Logo' });
    await logo.getByLabel('Choose a logo').setInputFiles({ name: 'logo.svg', mimeType: 'image/png', buffer: Buffer.from('<svg onload="alert(1)"/>') });
    await logo.getByRole('button', { name: 'Upload logo' }).click();
    await expect(page.getByRole('alert')).toContainText('This file cannot be used.');
    await takenOver(page);
    await logo.getByLabel('Choose a logo').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: png(120, 40, [120, 60, 20]) });
    await logo.getByRole('button', { name: 'Upload logo' }).click();
    await done(page, 'The logo was changed.');
    await takenOver(page);
    await expect(logo.getByAltText('What is shown now')).toBeVisible();
    await axe(page);
  });

  await test.step('a learner sees all of it', async () => {
    const theirs = await learner(wren.email);
    await expect(theirs.getByRole('link', { name: 'Maison Tilleul' })).toBeVisible();
    await expect(theirs.locator('header img.logo')).toBeVisible();
    await takenOver(theirs);
    await axe(theirs);
    await picture(theirs, 'branded-courses');
    const stranger = await visitor();
    await stranger.goto(await portal.link(wren.email));
    await expect(stranger.getByText('Maison Tilleul')).toBeVisible();
    await axe(stranger);
    await picture(stranger, 'branded-enter');
  });

  await test.step('everything back', async () => {
    await visit(page, '/admin/portal/branding');
    await page.getByRole('button', { name: 'Remove logo' }).click();
    await done(page, 'The logo was removed.');
    await takenOver(page);
    await page.getByLabel('Brand colour').first().fill('');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await done(page, 'The colours were changed.');
    await visit(page, '/admin/portal/settings');
    await page.getByLabel('Name', { exact: true }).fill(before);
    await page.getByLabel('Description').fill('');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await done(page, 'Saved.');
  });
});

test('@scripts without a connection the portal says so, in both languages', async ({ learner, complaints }) => {
  complaints.allow(/net::ERR_/, /Failed to fetch/);
  const page = await learner(wren.email);
  await takenOver(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  // The worker answers from the next page on.
  await visit(page, '/account');
  await page.context().setOffline(true);
  await page.goto('/courses');
  await expect(page.getByRole('heading', { name: 'You are offline' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Vous êtes hors ligne' })).toBeVisible();
  expect(await page.evaluate(async () => (await (await caches.open((await caches.keys())[0]!)).keys()).map((kept) => new URL(kept.url).pathname))).toEqual(['/offline', '/offline.css']);
  await page.context().setOffline(false);
  await page.getByRole('link', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Wren');
});
