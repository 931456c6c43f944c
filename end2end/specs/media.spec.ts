// What a lesson has besides its text: a film with captions, a worksheet, a picture; who gets them, and where one left off.
import { readFile } from 'node:fs/promises';

import type { Locator, Page } from '@playwright/test';

import { png } from '../support/files.ts';
import { edmund, priya } from '../support/people.ts';
import { expect, inBothThemes, takenOver, test, visit } from '../support/test.ts';
import { webm } from '../support/video.ts';

const COURSE = 'Kind and Firm: Customer Care for One';
const SHEET = 'Light diary: window, hour, weather.\n';
const SRT = '1\n00:00:01,000 --> 00:00:04,000\nTurn the table, not the lamp.\n';

const upload = async (page: Page, place: Locator, field: string, name: string, mimeType: string, buffer: Buffer) => {
  const form = place.locator('form').filter({ has: page.getByLabel(field) });
  await form.getByLabel(field).setInputFiles({ name, mimeType, buffer });
  await form.getByRole('button', { name: 'Upload' }).click();
};

test('an admin gives a lesson a film, a worksheet and a picture; a learner gets them and nobody else', async ({ admin: page, learner, javaScriptEnabled, axe, picture, complaints }) => {
  test.setTimeout(120_000);
  complaints.allow(/status of (404|422)/);
  let film = '';
  let address = '';
  const region = (name: string) => page.getByRole('region', { name, exact: true });

  await test.step('the lesson', async () => {
    await visit(page, '/admin/courses');
    await page.getByRole('main').getByRole('link', { name: COURSE }).first().click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText(COURSE);
    await page.getByRole('region', { name: 'Outline' }).getByRole('link').and(page.locator('[href*="/lessons/"]')).first().click();
    await expect(region('Uploaded video')).toBeVisible();
    await takenOver(page);
    address = await page.getByRole('link', { name: /^View as a learner/ }).getAttribute('href') ?? '';
  });

  await test.step('a worksheet; what is none is refused', async () => {
    const downloads = region('Files to download');
    await upload(page, downloads, 'Choose a file', 'diary.pdf', 'application/pdf', Buffer.from('<script>alert(1)</script>'));
    await expect(page.getByRole('alert')).toContainText('is not what its name says');
    await takenOver(page);
    await upload(page, downloads, 'Choose a file', 'light-diary.txt', 'text/plain', Buffer.from(SHEET));
    await expect(page.getByRole('status').filter({ hasText: 'The file was added.' })).toBeVisible();
    await expect(downloads.getByRole('link', { name: 'light-diary.txt' })).toBeVisible();
  });

  await test.step('a film and its captions', async () => {
    await takenOver(page);
    const video = region('Uploaded video');
    await upload(page, video, 'Choose a video', 'window.webm', 'video/webm', webm(60));
    await expect(video.getByRole('link', { name: 'window.webm' })).toBeVisible();
    await takenOver(page);
    await upload(page, video, 'Choose a captions file', 'window.srt', 'application/x-subrip', Buffer.from(SRT));
    await expect(video.getByRole('listitem').filter({ hasText: 'English' })).toContainText('window.srt');
    await takenOver(page);
    await video.getByRole('checkbox', { name: 'Complete the lesson when its video ends' }).check();
    await video.getByRole('button', { name: 'Save' }).click();
    await takenOver(page);
    await inBothThemes(page, axe);
    await picture(page, 'lesson-files');
  });

  await test.step('a picture goes into the text, where the cursor is', async () => {
    const pictures = region('Pictures');
    if (javaScriptEnabled) await page.getByLabel('Text').fill('Before. ');
    await upload(page, pictures, 'Choose a picture', 'table.png', 'image/png', png(64, 36, [200, 190, 150]));
    await expect(pictures.getByText(/^!\[table\]\(\/files\/lessons\/\w+\)$/)).toBeVisible();
    if (!javaScriptEnabled) return;
    await expect(page.getByLabel('Text'), 'what was typed is still there').toHaveValue(/Before\..*!\[table\]\(\/files\/lessons\/\w+\)|!\[table\]\(\/files\/lessons\/\w+\).*Before\./);
    await expect(page.getByRole('region', { name: 'Preview' }).getByRole('img', { name: 'table' })).toBeVisible();
    await expect(page.getByText('Unsaved changes')).toBeVisible();
  });

  const reader = await learner(priya.email);
  await expect(reader).toHaveURL(/\/courses$/);
  await test.step('the learner downloads the worksheet and sees the film', async () => {
    await visit(reader, address);
    await inBothThemes(reader, axe);
    await picture(reader, 'lesson-media');
    const [download] = await Promise.all([reader.waitForEvent('download'), reader.getByRole('link', { name: /light-diary\.txt/ }).click()]);
    expect(download.suggestedFilename()).toBe('light-diary.txt');
    expect(await readFile(await download.path(), 'utf8')).toBe(SHEET);
    const video = reader.locator('video');
    await expect(video).toHaveAttribute('src', /^\/files\/lessons\/\w+$/);
    film = await video.getAttribute('src') ?? '';
    await expect(video.locator('track')).toHaveAttribute('srclang', 'en');
    const part = await reader.request.get(film, { headers: { range: 'bytes=0-3' } });
    expect([part.status(), (await part.body()).toString('hex')]).toEqual([206, '1a45dfa3']);
  });

  if (javaScriptEnabled) {
    await test.step('and goes on with it on another device, where they left off', async () => {
      await reader.locator('video').evaluate(async (video: HTMLVideoElement) => {
        if (video.readyState === 0) await new Promise((ready) => video.addEventListener('loadedmetadata', ready, { once: true }));
        video.currentTime = 42;
      });
      const elsewhere = await learner(priya.email);
      await expect(elsewhere).toHaveURL(/\/courses$/);
      await expect(async () => {
        await visit(elsewhere, address);
        await expect(elsewhere.locator('video')).toHaveAttribute('src', `${film}#t=42`, { timeout: 200 });
      }).toPass();
      await expect.poll(() => elsewhere.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime)).toBeCloseTo(42, 0);
    });

    await test.step('its end completes the lesson, and the next one is named', async () => {
      await reader.locator('video').evaluate((video: HTMLVideoElement) => {
        video.muted = true;
        video.currentTime = 59.8;
        return video.play();
      });
      await expect(reader.getByRole('button', { name: 'Completed' })).toBeVisible();
      await expect(reader.getByRole('region', { name: 'Next up' }).getByRole('link')).toBeVisible();
      await inBothThemes(reader, axe);
      await picture(reader, 'lesson-next-up');
    });
  }

  await test.step('to somebody else none of it is there', async () => {
    const stranger = await learner(edmund.email);
    await expect(stranger).toHaveURL(/\/courses$/);
    expect((await stranger.request.get(film)).status()).toBe(404);
    expect((await stranger.request.get(film.replace(/\w+$/, 'f'.repeat(32)))).status()).toBe(404);
  });

  await test.step('removed, after a question, it is gone for everybody', async () => {
    // The text with the picture was never saved.
    page.once('dialog', (dialog) => dialog.accept());
    await visit(page, page.url().split('?')[0] ?? '');
    for (const [place, name] of [['Files to download', 'light-diary.txt'], ['Pictures', 'table.png'], ['Uploaded video', 'window.srt'], ['Uploaded video', 'window.webm']] as const) {
      const row = region(place).getByRole('listitem').filter({ hasText: name });
      await row.getByLabel(`Remove ${name}`).click();
      await row.getByRole('button', { name: 'Remove for good' }).click();
      await expect(region(place).getByRole('link', { name })).toHaveCount(0);
      await takenOver(page);
    }
    expect((await reader.request.get(film)).status()).toBe(404);
  });
});

test('the demo’s lessons have something to download, and callouts', async ({ learner, axe, picture }) => {
  const page = await learner(priya.email);
  await expect(page).toHaveURL(/\/courses$/);
  await visit(page, '/courses/price-your-work/lessons/find-your-floor');
  await expect(page.getByRole('region', { name: 'To download' }).getByRole('link', { name: /price-sheet\.csv/ })).toBeVisible();
  await expect(page.locator('.markdown-alert-tip')).toContainText('The price sheet below');
  await inBothThemes(page, axe);
  await picture(page, 'lesson-callout');
});
