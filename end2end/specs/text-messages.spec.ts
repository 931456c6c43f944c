// A link reaches its learner by SMS, over a provider that speaks as Twilio does; what becomes of each message can be seen.
import { chiara, declan, thibault } from '../support/people.ts';
import { expect, FROM, linkIn, test } from '../support/sms.ts';
import { pickContact } from '../support/steps.ts';
import { takenOver, visit } from '../support/test.ts';

test('a link is sent by SMS, arrives, and opens on a phone', async ({ admin: page, provider, visitor, axe, picture, javaScriptEnabled }) => {
  await visit(page, '/admin/portal/dashboard');
  await pickContact(page, declan, javaScriptEnabled ?? true);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Leads to').selectOption({ label: 'Courses' });
  await axe(page);
  await picture(page, 'link-dialog-send');
  await dialog.getByRole('button', { name: 'Send by SMS' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Atelier Marronnier: your personal way in');
  await expect(page.getByRole('status').filter({ hasText: 'The message is written.' })).toBeVisible();
  await takenOver(page);

  const sms = await provider.smsTo(declan.phone);
  expect(sms.from).toBe(FROM);
  expect(sms.body).toMatch(/^Atelier Marronnier: your personal way in, good for 7 days: http\S+$/);
  await expect(async () => {
    await page.reload();
    await expect(page.getByText('The SMS provider took it')).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await takenOver(page);
  await expect(page.getByText('sent as 1 SMS')).toBeVisible();
  await expect(page.getByText(declan.phone)).toBeVisible();
  await axe(page);
  await picture(page, 'sms-sent');

  const phone = await visitor({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  await phone.goto(linkIn(sms));
  await phone.getByRole('main').getByRole('button').click();
  await expect(phone).toHaveURL(/\/courses$/);
});

test('who unsubscribed gets none, and the Outbox says so in the provider’s words', async ({ admin: page, provider, javaScriptEnabled }) => {
  provider.refusals.push([400, 21610, 'Attempt to send to unsubscribed recipient']);
  await visit(page, '/admin/portal/dashboard');
  await pickContact(page, thibault, javaScriptEnabled ?? true);
  await page.getByRole('dialog').getByRole('button', { name: 'Send by SMS' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('votre accès personnel');
  await expect(async () => {
    await page.reload();
    await expect(page.getByText('21610 Attempt to send to unsubscribed recipient')).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Failed');
  await visit(page, '/admin/messages');
  await expect(page.getByText('SMS: goes out')).toBeVisible();
});

test('without a number there is no SMS, and Enter makes a link', async ({ admin: page, javaScriptEnabled }) => {
  await visit(page, '/admin/portal/dashboard');
  await pickContact(page, chiara, javaScriptEnabled ?? true);
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Send by SMS' })).toBeDisabled();
  await expect(dialog.getByText('add a phone number')).toBeVisible();
  const pressed = await dialog.getByLabel('Leads to').evaluate((field) => {
    const form = (field as HTMLSelectElement).form;
    return form?.querySelector<HTMLButtonElement>('button:not([form])')?.textContent;
  });
  expect(pressed).toBe('Generate');
});
