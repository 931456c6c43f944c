// Without a mail server: messages stay in the Outbox, where they can be read and their links tried.
import { wren } from '../support/people.ts';
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
