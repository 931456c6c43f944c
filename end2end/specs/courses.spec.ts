// Courses: written, put in order, published, sold in an offer, seen by a learner, deleted.
import type { Locator, Page } from '@playwright/test';

import { png } from '../support/files.ts';
import { dorothea, wren } from '../support/people.ts';
import { expect, takenOver, test, visit } from '../support/test.ts';

const COURSE = 'Glazes without Guesswork';
const LINES = ['## Weigh, then write it down', '', 'A **kiln log** tells you more than a *good memory*.', '', '- silica', '- feldspar'].join('\n');

const status = (page: Page, text: string) => expect(page.getByRole('status').filter({ hasText: text })).toBeVisible();

test('a course from the first word to a learner, and back to nothing', async ({ admin: page, learner, javaScriptEnabled, axe, picture, complaints }) => {
  test.setTimeout(120_000);
  complaints.allow(/status of 404/);
  let address = '';

  await test.step('create it', async () => {
    await visit(page, '/admin/courses/new');
    await axe(page);
    await picture(page, 'course-new');
    address = await createCourse(page, COURSE);
  });

  const outline = page.getByRole('region', { name: 'Outline' });
  await test.step('a category', () => addCategory(page, 'Getting started'));

  await test.step('a lesson with text and a video, seen while it is written', async () => {
    await addLesson(page, address, 'Read the recipe');
    await page.getByLabel('Text').fill(LINES);
    const preview = page.getByRole('region', { name: 'Preview' });
    const heading = preview.getByRole('heading', { name: 'Weigh, then write it down' });
    if (javaScriptEnabled) {
      await expect(heading).toBeVisible();
      await expect(page.getByText('Unsaved changes')).toBeVisible();
    }
    await axe(page);
    await picture(page, 'lesson-edit');
    await page.getByLabel('Video link').fill('https://youtu.be/dQw4w9WgXcQ');
    await page.getByLabel('Minutes').fill('12');
    await page.getByRole('radio', { name: 'Published' }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await status(page, 'Saved.');
    await expect(preview.getByRole('listitem').filter({ hasText: 'feldspar' })).toBeVisible();
    await expect(heading).toBeVisible();
  });

  await test.step('a second one stays a draft and comes first, by keyboard', async () => {
    await addLesson(page, address, 'Not ready yet');
    await visit(page, address);
    const lessons = outline.getByRole('link', { name: /Read the recipe|Not ready yet/ });
    await expect(lessons).toHaveText(['Read the recipe', 'Not ready yet']);
    await outline.getByRole('button', { name: 'Move Not ready yet up' }).focus();
    await page.keyboard.press('Enter');
    await expect(lessons).toHaveText(['Not ready yet', 'Read the recipe']);
    if (javaScriptEnabled) await expect(outline.getByRole('button', { name: 'Move Not ready yet down' })).toBeFocused();
    await axe(page);
    await picture(page, 'course');
  });

  await test.step('a lesson is deleted at the end of its page, after a question', async () => {
    await addLesson(page, address, 'A slip of the pen');
    await page.getByRole('region', { name: 'Delete this lesson' }).getByRole('link', { name: 'Delete lesson' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete “A slip of the pen”?' });
    await axe(page);
    await dialog.getByRole('button', { name: 'Delete lesson' }).click();
    await status(page, 'The lesson was deleted.');
    await expect(outline.getByRole('link', { name: 'A slip of the pen' })).toHaveCount(0);
  });

  await test.step('a cover; what is no picture is refused', async () => {
    const cover = page.getByRole('region', { name: 'Cover' });
    await takenOver(page);
    await cover.getByLabel('Choose a picture').setInputFiles({ name: 'cover.png', mimeType: 'image/png', buffer: Buffer.from('<svg onload="alert(1)"/>') });
    await cover.getByRole('button', { name: 'Upload cover' }).click();
    await expect(page.getByRole('alert')).toContainText('This file cannot be used.');
    await takenOver(page);
    await cover.getByLabel('Choose a picture').setInputFiles({ name: '../cover.png', mimeType: 'image/png', buffer: png(64, 36, [190, 80, 40]) });
    await cover.getByRole('button', { name: 'Upload cover' }).click();
    await status(page, 'The cover was changed.');
    const source = await cover.locator('img').getAttribute('src');
    const answer = await page.request.get(source ?? '');
    expect(answer.headers()['content-type']).toBe('image/jpeg');
  });

  await test.step('publish it', async () => {
    await takenOver(page);
    const details = page.getByRole('region', { name: 'Details' });
    await details.getByLabel('Summary').fill('From a first test tile to a glaze you can repeat.');
    await details.getByRole('radio', { name: 'Published' }).check();
    await details.getByRole('button', { name: 'Save' }).click();
    await status(page, 'Saved.');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Published');
  });

  await test.step('put it into an offer and grant that', async () => {
    await visit(page, '/admin/offers/new');
    await page.getByLabel('Title').fill('Glaze School');
    await page.getByRole('checkbox', { name: COURSE }).check();
    await page.getByRole('radio', { name: 'For good' }).check();
    await page.getByRole('radio', { name: 'Published' }).check();
    await page.getByRole('button', { name: 'Create offer' }).click();
    await status(page, 'The offer was created.');
    await visit(page, `/admin/contacts?q=${encodeURIComponent(dorothea.email)}`);
    await page.getByRole('link', { name: dorothea.name }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText(dorothea.name);
    await takenOver(page);
    await page.getByLabel('Grant an offer').selectOption({ label: 'Glaze School' });
    await page.getByRole('button', { name: 'Grant', exact: true }).click();
    await status(page, 'The offer was granted.');
  });

  await test.step('the learner finds it, and its published lesson only', async () => {
    const visitor = await learner(dorothea.email);
    // The player is not ours, and tests stay in the house.
    await visitor.context().route('https://www.youtube-nocookie.com/**', (route) => route.fulfill({ body: '' }));
    await visitor.getByRole('region', { name: 'Your courses' }).getByRole('link', { name: COURSE }).first().click();
    await expect(visitor.getByRole('heading', { level: 1 })).toHaveText(COURSE);
    await expect(visitor.getByRole('main').getByText('Not ready yet')).toHaveCount(0);
    await visitor.getByRole('main').getByRole('link', { name: /Read the recipe/ }).first().click();
    await expect(visitor.getByRole('heading', { name: 'Weigh, then write it down' })).toBeVisible();
    await expect(visitor.getByTitle('Video: Read the recipe')).toHaveAttribute('src', /^https:\/\/www\.youtube-nocookie\.com\/embed\/dQw4w9WgXcQ/);
    const draft = await visitor.goto(visitor.url().replace('read-the-recipe', 'not-ready-yet'));
    expect(draft?.status()).toBe(404);
  });

  await test.step('delete it, after a question that says what goes', async () => {
    await visit(page, address);
    await page.getByRole('link', { name: 'Delete course' }).click();
    const dialog = page.getByRole('dialog', { name: `Delete “${COURSE}”?` });
    await expect(dialog).toContainText('2 lessons go with it');
    await expect(dialog.getByRole('listitem')).toHaveText('Glaze School');
    await axe(page);
    await dialog.getByRole('button', { name: 'Delete course' }).click();
    await status(page, 'The course was deleted.');
    await expect(page.getByRole('region', { name: 'Courses in order' }).getByText(COURSE)).toHaveCount(0);
    await axe(page);
    await picture(page, 'courses-admin');
  });
});

test('the header leads back to the lesson that was opened last', { tag: '@scripts' }, async ({ learner, axe, picture }) => {
  const page = await learner(wren.email);
  await expect(page).toHaveURL(/\/courses$/);
  await visit(page, '/courses/price-your-work');
  await page.getByRole('region', { name: 'Lessons' }).getByRole('link').first().click();
  await expect(page).toHaveURL(/\/lessons\//);
  const lesson = page.getByRole('article').getByRole('heading', { level: 1 });
  const title = (await lesson.textContent()) ?? '';
  const goOn = page.getByRole('banner').getByRole('link', { name: `Continue: ${title}` });
  await expect(goOn, 'not on its own page').toHaveCount(0);
  await visit(page, '/account');
  // On phones there is no room for it; the way back is the first thing at home.
  if ((page.viewportSize()?.width ?? 0) < 640) return;
  await expect(goOn).toBeVisible();
  await axe(page);
  await picture(page, 'account-go-on');
  await goOn.click();
  await expect(lesson).toHaveText(title);
  await expect(goOn).toHaveCount(0);
});

test('lessons are put in order by keyboard and, with a mouse, by dragging', async ({ admin: page, javaScriptEnabled, isMobile }) => {
  test.setTimeout(90_000);
  const title = 'A Kiln You Can Trust';
  await visit(page, '/admin/courses/new');
  const address = await createCourse(page, title);
  await addCategory(page, 'Getting started');
  for (const lesson of ['Load the shelves', 'Heat slowly', 'Cool even slower']) await addLesson(page, address, lesson);
  await visit(page, address);
  await addCategory(page, 'Afterwards');
  const outline = page.getByRole('region', { name: 'Outline' });
  const link = (name: string) => outline.getByRole('link', { name, exact: true });
  const lessons = outline.getByRole('link', { name: /Load the shelves|Heat slowly|Cool even slower/ }).and(page.locator('[href*="/lessons/"]'));
  const inOrder = (...titles: string[]) => expect(lessons).toHaveText(titles);
  await inOrder('Load the shelves', 'Heat slowly', 'Cool even slower');

  await test.step('by keyboard', async () => {
    const down = outline.getByRole('button', { name: 'Move Load the shelves down' });
    await down.focus();
    await page.keyboard.press('Enter');
    await inOrder('Heat slowly', 'Load the shelves', 'Cool even slower');
    if (javaScriptEnabled) await expect(down, 'the focus goes with it').toBeFocused();
    else await down.focus();
    await page.keyboard.press('Enter');
    await inOrder('Heat slowly', 'Cool even slower', 'Load the shelves');
  });

  await test.step('by dragging', async () => {
    // Without scripts, or on a phone, there is nothing to drag by.
    const grip = (name: string) => outline.locator('.reorder-row').filter({ has: page.getByRole('link', { name, exact: true }) }).locator('.grip');
    if (!javaScriptEnabled || isMobile) return expect(grip('Heat slowly')).toBeHidden();
    await drag(page, grip('Load the shelves'), link('Heat slowly'));
    await inOrder('Load the shelves', 'Heat slowly', 'Cool even slower');
    await drag(page, grip('Load the shelves'), outline.getByText('No lessons in here yet.'));
    await inOrder('Heat slowly', 'Cool even slower', 'Load the shelves');
    const afterwards = outline.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Afterwards' }) });
    await expect(afterwards.getByRole('link', { name: 'Load the shelves', exact: true })).toBeVisible();
    await visit(page, address);
    await expect(afterwards.getByRole('link', { name: 'Load the shelves', exact: true }), 'it stays there').toBeVisible();
  });

  await page.getByRole('link', { name: 'Delete course' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete course' }).click();
  await status(page, 'The course was deleted.');
});

/** With the mouse. A browser asks the place below twice before it lets anything fall there. */
async function drag(page: Page, what: Locator, where: Locator): Promise<void> {
  await what.hover();
  await page.mouse.down();
  await where.hover();
  await where.hover();
  await page.mouse.up();
}

/** On the page for a new course; gives the address of the course. */
async function createCourse(page: Page, title: string): Promise<string> {
  await page.getByLabel('Title').fill(title);
  await page.getByLabel('Language of the course').selectOption({ label: 'English' });
  await page.getByRole('button', { name: 'Create course' }).click();
  await status(page, 'The course was created.');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(title);
  await takenOver(page);
  return new URL(page.url()).pathname;
}

async function addCategory(page: Page, title: string): Promise<void> {
  const outline = page.getByRole('region', { name: 'Outline' });
  await outline.getByLabel('New category').fill(title);
  await outline.getByRole('button', { name: 'Add category' }).click();
  await expect(outline.getByRole('heading', { name: title })).toBeVisible();
}

async function addLesson(page: Page, course: string, title: string): Promise<void> {
  await visit(page, course);
  await page.getByLabel('New lesson in Getting started').fill(title);
  await page.getByRole('button', { name: 'Add lesson' }).click();
  await status(page, 'The lesson was created as a draft.');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(title);
  await takenOver(page);
}
