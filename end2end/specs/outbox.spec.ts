// Without a mail server: messages stay in the Outbox, where they can be read and their links tried.
import { josephine, wren } from '../support/people.ts';
import { pickContact } from '../support/steps.ts';
import { expect, takenOver, test, visit } from '../support/test.ts';

test('a message stays in the Outbox, and its link opens', async ({ admin: page, visitor, axe, picture, javaScriptEnabled }) => {
  await visit(page, '/admin/portal/dashboard');
  await pickContact(page, wren, javaScriptEnabled ?? true);
  await page.getByRole('dialog').getByRole('button', { name: 'Send by e-mail' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Your way into Atelier Marronnier');
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Kept here', { timeout: 1_000 });
  }).toPass();
  await takenOver(page);
  const mail = page.frameLocator('iframe');
  const link = await mail.getByRole('link', { name: 'Open my space' }).getAttribute('href');
  await axe(page);
  await picture(page, 'message-kept');
  await visit(page, '/admin/messages');
  await expect(page.getByText('Messages stay here')).toBeVisible();
  await axe(page);
  await picture(page, 'outbox-kept');

  const learner = await visitor();
  await learner.goto(link ?? '');
  await learner.getByRole('main').getByRole('button').click();
  await expect(learner).toHaveURL(/\/courses$/);
});

test('what somebody asks for on the sign-in page stays too, with its link and without its code', async ({ admin: page, visitor, axe, picture }) => {
  const learner = await visitor();
  await visit(learner, '/sign-in');
  await learner.getByLabel('Your e-mail address').fill(josephine.email);
  await learner.getByRole('button', { name: 'Send me a link' }).click();
  await expect(learner.getByRole('heading', { name: 'Look into your mailbox' })).toBeVisible();

  const row = page.getByRole('row').filter({ hasText: josephine.name });
  await expect(async () => {
    await visit(page, '/admin/messages');
    await expect(row).toContainText('Kept here', { timeout: 1_000 });
  }).toPass();
  await row.getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Sign in to Atelier Marronnier');
  await takenOver(page);
  const mail = page.frameLocator('iframe');
  await expect(mail.getByText('••••••')).toBeVisible();
  await axe(page);
  await picture(page, 'message-sign-in');
  await learner.goto((await mail.getByRole('link', { name: 'Open my space' }).getAttribute('href')) ?? '');
  await learner.getByRole('main').getByRole('button').click();
  await expect(learner).toHaveURL(/\/courses$/);
});
