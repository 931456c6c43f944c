// What is switched on, and the creator's own entries in the header. Puts back what it changed.
import type { Page } from '@playwright/test';

import { arjun, wren } from '../support/people.ts';
import { inHeader } from '../support/steps.ts';
import { expect, takenOver, test, visit } from '../support/test.ts';

const done = (page: Page, text: string) => expect(page.getByRole('status').filter({ hasText: text })).toBeVisible();

test('an entry for everyone and one for an offer, put in order, opened, deleted', async ({ admin: page, learner, javaScriptEnabled, axe, picture, complaints }) => {
  test.setTimeout(120_000);
  complaints.allow(/calendar\.example\.net/, /status of (404|422)/);

  await test.step('create it; what is no https address is refused', async () => {
    await visit(page, '/admin/portal/menus');
    await axe(page);
    await picture(page, 'menus');
    await page.getByRole('link', { name: 'New entry' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('New entry');
    await takenOver(page);
    await axe(page);
    await picture(page, 'menu-new');
    await page.getByLabel('Label in English').fill('Book a talk');
    await page.getByLabel('Label in French').fill('Prendre rendez-vous');
    await page.getByLabel('Address').fill('http://calendar.example.net/');
    await page.getByRole('radio', { name: 'Calendar' }).check();
    await page.getByRole('radio', { name: /^Holders of certain offers/ }).check();
    await page.getByRole('checkbox', { name: 'Workshop Month' }).check();
    await page.getByRole('button', { name: 'Create entry' }).click();
    await expect(page.getByRole('alert')).toContainText('starts with https://');
    await takenOver(page);
    await expect(page.getByLabel('Label in English')).toHaveValue('Book a talk');
    await page.getByLabel('Address').fill('https://calendar.example.net/');
    await page.getByRole('button', { name: 'Create entry' }).click();
    await done(page, 'The entry was created.');
    await takenOver(page);
  });

  await test.step('put it first, by keyboard', async () => {
    const entries = page.getByRole('region', { name: 'Entries in order' }).getByRole('link');
    const n = await entries.count();
    for (let place = n - 1; place > 0; place--) {
      await page.getByRole('button', { name: 'Move Book a talk up' }).focus();
      await page.keyboard.press('Enter');
      await expect(entries.nth(place - 1)).toHaveText('Book a talk');
      await takenOver(page);
    }
  });

  await test.step('who has the offer opens it inside the portal', async () => {
    const theirs = await learner(arjun.email);
    await theirs.context().route('https://calendar.example.net/**', (route) => route.fulfill({ contentType: 'text/html', body: '<p>Pick a day</p>' }));
    await takenOver(theirs);
    await (await inHeader(theirs, 'Book a talk')).click();
    await expect(theirs.getByRole('heading', { level: 1 })).toHaveText('Book a talk');
    await expect(theirs.frameLocator('iframe').getByText('Pick a day')).toBeVisible();
    await takenOver(theirs);
    await axe(theirs);
    await picture(theirs, 'menu-entry');
  });

  await test.step('who has not does not find it', async () => {
    const other = await learner(wren.email);
    await takenOver(other);
    await expect(await inHeader(other, 'Book a talk')).toHaveCount(0);
    await visit(other, '/menu/book-a-talk');
    await expect(other.getByRole('heading', { level: 1 })).toHaveText('This page does not exist');
  });

  await test.step('the portal opens at it', async () => {
    await visit(page, '/admin/portal/modules');
    await axe(page);
    await picture(page, 'modules');
    await page.getByLabel('The portal opens at').selectOption('Book a talk');
    await page.getByRole('button', { name: 'Save' }).click();
    await done(page, 'Saved.');
    const theirs = await learner(arjun.email);
    await expect(theirs).toHaveURL(/\/menu\/book-a-talk$/);
  });

  await test.step('courses switched off are gone, and come back', async () => {
    await visit(page, '/admin/portal/modules');
    await page.getByLabel('The portal opens at').selectOption('Courses');
    await page.getByRole('checkbox', { name: /^Courses/ }).uncheck();
    await page.getByRole('checkbox', { name: /^Communities/ }).uncheck();
    await page.getByRole('button', { name: 'Save' }).click();
    await done(page, 'Saved.');
    const theirs = await learner(wren.email);
    await expect(theirs).toHaveURL(/\/menu\/studio-hours$/);
    await theirs.goto('/courses');
    await expect(theirs.getByRole('heading', { level: 1 })).toHaveText('This page does not exist');
    await visit(page, '/admin/portal/modules');
    await page.getByRole('checkbox', { name: /^Courses/ }).check();
    await page.getByRole('checkbox', { name: /^Communities/ }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await done(page, 'Saved.');
    await theirs.goto('/courses');
    await expect(theirs.getByRole('heading', { level: 1 })).toContainText('Hello');
  });

  await test.step('deleted, after a question', async () => {
    await visit(page, '/admin/portal/menus');
    await page.getByRole('link', { name: 'Book a talk' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Book a talk');
    await takenOver(page);
    await page.getByRole('link', { name: 'Delete entry' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete “Book a talk”?' });
    await expect(dialog).toBeVisible();
    if (javaScriptEnabled) await axe(page);
    await dialog.getByRole('button', { name: 'Delete entry' }).click();
    await done(page, 'The entry was deleted.');
  });
});
