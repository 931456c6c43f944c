// One's own account: an admin's password and second step, a learner's devices, language and theme; and the audit log.
import type { Page } from '@playwright/test';

import { signIn } from '../support/admin.ts';
import { tabitha, zoe } from '../support/people.ts';
import { expect, inBothThemes, takenOver, test, visit } from '../support/test.ts';
import { totp } from '../support/totp.ts';

const isIn = (page: Page) => expect(page).toHaveURL(/\/admin\/portal\/dashboard/);
const status = (page: Page, text: string) => expect(page.getByRole('status').filter({ hasText: text })).toBeVisible();

test('two-step sign-in: turned on with an app, used with a code and a recovery code, turned off', async ({ portal, visitor, axe, picture, complaints }) => {
  test.setTimeout(90_000);
  complaints.allow(/status of 422/);
  const person = { email: 'theo@example.com', password: 'nine brass keys on a nail' };
  await portal.cli(['admin', 'create', '--name', 'Theo Vance', person.email], { input: person.password });
  const page = await visitor();
  await signIn(page, person);
  await isIn(page);

  await visit(page, '/admin/account');
  await axe(page);
  await picture(page, 'admin-account');
  const before = await visitor();
  await signIn(before, person);
  await isIn(before);
  await page.getByRole('link', { name: 'Turn on two-step sign-in…' }).click();
  const proof = page.getByRole('dialog', { name: 'Turn on two-step sign-in' });
  await axe(page);
  await proof.getByLabel('Current password').fill('eight tin keys on a nail');
  await proof.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('alert')).toContainText('The current password is wrong');
  await takenOver(page);
  await proof.getByLabel('Current password').fill(person.password);
  await proof.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { name: 'Scan this with an authenticator app' })).toBeVisible();
  await takenOver(page);
  await axe(page);
  const secret = await page.getByRole('region', { name: 'Two-step sign-in' }).locator('dd code').innerText();
  await page.getByLabel('Six digits from the app').fill('000000');
  await page.getByRole('button', { name: 'Turn on' }).click();
  await expect(page.getByRole('alert')).toContainText('This code is wrong');
  await takenOver(page);
  await page.getByLabel('Six digits from the app').fill(totp(secret));
  await page.getByRole('button', { name: 'Turn on' }).click();

  const codes = page.getByRole('region', { name: 'Your recovery codes' });
  await expect(codes).toBeVisible();
  const [first = ''] = (await codes.locator('code').innerText()).trim().split('\n');
  await takenOver(page);
  await axe(page);
  await picture(page, 'recovery-codes');
  await codes.getByRole('button', { name: 'I have kept them' }).click();
  await expect(codes).toHaveCount(0);
  await visit(page, '/admin/account');
  await expect(codes, 'they are shown once').toHaveCount(0);
  await expect(page.getByText('10 recovery codes are left.')).toBeVisible();

  await test.step('what was opened with the password alone is signed out', async () => {
    await before.goto('/admin/contacts');
    await expect(before).toHaveURL(/\/admin\/sign-in/);
  });

  await test.step('the password alone, or with a code that was used, opens nothing', async () => {
    const other = await visitor();
    await signIn(other, person, totp(secret, -1));
    await expect(other.getByRole('alert')).toContainText('is wrong');
    await expect(other).toHaveURL(/\/admin\/sign-in/);
  });

  await test.step('with the next code, or a recovery code, it does', async () => {
    const other = await visitor();
    await signIn(other, person, totp(secret, 1));
    await isIn(other);
    const third = await visitor();
    await signIn(third, person, first.toUpperCase());
    await isIn(third);
    await visit(third, '/admin/account');
    await expect(third.getByText('9 recovery codes are left.')).toBeVisible();
  });

  await test.step('new recovery codes take the place of the old ones', async () => {
    await visit(page, '/admin/account');
    await page.getByRole('link', { name: 'New recovery codes…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Make new recovery codes' });
    await expect(dialog).toContainText('The codes you have now will stop working.');
    await inBothThemes(page, axe);
    await dialog.getByLabel('Current password').fill(person.password);
    await dialog.getByRole('button', { name: 'Make new codes' }).click();
    await expect(codes).toBeVisible();
    await expect(codes.locator('code')).not.toContainText(first);
    await takenOver(page);
    await codes.getByRole('button', { name: 'I have kept them' }).click();
    await expect(page.getByText('10 recovery codes are left.')).toBeVisible();
  });

  await test.step('turned off with the password', async () => {
    await visit(page, '/admin/account');
    await page.getByRole('link', { name: 'Turn off…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Turn off two-step sign-in' });
    await axe(page);
    await dialog.getByLabel('Current password').fill(person.password);
    await dialog.getByRole('button', { name: 'Turn off' }).click();
    await status(page, 'Two-step sign-in is off.');
  });
});

test('a new password signs the other devices out, and the audit log tells', async ({ portal, visitor, axe, picture, complaints }) => {
  complaints.allow(/status of 422/);
  const person = { email: 'vera@example.com', password: 'a lamp in every window' };
  const next = { ...person, password: 'twelve geese over the lake' };
  await portal.cli(['admin', 'create', '--name', 'Vera Quill', person.email], { input: person.password });
  const [here, there] = [await visitor(), await visitor()];
  for (const page of [here, there]) {
    await signIn(page, person);
    await isIn(page);
  }
  await visit(here, '/admin/account');
  await here.getByLabel('Current password').fill(person.password);
  await here.getByLabel('New password', { exact: true }).fill(next.password);
  await here.getByLabel('New password once more').fill(next.password);
  await here.getByRole('button', { name: 'Change password' }).click();
  await status(here, 'Your password is changed.');
  await there.goto('/admin/contacts');
  await expect(there).toHaveURL(/\/admin\/sign-in/);
  await signIn(there, person);
  await expect(there.getByRole('alert')).toContainText('is wrong');
  await signIn(there, next);
  await isIn(there);

  await visit(here, '/admin/audit');
  await axe(here);
  await picture(here, 'audit');
  const rows = here.getByRole('table', { name: 'Audit log' }).getByRole('row').filter({ has: here.getByRole('cell') });
  const search = here.getByRole('search');
  await search.getByLabel('What', { exact: true }).selectOption({ label: 'Password changed' });
  await search.getByLabel('Who', { exact: true }).selectOption({ label: 'Vera Quill' });
  await search.getByRole('button', { name: 'Filter' }).click();
  await expect(here).toHaveURL(/action=/);
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('Vera Quill');
  await takenOver(here);
  await search.getByLabel('From', { exact: true }).fill('2020-01-01');
  await search.getByLabel('To', { exact: true }).fill('2020-01-02');
  await search.getByRole('button', { name: 'Filter' }).click();
  await expect(here.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
  await axe(here);
  await here.getByRole('link', { name: 'Clear all filters' }).click();
  await expect(rows).not.toHaveCount(0);
});

test('a learner signs one device out, then all of them', async ({ learner, axe, picture }) => {
  const [here, there] = [await learner(tabitha.email), await learner(tabitha.email)];
  await expect(there).toHaveURL(/\/courses$/);
  await expect(here).toHaveURL(/\/courses$/);
  await visit(here, '/account');
  await axe(here);
  await picture(here, 'account');
  await here.getByRole('button', { name: /^Sign out .+/ }).first().click();
  await status(here, 'The device is signed out.');
  await there.goto('/courses');
  await expect(there).toHaveURL(/\/sign-in/);

  const last = await learner(tabitha.email);
  await expect(last).toHaveURL(/\/courses$/);
  await visit(here, '/account');
  await here.getByRole('link', { name: 'Sign out everywhere' }).click();
  const dialog = here.getByRole('dialog', { name: 'Sign out everywhere?' });
  await axe(here);
  await dialog.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(here).toHaveURL(/\/sign-in/);
  await last.goto('/account');
  await expect(last).toHaveURL(/\/sign-in/);
});

test('language and theme are chosen for this device, and stay', async ({ learner, axe, picture }) => {
  const page = await learner(zoe.email);
  await expect(page).toHaveURL(/\/courses$/);
  await visit(page, '/account');
  const main = page.getByRole('main');
  await main.getByRole('button', { name: 'Français' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Mon compte');
  await takenOver(page);
  await main.getByRole('button', { name: 'Sombre' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await takenOver(page);
  await axe(page);
  await picture(page, 'account-fr');
  await visit(page, '/courses');
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await visit(page, '/account');
  await main.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('My account');
});

test('signing out in one tab signs the other tab out', async ({ learner, javaScriptEnabled }) => {
  const one = await learner(zoe.email);
  await expect(one).toHaveURL(/\/courses$/);
  const other = await one.context().newPage();
  await visit(other, '/account');
  await takenOver(one);
  await one.getByLabel('Your account').click();
  await one.getByRole('button', { name: 'Sign out' }).click();
  await expect(one).toHaveURL(/\/sign-in/);
  // Without scripts the other tab finds out when it is used.
  if (!javaScriptEnabled) await other.reload();
  await expect(other).toHaveURL(/\/sign-in/);
});
