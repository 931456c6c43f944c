// A link reaches its learner by e-mail, over a real mail server; what becomes of each message can be seen.
import { expect, linkIn, test } from '../support/mail.ts';
import { chiara, maelys, rhys, solene } from '../support/people.ts';
import { pickContact } from '../support/steps.ts';
import { takenOver, visit } from '../support/test.ts';

test('a link is sent from the dashboard, arrives, and opens on a phone', async ({ admin: page, mailbox, visitor, axe, picture, javaScriptEnabled }) => {
  await visit(page, '/admin/portal/dashboard');
  await pickContact(page, chiara, javaScriptEnabled ?? true);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Leads to').selectOption({ label: 'Courses' });
  await dialog.getByRole('button', { name: 'Send by e-mail' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Your way into Atelier Marronnier');
  await expect(page.getByRole('status').filter({ hasText: 'The message is written.' })).toBeVisible();
  await takenOver(page);

  const mail = await mailbox.mailTo(chiara.email);
  expect(mail.subject).toBe('Your way into Atelier Marronnier');
  expect(mail.from?.text).toContain('portal@example.com');
  expect(mail.messageId).toContain(new URL(page.url()).pathname.split('/').pop());
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Sent', { timeout: 1_000 });
  }).toPass();
  await takenOver(page);
  await axe(page);
  await picture(page, 'message-sent');

  const phone = await visitor({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  await phone.goto(linkIn(mail));
  await phone.getByRole('main').getByRole('button').click();
  await expect(phone).toHaveURL(/\/courses$/);
});

test('a mail is in its reader’s language, and looks as it should in light and dark', async ({ admin: page, mailbox, portal, visitor, picture, javaScriptEnabled }) => {
  await visit(page, '/admin/portal/dashboard');
  await pickContact(page, maelys, javaScriptEnabled ?? true);
  await page.getByRole('dialog').getByRole('button', { name: 'Send by e-mail' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Votre accès à Atelier Marronnier');
  const mail = await mailbox.mailTo(maelys.email);
  expect(mail.subject).toBe('Votre accès à Atelier Marronnier');
  expect(mail.text).toContain('Aucun mot de passe n’est nécessaire.');

  // As a mail program shows it, apart from the portal.
  const reader = await visitor();
  await reader.route('**/mail', (route) => route.fulfill({ contentType: 'text/html', body: String(mail.html) }));
  await reader.goto(`${portal.url}/mail`);
  await expect(reader.getByRole('link', { name: 'Ouvrir mon espace' })).toHaveAttribute('href', linkIn(mail));
  await picture(reader, 'mail');
});

test('the Outbox lists what was sent, by state and by contact', async ({ admin: page, mailbox, axe, picture, javaScriptEnabled }) => {
  await visit(page, '/admin/portal/dashboard');
  await pickContact(page, rhys, javaScriptEnabled ?? true);
  await page.getByRole('dialog').getByRole('button', { name: 'Send by e-mail' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'The message is written.' })).toBeVisible();
  await mailbox.mailTo(rhys.email);
  await visit(page, '/admin/messages');
  const row = page.getByRole('row').filter({ hasText: rhys.name });
  await expect(row).toContainText(rhys.email);
  await axe(page);
  await picture(page, 'messages');
  await page.getByLabel('State').selectOption({ label: 'Failed' });
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(page.getByRole('heading', { name: 'No message is in this state' })).toBeVisible();
  await page.getByRole('link', { name: 'Clear the filter' }).click();
  await expect(row).toBeVisible();
});

test('who is ticked in the list of contacts is sent their link', async ({ admin: page, mailbox, axe, picture }) => {
  await visit(page, '/admin/contacts?q=solene');
  await page.getByRole('checkbox', { name: `Select ${solene.name}` }).check();
  const selection = page.getByRole('region', { name: 'Selection' });
  await expect(selection).toBeVisible();
  await picture(page, 'contacts-selected');
  await selection.getByRole('button', { name: 'Send login e-mail' }).click();
  await expect(page.getByText('1 e-mail was written.')).toBeVisible();
  await takenOver(page);
  await axe(page);
  const mail = await mailbox.mailTo(solene.email);
  expect(mail.subject).toBe('Votre accès à Atelier Marronnier');
  expect(linkIn(mail)).toContain('/l/');
});
