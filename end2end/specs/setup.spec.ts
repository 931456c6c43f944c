// The very beginning: an empty portal, the printed link, the first admin.
import { inFrench } from '../support/french.ts';
import { Portal } from '../support/portal.ts';
import { setUp } from '../support/steps.ts';
import { expect, inBothThemes, takenOver, test, visit } from '../support/test.ts';

const ADMIN = { name: 'Ines Marron', email: 'ines@example.com', password: 'four slow rivers to the sea' };

test('the printed link makes the first admin, once', async ({ database, visitor, axe, picture, complaints }, info) => {
  complaints.allow(/status of 422/);
  const portal = await Portal.start(database, `latchkey_setup_${process.pid}_${info.workerIndex}`);
  try {
    const link = portal.setUpLink;
    const page = await visitor({ baseURL: portal.url });

    await test.step('it speaks the language of its reader', async () => {
      const reader = await visitor({ baseURL: portal.url, locale: 'fr-FR' });
      await visit(reader, link);
      await inFrench(reader, 'Configurez votre portail');
      await axe(reader);
    });

    await test.step('two passwords that differ are refused', async () => {
      await visit(page, link);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await axe(page);
      await picture(page, 'set-up');
      await setUp(page, ADMIN, `${ADMIN.password}!`);
      await expect(page.getByRole('alert')).toContainText('The two passwords differ');
    });

    await test.step('a good one opens the dashboard', async () => {
      await visit(page, link);
      await setUp(page, ADMIN);
      await expect(page).toHaveURL(/\/admin\/portal\/dashboard/);
      await expect(page.getByRole('heading', { level: 1, name: 'Customer portal' })).toBeVisible();
    });

    await test.step('the link is used up, and the dashboard is for admins only', async () => {
      const stranger = await visitor({ baseURL: portal.url });
      await stranger.goto(link);
      await expect(stranger.getByRole('main')).toContainText('used already');
      await takenOver(stranger);
      await inBothThemes(stranger, axe);
      await stranger.goto('/admin/portal/dashboard');
      await expect(stranger).toHaveURL(/\/admin\/sign-in/);
    });
  } finally {
    await portal.stop();
  }
});

test('an admin signs in and out, and the Back button shows nothing of the portal', async ({ portal, visitor, axe, picture, complaints }) => {
  complaints.allow(/status of 422/);
  const page = await visitor();
  await visit(page, '/admin/sign-in');
  await axe(page);
  await picture(page, 'admin-sign-in');
  await page.getByLabel('E-mail').fill(portal.admin.email);
  await page.getByLabel('Password').fill('not this one at all');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('is wrong');

  await page.getByLabel('E-mail').fill(portal.admin.email);
  await page.getByLabel('Password').fill(portal.admin.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/admin\/portal\/dashboard/);
  await takenOver(page);

  await page.getByLabel('Your account').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/admin\/sign-in/);
  await page.goBack();
  await expect(page).toHaveURL(/\/admin\/sign-in\?next=/);
  for (const inside of [portal.admin.name, 'Generate magic link']) await expect(page.locator('body')).not.toContainText(inside);
  await page.goto('/admin/portal/dashboard');
  await expect(page).toHaveURL(/\/admin\/sign-in/);
});
