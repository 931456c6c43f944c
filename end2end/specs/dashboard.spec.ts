// The main job, from the admin's end: pick a contact, generate, copy; the contact sees exactly their own courses.
import { benedict, callum, cordelia, freya, hannah, ingrid, MAKER_ESSENTIALS, oceane, tomasz } from '../support/people.ts';
import { pickContact } from '../support/steps.ts';
import { expect, openLink, takenOver, test, visit } from '../support/test.ts';

test('from the menu to a copied link, which opens the contact’s own courses', async ({ admin: page, visitor, javaScriptEnabled, axe, picture }) => {
  await visit(page, '/admin/contacts');
  await page.getByRole('navigation', { name: 'Main' }).getByText('Memberships').click();
  await page.getByRole('link', { name: 'Dashboard' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Customer portal' })).toBeVisible();
  await axe(page);
  await picture(page, 'dashboard');

  await pickContact(page, tomasz, !!javaScriptEnabled);
  const dialog = page.getByRole('dialog');
  for (const course of MAKER_ESSENTIALS) await expect(dialog.getByRole('listitem').filter({ hasText: course })).toBeVisible();
  await axe(page);
  await picture(page, 'generate');
  await dialog.getByRole('button', { name: 'Generate' }).click();

  const address = dialog.getByLabel('Magic link');
  await expect(address).toHaveValue(/\/l\/[0-9A-Za-z]+$/);
  await expect(dialog).toContainText('Works until');
  await axe(page);
  await picture(page, 'link');
  const link = await address.inputValue();
  if (javaScriptEnabled) {
    await dialog.getByRole('button', { name: 'Copy link' }).click();
    await expect(dialog.getByRole('status').filter({ hasText: 'Copied.' })).toBeAttached();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  }

  const learner = await visitor();
  await openLink(learner, link);
  await expect(learner.getByRole('region', { name: 'Your courses' }).getByRole('heading', { level: 3 })).toHaveCount(MAKER_ESSENTIALS.length);
});

test('the dashboard counts people, and gives the portal’s address to copy', async ({ portal, learner, admin: page, javaScriptEnabled }) => {
  const people = page.getByRole('region', { name: 'People' });
  /** Contacts, joined, active; behind a number may stand its share. */
  const figures = async () => {
    await visit(page, '/admin/portal/dashboard');
    await expect(people.getByRole('term')).toHaveText(['Contacts', 'Joined', 'Active in 30 days']);
    return (await people.getByRole('definition').allInnerTexts()).map((text) => parseInt(text.replaceAll(',', ''), 10));
  };
  const [contacts = 0, joined = 0, active = 0] = await figures();
  expect(contacts).toBeGreaterThan(joined);

  await expect(await learner(oceane.email)).toHaveURL(/\/courses$/);
  expect(await figures(), 'somebody was here for the first time').toEqual([contacts, joined + 1, active + 1]);
  await visit(page, '/admin/contacts/new');
  await page.getByLabel('Name', { exact: true }).fill('Pia Overgaard');
  await page.getByLabel('E-mail').fill('pia.overgaard@example.net');
  await page.getByRole('button', { name: 'Add contact' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'The contact was added.' })).toBeVisible();
  expect(await figures(), 'somebody was added').toEqual([contacts + 1, joined + 1, active + 1]);

  const address = page.getByRole('region', { name: 'Portal address' });
  await expect(address.getByRole('textbox')).toHaveValue(portal.url);
  if (javaScriptEnabled) {
    await address.getByRole('button', { name: 'Copy address' }).click();
    await expect(address.getByRole('status').filter({ hasText: 'Copied.' })).toBeAttached();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(portal.url);
  }
});

test('regenerate says what it kills, and kills it', async ({ portal, admin: page, visitor, javaScriptEnabled, axe, complaints }) => {
  complaints.allow(/status of 410/);
  const first = await portal.link(ingrid.email);
  await visit(page, '/admin/portal/dashboard');
  await pickContact(page, ingrid, !!javaScriptEnabled);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Generate' }).click();
  const address = dialog.getByLabel('Magic link');
  await expect(address).toHaveValue(/\/l\//);
  const second = await address.inputValue();

  await dialog.getByRole('link', { name: 'Regenerate' }).click();
  await expect(dialog).toContainText('2 links of');
  await axe(page);
  await dialog.getByRole('button', { name: 'Regenerate' }).click();
  await expect(address).not.toHaveValue(second);
  const third = await address.inputValue();

  for (const dead of [first, second]) {
    const late = await visitor();
    await openLink(late, dead);
    await expect(late.getByRole('heading', { name: 'This link was replaced by a newer one' })).toBeVisible();
  }
  const learner = await visitor();
  await openLink(learner, third);
  await expect(learner).toHaveURL(/\/courses$/);
});

test('a contact without an active offer gets one in place, and then a link', async ({ admin: page, javaScriptEnabled, axe }) => {
  await visit(page, '/admin/portal/dashboard');
  await pickContact(page, benedict, !!javaScriptEnabled);
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(`${benedict.name} has no active offer.`);
  await axe(page);
  await dialog.getByLabel('Offer').selectOption({ label: 'Maker Essentials' });
  await dialog.getByRole('button', { name: 'Grant and go on' }).click();
  await dialog.getByRole('button', { name: 'Generate' }).click();
  await expect(dialog.getByLabel('Magic link')).toHaveValue(/\/l\//);
});

test('an ended grant: its courses are gone at the next click', async ({ learner, admin: page, axe, picture, complaints }) => {
  complaints.allow(/status of 404/);
  const visitor = await learner(hannah.email, '--to', 'course/price-your-work');
  await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('Price Your Work with a Straight Face');

  await visit(page, `/admin/contacts?q=${encodeURIComponent(hannah.email)}`);
  await page.getByRole('link', { name: hannah.name }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(hannah.name);
  await axe(page);
  await picture(page, 'contact');
  const offers = page.getByRole('region', { name: 'Offers' });
  await offers.getByLabel('Actions for Maker Essentials').click();
  await offers.getByRole('button', { name: 'End now' }).click();
  await expect(offers.getByRole('status')).toContainText('Access has ended.');

  const answer = await visitor.reload();
  expect(answer?.status()).toBe(404);
  await visitor.goto('/courses');
  await expect(visitor.getByRole('heading', { name: 'You have no course at the moment' })).toBeVisible();
  await axe(visitor);
  await picture(visitor, 'no-course');
});

test('an admin who opens a link keeps every right, is told so, and can look on as the contact', async ({
  portal,
  admin: page,
  javaScriptEnabled,
  axe,
  picture,
}) => {
  const link = await portal.link(callum.email);
  await openLink(page, link);
  const strip = page.getByRole('complementary', { name: 'Signed in as an admin' });
  await expect(strip).toContainText('You are signed in as an admin and see everything.');
  await expect(strip).toContainText(`You opened a link of ${callum.name}`);
  await expect(strip.getByLabel('Magic link')).toHaveValue(link);
  if (javaScriptEnabled) {
    await takenOver(page);
    await strip.getByRole('button', { name: 'Copy for a private window' }).click();
    await expect(strip.getByRole('status').filter({ hasText: 'Copied.' })).toBeAttached();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  }
  const titles = page.getByRole('region', { name: 'Your courses' }).getByRole('heading', { level: 3 });
  await expect(titles).toHaveCount(12);
  await axe(page);
  await picture(page, 'admin-opened-link');

  await strip.getByRole('button', { name: 'View as this contact' }).click();
  const preview = page.getByRole('complementary', { name: 'View as this contact' });
  await expect(preview).toContainText(`You see the portal as ${callum.name} sees it.`);
  await expect(titles).toHaveCount(MAKER_ESSENTIALS.length);
  await axe(page);
  await picture(page, 'view-as');
  await visit(page, '/courses/price-your-work');
  await page.getByRole('main').getByRole('link', { name: /What an hour of you costs/ }).first().click();
  await expect(page.getByRole('main')).toContainText(`${callum.name} has completed this lesson.`);
  await expect(page.getByRole('button', { name: 'Mark complete' })).toHaveCount(0);
  await axe(page);
  await preview.getByRole('button', { name: 'Stop' }).click();
  await expect(preview).toHaveCount(0);
  await visit(page, '/admin/portal/dashboard');
  await expect(page.getByRole('heading', { level: 1, name: 'Customer portal' })).toBeVisible();
});

test('an admin who opens a dead link is told that it is dead, and why', async ({ portal, admin: page, axe }) => {
  const dead = await portal.link(freya.email);
  await portal.link(freya.email, '--regenerate');
  await openLink(page, dead);
  const strip = page.getByRole('complementary', { name: 'Signed in as an admin' });
  await expect(strip).toContainText(`You opened a link of ${freya.name} that does not work. It was replaced by a newer one`);
  await expect(strip.getByLabel('Magic link')).toHaveCount(0);
  await axe(page);
});

test('a request for access shows on the dashboard and can be answered there', async ({ visitor, admin: page }) => {
  const stranger = await visitor();
  await visit(stranger, '/sign-in');
  await stranger.getByLabel('Your e-mail address').fill(cordelia.email);
  await stranger.getByRole('button', { name: 'Send me a link' }).click();
  await expect(stranger.getByRole('status')).toBeVisible();

  const requests = page.getByRole('region', { name: /Requests for access/ });
  const request = requests.getByRole('listitem').filter({ hasText: cordelia.name });
  // It is written down beside the answer, not before it.
  await expect(async () => {
    await visit(page, '/admin/portal/dashboard');
    await expect(request).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await requests.getByRole('button', { name: `Dismiss the request of ${cordelia.name}` }).click();
  await expect(page.getByRole('status').filter({ hasText: 'marked as done' })).toBeVisible();
  await expect(request).toHaveCount(0);
});
