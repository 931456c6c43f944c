// What opens when: a section that waits for a week, seen by its learner; how far learners are; access granted in one click.
import type { Page } from '@playwright/test';

import { openContact } from '../support/admin.ts';
import { fergus, harriet } from '../support/people.ts';
import { expect, inBothThemes, takenOver, test, visit } from '../support/test.ts';

const COURSE = 'Letterpress at Home';
const status = (page: Page, text: string) => expect(page.getByRole('status').filter({ hasText: text })).toBeVisible();

test('a section opens a week after the grant; its learner sees when, and the address of its lesson explains', async ({
  admin: page,
  learner,
  axe,
  picture,
  complaints,
}) => {
  test.setTimeout(150_000);
  complaints.allow(/status of (403|404)/);
  const outline = page.getByRole('region', { name: 'Outline' });
  let address = '';

  await test.step('a course with two sections', async () => {
    await visit(page, '/admin/courses/new');
    await page.getByLabel('Title').fill(COURSE);
    await page.getByLabel('Language of the course').selectOption({ label: 'English' });
    await page.getByRole('button', { name: 'Create course' }).click();
    await status(page, 'The course was created.');
    await takenOver(page);
    address = new URL(page.url()).pathname;
    for (const category of ['Getting started', 'Printing', 'Drying']) await addCategory(page, category);
    await addLesson(page, address, 'Getting started', 'Set your first line', 'Published');
    await addLesson(page, address, 'Printing', 'Ink the rollers', 'Published');
    await addLesson(page, address, 'Getting started', 'The secret of the shop', 'Locked');
    await addLesson(page, address, 'Drying', 'Hang it up', 'Published');
  });

  await test.step('one of them opens after a week, another stands in it', async () => {
    await visit(page, address);
    await outline.getByRole('link', { name: 'Settings of Printing' }).click();
    const dialog = page.getByRole('dialog', { name: 'Settings of Printing' });
    await expect(dialog).toBeVisible();
    await takenOver(page);
    await dialog.getByRole('radio', { name: /^Some days after access was granted/ }).check();
    await dialog.getByLabel('Days', { exact: true }).fill('7');
    await inBothThemes(page, axe);
    await picture(page, 'category-settings');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await status(page, 'The category was changed.');
    await expect(outline.getByRole('heading', { name: /^Printing/ })).toContainText('Opens 7 days after access starts');

    await takenOver(page);
    await outline.getByRole('link', { name: 'Settings of Drying' }).click();
    const drying = page.getByRole('dialog', { name: 'Settings of Drying' });
    await expect(drying).toBeVisible();
    await takenOver(page);
    await drying.getByLabel('Inside category').selectOption({ label: 'Printing' });
    await drying.getByRole('button', { name: 'Save' }).click();
    await status(page, 'The category was changed.');
    const printing = outline.getByRole('listitem').filter({ has: page.getByRole('heading', { name: /^Printing/ }) });
    await expect(printing.getByRole('heading', { name: 'Drying' })).toBeVisible();
    await inBothThemes(page, axe);
    await picture(page, 'course-nested');
  });

  await test.step('published, and granted', async () => {
    await takenOver(page);
    const details = page.getByRole('region', { name: 'Details' });
    await details.getByRole('radio', { name: 'Published' }).check();
    await details.getByRole('button', { name: 'Save' }).click();
    await status(page, 'Saved.');
    await visit(page, '/admin/offers/new');
    await page.getByLabel('Title').fill('Letterpress School');
    await page.getByRole('checkbox', { name: COURSE }).check();
    await page.getByRole('radio', { name: 'For good' }).check();
    await page.getByRole('radio', { name: 'Published' }).check();
    await page.getByRole('button', { name: 'Create offer' }).click();
    await status(page, 'The offer was created.');
    await openContact(page, harriet);
    await page.getByLabel('Grant an offer').selectOption({ label: 'Letterpress School' });
    await page.getByRole('button', { name: 'Grant', exact: true }).click();
    await status(page, 'The offer was granted.');
  });

  await test.step('the learner sees what opens when', async () => {
    const visitor = await learner(harriet.email);
    await expect(visitor).toHaveURL(/\/courses$/);
    await visit(visitor, '/courses/letterpress-at-home');
    const lessons = visitor.getByRole('region', { name: 'Lessons' });
    await expect(lessons.getByRole('listitem').filter({ hasText: 'Ink the rollers' })).toContainText(/opens on \d+ \w+ \d{4}, \d\d:\d\d/);
    await expect(lessons.getByRole('listitem').filter({ hasText: 'The secret of the shop' })).toContainText('Locked');
    await expect(lessons.getByRole('heading', { name: 'Drying', level: 3 })).toBeVisible();
    await expect(lessons.getByRole('link', { name: /Ink the rollers/ })).toHaveCount(0);
    await inBothThemes(visitor, axe);
    await picture(visitor, 'product-dripped');

    const closed = await visitor.goto('/courses/letterpress-at-home/lessons/ink-the-rollers');
    expect(closed?.status()).toBe(403);
    await takenOver(visitor);
    await expect(visitor.getByRole('heading', { name: 'This lesson is not open yet' })).toBeVisible();
    await expect(visitor.getByRole('main')).toContainText(/Opens on \d+ \w+ \d{4}, \d\d:\d\d\./);
    await inBothThemes(visitor, axe);
    await picture(visitor, 'lesson-closed');
    await visitor.getByRole('link', { name: 'Back to the course' }).click();
    await visitor.getByRole('main').getByRole('link', { name: /^Start: Set your first line/ }).click();
    await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('Set your first line');
    await takenOver(visitor);
    await visitor.getByRole('button', { name: 'Mark complete' }).click();
    await expect(visitor.getByRole('button', { name: 'Completed' })).toBeVisible();
    await expect(visitor.getByRole('navigation', { name: 'Lessons' }).getByRole('link', { name: 'Next' }), 'the next one is closed').toHaveCount(0);
  });

  await test.step('the admin sees how far, and resets it after a question', async () => {
    await visit(page, `${address}/progress`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Progress in ${COURSE}`);
    const bars = page.getByRole('region', { name: 'Lessons completed' }).getByRole('listitem');
    await expect(bars.filter({ hasText: 'Set your first line' })).toContainText('1 100%');
    const row = page.getByRole('row').filter({ hasText: harriet.name });
    await expect(row).toContainText('In progress');
    await expect(row).toContainText('1 of 3');
    await inBothThemes(page, axe);
    await picture(page, 'course-progress');
    await page.getByLabel('State').selectOption({ label: 'Completed' });
    await page.getByRole('button', { name: 'Filter' }).click();
    await expect(page.getByRole('heading', { name: 'Nobody matches' })).toBeVisible();
    await page.getByRole('main').getByRole('link', { name: 'Clear all filters' }).first().click();
    await row.getByRole('link', { name: harriet.name }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(harriet.name);
    await takenOver(page);
    await page.getByRole('button', { name: 'Mark complete: Ink the rollers' }).click();
    await status(page, 'The lesson is marked as completed.');
    await inBothThemes(page, axe);
    await picture(page, 'learner-progress');
    await takenOver(page);
    await page.getByRole('link', { name: 'Reset: Set your first line' }).click();
    const question = page.getByRole('dialog', { name: 'Reset “Set your first line”?' });
    await axe(page);
    await question.getByRole('button', { name: 'Reset lesson' }).click();
    await status(page, 'The lesson was reset.');
    await expect(page.getByRole('listitem').filter({ hasText: 'Set your first line' })).toContainText('Not opened');
    await openContact(page, harriet);
    await expect(page.getByRole('region', { name: 'Progress' }).getByRole('listitem').filter({ hasText: COURSE })).toContainText('1 of 3 lessons');
    await axe(page);
  });

  await visit(page, address);
  await page.getByRole('link', { name: 'Delete course' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete course' }).click();
  await status(page, 'The course was deleted.');
});

test('a request for access is granted with one click', async ({ learner, admin: page, axe, picture }) => {
  // Without an offer no link opens: one that was sent while there was one asks again.
  await openContact(page, fergus);
  await page.getByLabel('Grant an offer').selectOption({ label: 'Maker Essentials' });
  await page.getByRole('button', { name: 'Grant', exact: true }).click();
  await status(page, 'The offer was granted.');
  const asking = await learner(fergus.email);
  await expect(asking).toHaveURL(/\/courses$/);
  const offers = page.getByRole('region', { name: 'Offers' });
  await takenOver(page);
  await offers.getByLabel('Actions for Maker Essentials').click();
  await offers.getByRole('button', { name: 'End now' }).click();
  await expect(offers.getByRole('status')).toContainText('Access has ended.');
  await visit(asking, '/courses');
  await asking.getByRole('button', { name: 'Ask for access' }).click();
  await expect(asking.getByRole('status').filter({ hasText: 'Your trainer has been told' })).toBeVisible();

  await visit(page, '/admin/portal/dashboard');
  const request = page.getByRole('region', { name: /Requests for access/ }).getByRole('listitem').filter({ hasText: fergus.name });
  await inBothThemes(page, axe);
  await picture(page, 'dashboard-request');
  await request.getByRole('button', { name: `Grant Maker Essentials to ${fergus.name}` }).click();
  await status(page, 'The offer was granted and the request is closed.');
  await expect(request).toHaveCount(0);
  await axe(page);
  await visit(asking, '/courses');
  await expect(asking.getByRole('region', { name: 'Your courses' })).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'See it, or take it back' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(fergus.name);
});

test('the portal’s days begin in the time zone that is chosen', async ({ admin: page, axe, picture }) => {
  await visit(page, '/admin/portal/settings');
  const card = page.getByRole('region', { name: 'Time zone' });
  await card.getByLabel('Days begin in').selectOption('Europe/Paris');
  await card.getByRole('button', { name: 'Save time zone' }).click();
  await status(page, 'Saved.');
  await expect(card.getByLabel('Days begin in')).toHaveValue('Europe/Paris');
  await axe(page);
  await picture(page, 'settings-time-zone');
  await takenOver(page);
  await card.getByLabel('Days begin in').selectOption('UTC');
  await card.getByRole('button', { name: 'Save time zone' }).click();
  await status(page, 'Saved.');
});

async function addCategory(page: Page, title: string): Promise<void> {
  const outline = page.getByRole('region', { name: 'Outline' });
  await outline.getByLabel('New category').fill(title);
  await outline.getByRole('button', { name: 'Add category' }).click();
  await expect(outline.getByRole('heading', { name: title })).toBeVisible();
}

async function addLesson(page: Page, course: string, category: string, title: string, state: 'Published' | 'Locked'): Promise<void> {
  await visit(page, course);
  const field = page.getByLabel(`New lesson in ${category}`);
  await field.fill(title);
  await field.press('Enter');
  await status(page, 'The lesson was created as a draft.');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(title);
  await takenOver(page);
  await page.getByRole('radio', { name: state }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await status(page, 'Saved.');
}
