// Contacts: by hand, found again, and a thousand at once from a file.
import type { Page } from '@playwright/test';

import { downloaded } from '../support/files.ts';
import { dorothea, kwame, MAKER_ESSENTIALS } from '../support/people.ts';
import { pickContact } from '../support/steps.ts';
import { expect, openLink, takenOver, test, visit } from '../support/test.ts';

const said = (page: Page, text: string) => expect(page.getByRole('status').filter({ hasText: text })).toBeVisible();

test('a contact is added, changed, disabled, enabled and deleted', async ({ admin: page, axe, picture, complaints }) => {
  complaints.allow(/status of 422/);
  const odile = { name: 'Odile Ransome', email: 'odile.ransome@example.com' };
  await test.step('an address that somebody has is refused', async () => {
    await visit(page, '/admin/contacts/new');
    await axe(page);
    await picture(page, 'contact-new');
    await page.getByLabel('Name', { exact: true }).fill(odile.name);
    await page.getByLabel('E-mail').fill(dorothea.email.toUpperCase());
    await page.getByRole('button', { name: 'Add contact' }).click();
    await expect(page.getByRole('alert')).toContainText('Another contact has this address.');
    await expect(page.getByLabel('Name', { exact: true }), 'what was typed is there, with and without scripts').toHaveValue(odile.name);
    await expect(page.getByLabel('E-mail')).toHaveValue(dorothea.email.toUpperCase());
  });

  await test.step('another one is taken', async () => {
    await takenOver(page);
    await page.getByLabel('Name', { exact: true }).fill(odile.name);
    await page.getByLabel('E-mail').fill(odile.email);
    await page.getByLabel('Phone').fill('+44 7700 900990');
    await page.getByLabel('Tags').fill('vip, spring 2026');
    await page.getByRole('button', { name: 'Add contact' }).click();
    await said(page, 'The contact was added.');
    await expect(page.getByRole('heading', { level: 1 })).toContainText(odile.name);
    await expect(page.getByRole('region', { name: 'Details' })).toContainText('+44 7700 900990');
    await takenOver(page);
  });

  await test.step('the entries can be changed', async () => {
    await page.getByRole('link', { name: 'Edit' }).click();
    await expect(page.getByLabel('E-mail')).toHaveValue(odile.email);
    await takenOver(page);
    await axe(page);
    await page.getByLabel('Name', { exact: true }).fill('Odile Ransome-Hay');
    await page.getByRole('button', { name: 'Save' }).click();
    await said(page, 'Saved.');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Odile Ransome-Hay');
  });

  await test.step('disabled and enabled again', async () => {
    const door = page.getByRole('region', { name: 'Access and deletion' });
    await door.getByRole('button', { name: 'Disable' }).click();
    await said(page, 'The contact is disabled');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Disabled');
    await door.getByRole('button', { name: 'Enable' }).click();
    await said(page, 'The contact is enabled again.');
  });

  await test.step('deleted, after a question', async () => {
    await page.getByRole('region', { name: 'Access and deletion' }).getByRole('link', { name: 'Delete…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete Odile Ransome-Hay?' });
    await axe(page);
    await picture(page, 'contact-delete');
    await dialog.getByRole('link', { name: 'Cancel' }).click();
    await expect(dialog).toHaveCount(0);
    await page.getByRole('region', { name: 'Access and deletion' }).getByRole('link', { name: 'Delete…' }).click();
    await dialog.getByRole('button', { name: 'Delete Odile Ransome-Hay' }).click();
    await said(page, 'The contact was deleted.');
    await visit(page, `/admin/contacts?q=${odile.email}`);
    await expect(page.getByRole('heading', { name: 'Nobody matches' })).toBeVisible();
  });
});

test('contacts are found by name, address and phone, and filtered', async ({ admin: page, axe, picture }) => {
  await visit(page, '/admin/contacts');
  await axe(page);
  await picture(page, 'contacts');
  const rows = page.getByRole('table', { name: 'Contacts' }).getByRole('rowheader');
  const search = page.getByRole('search');
  for (const words of ['dorothea pem', dorothea.email, '+44 7700 900926']) {
    await search.getByLabel('Search contacts').fill(words);
    await search.getByRole('button', { name: 'Filter' }).click();
    await expect(rows).toHaveCount(1);
    await expect(rows).toContainText(dorothea.name);
    await page.getByRole('link', { name: 'Clear all' }).click();
    await expect(rows).not.toHaveCount(1);
    await takenOver(page);
  }

  await search.getByLabel('Offer').selectOption({ label: 'Workshop Month' });
  await search.getByLabel('State').selectOption({ label: 'Joined' });
  await search.getByLabel('Tag').selectOption({ label: 'coach' });
  await search.getByRole('button', { name: 'Filter' }).click();
  await expect(rows.filter({ hasText: kwame.name })).toBeVisible();
  await expect(rows.filter({ hasText: dorothea.name })).toHaveCount(0);
  await expect(search.getByLabel('Tag')).toHaveValue('coach');
  await axe(page);
  await page.getByRole('link', { name: 'Tag: coach' }).click();
  await expect(page).not.toHaveURL(/tag=/);
  await expect(search.getByLabel('Tag')).toHaveValue('');
});

test('the list leads on and back, by keyboard too', async ({ admin: page, axe }) => {
  await visit(page, '/admin/contacts');
  const rows = page.getByRole('table', { name: 'Contacts' }).getByRole('rowheader');
  const pages = page.getByRole('navigation', { name: 'Pages' });
  const previous = pages.getByRole('link', { name: 'Previous' });
  const first = (await rows.first().textContent()) ?? '';
  await expect(previous).toHaveCount(0);
  await pages.getByRole('link', { name: 'Next' }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/cursor=/);
  await expect(rows.first()).not.toHaveText(first);
  await takenOver(page);
  await axe(page);
  await previous.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/before=/);
  await expect(rows.first()).toHaveText(first);
  await expect(previous).toHaveCount(0);
});

test('case 64: a thousand contacts come in from a file, the bad rows are told by line, all get an offer and three open their links', async ({
  admin: page,
  visitor,
  javaScriptEnabled,
  axe,
  picture,
}) => {
  test.setTimeout(120_000);
  const three = [
    { name: 'Zsófia Kálnoky', email: 'zsofia.kalnoky@workshop.example' },
    { name: 'Eluned Prys-Roberts', email: 'eluned.prys@workshop.example' },
    { name: 'Bartholomew Achterberg', email: 'b.achterberg@workshop.example' },
  ];
  // As a spreadsheet on Windows writes it: byte order mark, semicolons, CR LF. Row `n` is in line `n`; line 1 are the headings.
  const row = (n: number) => [`Maker ${n}`, `maker${n}@workshop.example`, `+4477009${String(n).padStart(5, '0')}`, 'autumn-fair'];
  const rows = Array.from({ length: 1000 }, (_, i) => row(i + 2));
  for (const [n, { name, email }] of three.entries()) rows[498 + 200 * n] = [name, email, '', 'autumn-fair'];
  const spoil = (line: number, column: number, text: string) => rows[line - 2]!.splice(column, 1, text);
  spoil(11, 1, '');
  spoil(22, 1, 'maker22 at workshop');
  spoil(33, 1, 'MAKER2@workshop.example');
  spoil(44, 2, 'ask Paul');
  const text = [['Client', 'Adresse e-mail', 'Tél.', 'Tags'], ...rows].map((cells) => `${cells.join(';')}\r\n`).join('');

  await upload(page, 'autumn fair.csv', Buffer.from(`\ufeff${text}`), axe);
  await expect(page.getByText('autumn fair.csv has 1,000 rows.')).toBeVisible();
  await expect(page.getByLabel('What “Adresse e-mail” holds')).toHaveValue('email');
  await axe(page);
  await picture(page, 'import-columns');
  await page.getByLabel('What “Client” holds').selectOption({ label: 'Whole name' });
  await page.getByRole('button', { name: 'Check the file' }).click();

  const refused = page.getByRole('table', { name: 'Refused rows' });
  const told = [
    ['Line 11', 'There is no e-mail address.'],
    ['Line 22', 'This is no e-mail address.'],
    ['Line 33', 'The same address is in line 2.'],
    ['Line 44', 'The phone number has no country code or is no number.'],
  ] as const;
  for (const [line, problem] of told) await expect(refused.getByRole('row').filter({ hasText: line })).toContainText(problem);
  await axe(page);
  await picture(page, 'import-check');
  await page.getByRole('button', { name: 'Import 996 contacts' }).click();

  await finished(page, 'autumn fair.csv');
  await axe(page);
  await picture(page, 'import-report');
  const bad = (await downloaded(page, 'Download refused rows')).trimEnd().split(/\r?\n/);
  expect(bad).toHaveLength(5);
  expect(bad[3]).toContain('33,The same address is in line 2.,Maker 33,MAKER2@workshop.example');

  await visit(page, '/admin/contacts?tag=autumn-fair');
  const bulk = page.getByRole('region', { name: 'Selection' });
  await page.getByLabel('All that match, on every page').check();
  await bulk.getByLabel('Offer to grant').selectOption({ label: 'Maker Essentials' });
  await bulk.getByRole('button', { name: 'Grant offer' }).click();
  await said(page, 'The offer was granted to 996 contacts.');
  await page.reload();
  await said(page, 'The offer was granted to 996 contacts.');
  await takenOver(page);
  await axe(page);

  for (const contact of three) {
    await visit(page, '/admin/portal/dashboard');
    await pickContact(page, contact, !!javaScriptEnabled);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Generate' }).click();
    await expect(dialog.getByLabel('Magic link')).toHaveValue(/\/l\//);
    const learner = await visitor();
    await openLink(learner, await dialog.getByLabel('Magic link').inputValue());
    await expect(learner.getByRole('heading', { level: 1 })).toHaveText(`Hello ${contact.name.split(' ')[0]}`);
    await expect(learner.getByRole('region', { name: 'Your courses' }).getByRole('heading', { level: 3 })).toHaveCount(MAKER_ESSENTIALS.length);
  }
});

test('a file in Windows’ own characters keeps its accents, and what is exported can be read again', async ({ admin: page }) => {
  const text = 'Prénom,Nom,E-mail\nGaëtane,L’Hérault,gaetane@latin.example\n=cmd(),Évrard,evrard@latin.example\n';
  await upload(page, 'latin.csv', Buffer.from(text.replace('’', '\x92'), 'latin1'));
  await page.getByRole('button', { name: 'Check the file' }).click();
  await page.getByRole('button', { name: 'Import 2 contacts' }).click();
  await finished(page, 'latin.csv');
  await page.getByRole('link', { name: 'See the contacts' }).click();
  await expect(page.getByRole('rowheader').filter({ hasText: 'Gaëtane L’Hérault' })).toBeVisible();

  const exported = (await downloaded(page, 'Export')).split(/\r?\n/);
  expect(exported[0]).toBe('email,name,phone,language,tags,state,created_at,joined_at,last_seen_at');
  expect(exported.find((line) => line.startsWith('gaetane@'))).toContain('Gaëtane L’Hérault');
  expect(exported.find((line) => line.startsWith('evrard@')), 'case 6: no cell is a formula').toMatch(/^evrard@latin.example,"?'=cmd\(\) Évrard/);
  expect(exported.find((line) => line.startsWith(dorothea.email))).toContain("'+447700900926");
});

async function upload(page: Page, name: string, buffer: Buffer, axe?: (page: Page) => Promise<void>): Promise<void> {
  await visit(page, '/admin/contacts/import');
  await axe?.(page);
  await page.getByLabel('Choose a CSV file').setInputFiles({ name, mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('table', { name: 'Match columns' })).toBeVisible();
  await takenOver(page);
}

/** Waits for the end of an import; without scripts a person asks how far it is. */
async function finished(page: Page, name: string): Promise<void> {
  const told = page.getByText(`${name} was imported.`);
  await expect(async () => {
    const again = page.getByRole('link', { name: 'Refresh' });
    if (await again.isVisible()) await again.click();
    await expect(told).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 30_000 });
}
