// Access that is taken away: what the admin is asked first, what the learner sees next, and how they ask for it back.
import { endAccess, openContact, signIn } from '../support/admin.ts';
import { beatrix, MAKER_ESSENTIALS, moira, ruth } from '../support/people.ts';
import { expect, inBothThemes, openLink, takenOver, test, visit } from '../support/test.ts';

test('whose access has ended is told which and why, and asks for it; the request is handled on the dashboard', async ({ learner, admin, axe }) => {
  const page = await learner(ruth.email);
  await expect(page).toHaveURL(/\/courses$/);

  await openContact(admin, ruth);
  await endAccess(admin, 'Maker Essentials');
  const offers = admin.getByRole('region', { name: 'Offers' });
  await offers.getByLabel('Actions for Workshop Month').click();
  await offers.getByRole('link', { name: 'Revoke…' }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Revoke the offer' }).click();
  await expect(offers.getByRole('status')).toContainText('The offer was revoked.');

  await visit(page, '/courses');
  await expect(page.getByRole('heading', { name: 'You have no course at the moment' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Your access has ended.');
  const accesses = page.getByRole('region', { name: 'Your accesses' }).getByRole('listitem');
  await expect(accesses.filter({ hasText: 'Maker Essentials' })).toContainText('Ended');
  await expect(accesses.filter({ hasText: 'Workshop Month' })).toContainText('Taken back');
  await inBothThemes(page, axe);
  const ask = page.getByRole('button', { name: 'Ask for access' });
  await ask.click();
  await expect(page.getByRole('status').filter({ hasText: 'Your trainer has been told' })).toBeVisible();
  await expect(ask).toHaveCount(0);
  await axe(page);

  await visit(admin, '/admin/portal/dashboard');
  const request = admin.getByRole('region', { name: /Requests for access/ }).getByRole('listitem').filter({ hasText: ruth.name });
  await expect(request).toContainText('Asks for access');
  await request.getByRole('button', { name: `Dismiss the request of ${ruth.name}` }).click();
  await expect(admin.getByRole('status').filter({ hasText: 'marked as done' })).toBeVisible();
  await expect(request).toHaveCount(0);
  await visit(page, '/courses');
  await expect(ask, 'one may ask again').toBeVisible();
});

test('one link is revoked: it is dead, everything else of the contact’s lives on', async ({ portal, admin: page, visitor, axe, complaints }) => {
  complaints.allow(/status of 410/);
  const [dead, alive] = [await portal.link(beatrix.email, '--to', 'courses'), await portal.link(beatrix.email, '--to', 'course/price-your-work')];
  const inside = await visitor();
  await openLink(inside, dead);
  await expect(inside).toHaveURL(/\/courses$/);

  await openContact(page, beatrix);
  const links = page.getByRole('region', { name: 'Magic links' });
  await links.getByRole('link', { name: /^Revoke: link to Courses/ }).click();
  const question = page.getByRole('dialog', { name: 'Revoke this link?' });
  await expect(question).toBeVisible();
  await inBothThemes(page, axe);
  await question.getByRole('button', { name: 'Revoke' }).click();
  const dialog = page.getByRole('dialog', { name: 'Generate magic link' });
  await expect(dialog).toContainText('This link does not work.');
  await axe(page);
  await dialog.getByRole('link', { name: 'Close' }).last().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(beatrix.name);
  await expect(links.getByRole('listitem').filter({ hasText: 'Revoked' })).toHaveCount(1);

  const late = await visitor();
  await openLink(late, dead);
  await expect(late.getByRole('heading', { name: 'This link was revoked' })).toBeVisible();
  await inBothThemes(late, axe);
  await openLink(late, alive);
  await expect(late).toHaveURL(/\/courses\/price-your-work$/);
  await visit(inside, '/account');
  await expect(inside.getByRole('main')).toContainText(beatrix.email);
});

test('all access is revoked: links die, the open page leads out, and a new link leads in again', async ({
  portal,
  admin: page,
  learner,
  visitor,
  axe,
  complaints,
}) => {
  complaints.allow(/status of 4(?:01|10)/);
  const inside = await learner(moira.email);
  await expect(inside).toHaveURL(/\/courses$/);
  await takenOver(inside);
  const link = await portal.link(moira.email);

  await openContact(page, moira);
  const revoke = page.getByRole('region', { name: 'Access and deletion' }).getByRole('link', { name: 'Revoke all access' });
  const question = page.getByRole('dialog', { name: 'Revoke all access?' });
  await revoke.click();
  await expect(question).toBeVisible();
  await inBothThemes(page, axe);
  await question.getByRole('link', { name: 'Cancel' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(moira.name);
  await revoke.click();
  await question.getByRole('button', { name: 'Revoke all access' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'all devices were signed out' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Devices' })).toContainText('Not signed in anywhere.');

  await inside.getByRole('region', { name: 'Your courses' }).getByRole('link', { name: MAKER_ESSENTIALS[0] }).click();
  await expect(inside).toHaveURL(/\/sign-in\?next=/);
  await expect(inside.getByRole('status').filter({ hasText: 'Your session has ended.' })).toBeVisible();

  const late = await visitor();
  await openLink(late, link);
  await expect(late.getByRole('heading', { name: 'This link was revoked' })).toBeVisible();
  await openLink(inside, await portal.link(moira.email));
  await expect(inside, 'the offers stay').toHaveURL(/\/courses$/);
});

test('an admin who is removed while a page is open goes no further', async ({ portal, visitor, complaints }) => {
  complaints.allow(/status of 401/);
  const person = { email: 'milo@example.com', password: 'eleven kites above a quay' };
  await portal.cli(['admin', 'create', '--name', 'Milo Trask', person.email], { input: person.password });
  const page = await visitor();
  await signIn(page, person);
  await expect(page).toHaveURL(/\/admin\/portal\/dashboard/);
  await takenOver(page);
  await portal.cli(['admin', 'remove', person.email]);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Contacts' }).click();
  await expect(page).toHaveURL(/\/admin\/sign-in\?next=%2Fadmin%2Fcontacts/);
  await expect(page.getByRole('table', { name: 'Contacts' })).toHaveCount(0);
});
