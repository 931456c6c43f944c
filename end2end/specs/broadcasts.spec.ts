// A creator writes to many: writes, looks, tries, sends, pauses and goes on. A learner finds the way out in the mail itself.
import { expect, linkIn, test } from '../support/mail.ts';
import { takenOver, visit } from '../support/test.ts';
import { aonghus, oceane } from '../support/people.ts';
import type { Page } from '@playwright/test';

/** A new draft with an English text, for who has Maker Essentials. */
async function write(page: Page, name: string): Promise<void> {
  await visit(page, '/admin/broadcasts');
  await page.getByRole('link', { name: 'New broadcast' }).click();
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
  await takenOver(page);
  const english = page.getByRole('group', { name: 'English' });
  await english.getByLabel('Subject').fill(`${name} for {{ first_name }}`);
  await english.getByLabel('Text').fill('Hello {{ first_name }},\n\nthere is something new.\n\n[Open my space]({{ login_url }})');
  await page.getByRole('group', { name: 'Have one of these offers' }).getByLabel('Maker Essentials').check();
}

test('a broadcast is written, looked at, tried, sent, paused and goes on', async ({ admin: page, mailbox, portal, axe, picture, visitor, javaScriptEnabled }) => {
  const scripts = javaScriptEnabled ?? true;
  await write(page, 'Spring news');
  const count = page.getByRole('status').filter({ hasText: 'would get it now' });
  if (scripts) {
    const before = await count.textContent();
    await page.getByLabel('Were last on the portal').selectOption({ label: 'Never' });
    await expect(count).not.toHaveText(before ?? '');
    await page.getByLabel('Were last on the portal').selectOption({ label: 'No matter when' });
  }

  // A variable that there is not is refused, with its line; what was typed stays.
  const english = page.getByRole('group', { name: 'English' });
  await english.getByLabel('Text').fill('Hello\n\n{{ frist_name }}');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toContainText('line 3: there is no variable “frist_name”');
  await expect(english.getByLabel('Text')).toHaveValue(/frist_name/);

  // The list of variables is there to read, and with scripts to put in.
  await takenOver(page);
  await english.getByLabel('Text').fill('Hello ');
  await english.getByText('Variables', { exact: true }).click();
  await expect(english.getByText('{{ login_url }}')).toBeVisible();
  if (scripts) {
    await english.getByRole('button', { name: 'Insert {{ first_name }}' }).click();
    await expect(english.getByLabel('Text')).toHaveValue('Hello {{ first_name }}');
  }
  await english.getByLabel('Text').fill('Hello {{ first_name }},\n\nthere is something new.\n\n[Open my space]({{ login_url }})');
  await page.getByRole('button', { name: scripts ? 'Save' : 'Count' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
  await expect(count).toContainText(/\d+ contacts/);
  await takenOver(page);
  await axe(page);
  await picture(page, 'broadcast-draft');

  await page.getByRole('link', { name: 'Preview' }).click();
  const dialog = page.getByRole('dialog');
  if (scripts) {
    await dialog.getByRole('combobox', { name: 'Contact' }).pressSequentially(aonghus.name.slice(0, 7));
    await dialog.getByRole('option', { name: aonghus.name }).click();
  } else {
    await dialog.getByLabel('Contact', { exact: true }).fill(aonghus.email);
    await dialog.getByRole('button', { name: 'Search' }).click();
    await dialog.getByRole('link', { name: aonghus.name }).click();
  }
  await expect(dialog.frameLocator('iframe').getByText('Hello Aonghus,')).toBeVisible();
  await picture(page, 'broadcast-preview');
  await dialog.getByRole('link', { name: 'Close' }).first().click();

  await page.getByRole('button', { name: 'Send me a test (English)' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'The test is on its way' })).toBeVisible();
  const trial = await mailbox.mailTo(portal.admin.email);
  expect(trial.subject).toBe('Spring news for Anna');
  expect(trial.text).not.toContain('/l/');

  await takenOver(page);
  await page.getByRole('link', { name: 'Send now…' }).click();
  await expect(dialog.getByRole('heading')).toContainText(/Send this to \d+ contacts\?/);
  await dialog.getByRole('button', { name: 'Send now' }).click();
  const mail = await mailbox.mailTo(aonghus.email);
  expect(mail.subject).toBe('Spring news for Aonghus');
  expect(mail.headers.get('list')).toMatchObject({ unsubscribe: { url: expect.stringContaining('/unsubscribe/') } });
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Done', { timeout: 1_000 });
  }).toPass();
  await takenOver(page);
  await axe(page);
  await picture(page, 'broadcast-done');
  await page.getByRole('link', { name: 'See the messages' }).click();
  await expect(page.getByRole('row').filter({ hasText: aonghus.name })).toContainText('Spring news for Aonghus');

  const phone = await visitor({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  await phone.goto(linkIn(mail));
  await phone.getByRole('main').getByRole('button').click();
  await expect(phone).toHaveURL(/\/courses$/);

  // The way out, in the mail itself; looking at it changes nothing.
  const out = mail.text?.match(/https?:\/\/\S+\/unsubscribe\/[0-9A-Za-z]+/)?.[0] ?? '';
  const reader = await visitor({ viewport: { width: 390, height: 844 } });
  await reader.goto(out);
  await axe(reader);
  await picture(reader, 'unsubscribe');
  await reader.getByRole('button', { name: 'Turn messages off' }).click();
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText('Messages are off');
  await phone.goto('/account');
  await phone.getByRole('button', { name: 'Turn messages on' }).click();
  await expect(phone.getByRole('button', { name: 'Turn messages off' })).toBeVisible();
});

test('a broadcast is paused and goes on', async ({ admin: page, mailbox, axe, picture }) => {
  await write(page, 'Long news');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
  await takenOver(page);
  const release = mailbox.hold();
  try {
    await page.getByRole('link', { name: 'Send now…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send now' }).click();
    const heading = page.getByRole('heading', { level: 1 });
    await expect(heading).toContainText('Being sent');
    await takenOver(page);
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect(heading).toContainText('Paused');
    await takenOver(page);
    await axe(page);
    await picture(page, 'broadcast-paused');
    await page.getByRole('link', { name: 'Stop…' }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect(heading).toContainText('Being sent');
    release();
    await expect(async () => {
      await page.reload();
      await expect(heading).toContainText('Done', { timeout: 1_000 });
    }).toPass();
  } finally {
    release();
  }
});

test('a broadcast waits for its time, and can be taken back', async ({ admin: page, axe, picture }) => {
  await write(page, 'Later news');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
  await takenOver(page);
  await page.getByLabel('Or at a time of your choice').fill('2099-01-01T09:00');
  await page.getByRole('button', { name: 'Schedule' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Scheduled');
  await expect(page.getByText('It begins by itself on 1 January 2099, 09:00')).toBeVisible();
  await takenOver(page);
  await axe(page);
  await picture(page, 'broadcast-scheduled');
  await page.getByRole('button', { name: 'Back to draft' }).click();
  await takenOver(page);
  await page.getByRole('link', { name: 'Delete draft' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete draft' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'The draft was deleted.' })).toBeVisible();
});

test('a learner turns messages off on their account', async ({ learner }) => {
  const page = await learner(oceane.email);
  await page.goto('/account');
  await page.getByRole('button', { name: 'Ne plus recevoir de messages' }).click();
  await expect(page.getByRole('button', { name: 'Recevoir les messages' })).toBeVisible();
});
