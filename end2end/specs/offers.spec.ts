// Offers: what is in them, who has them and for how long.
import { dorothea, siobhan } from '../support/people.ts';
import { expect, takenOver, test, visit } from '../support/test.ts';

test('an offer of thirty days is made, granted, changed, ended and revoked, and tells its history', async ({ admin: page, axe, picture, complaints }) => {
  complaints.allow(/status of 422/);
  const status = (text: string) => expect(page.getByRole('status').filter({ hasText: text })).toBeVisible();
  const fillIn = async () => {
    await page.getByLabel('Title').fill('Glaze Month');
    await page.getByRole('radio', { name: 'For a number of days' }).check();
    await page.getByLabel('Number of days', { exact: true }).fill('30');
    await page.getByRole('radio', { name: 'Published' }).check();
  };

  await test.step('empty it cannot be published', async () => {
    await visit(page, '/admin/offers/new');
    await axe(page);
    await picture(page, 'offer-new');
    await fillIn();
    await page.getByRole('button', { name: 'Create offer' }).click();
    await expect(page.getByRole('alert')).toContainText('Put at least one course or community into the offer before publishing it.');
    await takenOver(page);
  });

  await test.step('with a course it can', async () => {
    await fillIn();
    await page.getByRole('checkbox', { name: 'Product Photographs by a Window' }).check();
    await page.getByRole('button', { name: 'Create offer' }).click();
    await status('The offer was created.');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Glaze Month');
    await axe(page);
    await picture(page, 'offer');
    await visit(page, '/admin/offers');
    await expect(page.getByRole('row').filter({ hasText: 'Glaze Month' })).toContainText('30 days');
    await axe(page);
    await picture(page, 'offers');
  });

  await visit(page, `/admin/contacts?q=${encodeURIComponent(siobhan.email)}`);
  await page.getByRole('link', { name: siobhan.name }).click();
  const offers = page.getByRole('region', { name: 'Offers' });
  const grants = offers.getByRole('listitem').filter({ hasText: 'Glaze Month' });
  const choose = async (name: string, role: 'button' | 'link' = 'button') => {
    await takenOver(page);
    await grants.first().getByLabel('Actions for Glaze Month').click();
    await grants.first().getByRole(role, { name }).click();
  };
  const grant = async () => {
    await takenOver(page);
    await offers.getByLabel('Grant an offer').selectOption({ label: 'Glaze Month' });
    await offers.getByRole('button', { name: 'Grant' }).click();
    await status('The offer was granted.');
    await expect(grants.filter({ hasText: 'Active' })).toBeVisible();
    await expect(offers.getByLabel('Grant an offer'), 'nothing else is chosen in its place').toHaveValue('');
  };

  await test.step('granted, it lasts thirty days; the last day can be changed', async () => {
    await expect(page.getByRole('heading', { level: 1 })).toContainText(siobhan.name);
    await grant();
    await choose('Change the last day…', 'link');
    const dialog = page.getByRole('dialog', { name: 'Last day of “Glaze Month”' });
    const day = dialog.getByLabel('Last day of access');
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    expect([inDays(29), inDays(30)]).toContain(await day.inputValue());
    await axe(page);
    await day.fill(inDays(60));
    await dialog.getByRole('button', { name: 'Save' }).click();
    await status('The last day was changed.');
    await expect(dialog).toHaveCount(0);
  });

  await test.step('ended, then granted again and revoked', async () => {
    await choose('End now');
    await status('Access has ended.');
    await expect(grants).toContainText('Ended');
    await grant();
    await takenOver(page);
    const running = grants.filter({ hasText: 'Active' });
    await running.getByLabel('Actions for Glaze Month').click();
    await running.getByRole('link', { name: 'Revoke…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Revoke “Glaze Month”?' });
    await expect(dialog).toBeVisible();
    await axe(page);
    await dialog.getByRole('button', { name: 'Revoke the offer' }).click();
    await status('The offer was revoked.');
    await expect(grants.filter({ hasText: 'Revoked' })).toBeVisible();
  });

  await test.step('its page tells who had it and what happened, and it cannot be deleted any more', async () => {
    await grants.first().getByRole('link', { name: 'Glaze Month' }).click();
    await expect(page.getByRole('region', { name: 'Who was granted it' }).getByRole('listitem').filter({ hasText: siobhan.name }).first()).toBeVisible();
    await expect(page.getByRole('region', { name: 'History' })).toContainText('Anna Marron created the offer');
    await expect(page.getByRole('region', { name: 'Delete this offer' })).toContainText('It was granted to contacts, so it stays');
    await expect(page.getByRole('link', { name: 'Delete…' })).toHaveCount(0);
  });
});

test('an offer that nobody was granted can be deleted', async ({ admin: page, axe }) => {
  await visit(page, '/admin/offers/new');
  await page.getByLabel('Title').fill('A passing thought');
  await page.getByRole('radio', { name: 'Draft' }).check();
  await page.getByRole('button', { name: 'Create offer' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'created as a draft' })).toBeVisible();
  await takenOver(page);
  await page.getByRole('link', { name: 'Delete…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete “A passing thought”?' });
  await axe(page);
  await dialog.getByRole('button', { name: 'Delete offer' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'The offer was deleted.' })).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'A passing thought' })).toHaveCount(0);
});

test('a draft cannot be granted', async ({ admin: page }) => {
  await visit(page, `/admin/contacts?q=${encodeURIComponent(dorothea.email)}`);
  await page.getByRole('link', { name: dorothea.name }).click();
  const choices = page.getByRole('region', { name: 'Offers' }).getByLabel('Grant an offer');
  await expect(choices.getByRole('option', { name: 'Workshop Month' })).toBeAttached();
  await expect(choices.getByRole('option', { name: /Marronnier Year/ })).toHaveCount(0);
});
