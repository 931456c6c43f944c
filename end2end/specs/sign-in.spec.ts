// Coming in without a link that works: one types an address, and gets a mail with a link and a code.
import { codeIn, expect, linkIn, test } from '../support/mail.ts';
import { josephine, kwame, oceane, oluwaseun } from '../support/people.ts';
import { openLink, takenOver, visit } from '../support/test.ts';

test('what is asked for on one device is typed on another one', async ({ mailbox, visitor, axe, picture, complaints }) => {
  complaints.allow(/status of 422/);
  const computer = await visitor({ viewport: { width: 1280, height: 800 } });
  await visit(computer, '/sign-in');
  await computer.getByLabel('Your e-mail address').fill(kwame.email);
  await axe(computer);
  await computer.getByRole('button', { name: 'Send me a link' }).click();
  await expect(computer.getByRole('heading', { level: 1 })).toHaveText('Look into your mailbox');
  await expect(computer.getByRole('status')).toContainText(`If ${kwame.email} is known here`);
  await axe(computer);
  await picture(computer, 'sign-in-asked');

  const mail = await mailbox.mailTo(kwame.email);
  const code = codeIn(mail);
  expect(mail.subject).toBe('Sign in to Atelier Marronnier');

  const phone = await visitor({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  await visit(phone, '/sign-in');
  await phone.getByRole('link', { name: 'I have a code' }).click();
  await expect(phone.getByRole('heading', { level: 1 })).toHaveText('Sign in with a code');
  await takenOver(phone);
  await axe(phone);
  await picture(phone, 'sign-in-code');
  const type = async (typed: string) => {
    await phone.getByLabel('Your e-mail address').fill(kwame.email);
    await phone.getByLabel('Code', { exact: true }).fill(typed);
    await phone.getByRole('button', { name: 'Sign in', exact: true }).click();
  };
  await type(code === '000000' ? '111111' : '000000');
  await expect(phone.getByRole('alert')).toContainText('This code does not work for this address');
  await takenOver(phone);
  await expect(phone.getByLabel('Your e-mail address')).toHaveValue(kwame.email);
  await axe(phone);
  await type(`${code.slice(0, 3)} ${code.slice(3)}`);
  await expect(phone).toHaveURL(/\/courses$/);

  await takenOver(computer);
  await computer.getByLabel('Code', { exact: true }).fill(code);
  await computer.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(computer.getByRole('alert')).toContainText('This code does not work for this address');
  await openLink(computer, linkIn(mail));
  await expect(computer).toHaveURL(/\/courses$/);
});

test('a dead link has a fresh one mailed, which leads where it led', async ({ portal, mailbox, visitor, axe, picture, complaints }) => {
  complaints.allow(/status of 410/);
  const dead = await portal.link(oluwaseun.email, '--to', 'course/price-your-work');
  await portal.link(oluwaseun.email, '--regenerate');
  const page = await visitor();
  await openLink(page, dead);
  await expect(page.getByRole('heading', { name: 'This link was replaced by a newer one' })).toBeVisible();
  await page.getByRole('button', { name: 'Send me a fresh link' }).click();
  await expect(page.getByRole('heading', { name: 'Look into your mailbox' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'I have a code' })).toBeVisible();
  await expect(page.locator('body')).not.toContainText(oluwaseun.email);
  await axe(page);
  await picture(page, 'enter-mailed');

  const mail = await mailbox.mailTo(oluwaseun.email);
  expect(mail.subject).toBe('Your fresh link to Atelier Marronnier');
  await openLink(page, linkIn(mail));
  await expect(page).toHaveURL(/\/courses\/price-your-work$/);
});

test('who was stopped at a course and asks for a link comes in there', async ({ mailbox, visitor }) => {
  const page = await visitor();
  await visit(page, '/courses/price-your-work');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel('Your e-mail address').fill(josephine.email);
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await expect(page.getByRole('heading', { name: 'Look into your mailbox' })).toBeVisible();
  await takenOver(page);
  const code = codeIn(await mailbox.mailTo(josephine.email));
  await page.getByLabel('Code', { exact: true }).fill(code);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(/\/courses\/price-your-work$/);
});

test('a French learner asks, is mailed and comes in in French', async ({ mailbox, portal, visitor, axe, picture }) => {
  const page = await visitor({ locale: 'fr-FR' });
  await visit(page, '/sign-in');
  await page.getByLabel('Votre adresse e-mail').fill(oceane.email);
  await page.getByRole('button', { name: 'Envoyez-moi un lien' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Regardez dans votre messagerie');
  await takenOver(page);
  await axe(page);
  const mail = await mailbox.mailTo(oceane.email);
  expect(mail.subject).toBe('Votre connexion à Atelier Marronnier');
  const code = codeIn(mail);

  // As a mail program shows it, apart from the portal.
  const reader = await visitor();
  await reader.route('**/mail', (route) => route.fulfill({ contentType: 'text/html', body: String(mail.html) }));
  await reader.goto(`${portal.url}/mail`);
  await expect(reader.getByText(code, { exact: true })).toBeVisible();
  await picture(reader, 'mail-code');

  await page.getByLabel('Code', { exact: true }).fill(code);
  await page.getByRole('button', { name: 'Se connecter', exact: true }).click();
  await expect(page).toHaveURL(/\/courses$/);
});
