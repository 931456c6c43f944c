// The main job, from the learner's end: a link opens one's own courses and nothing else, until it no longer may.
import { callum, chiara, cordelia, freya, maelys, MAKER_ESSENTIALS, rhys, wren } from '../support/people.ts';
import { expect, inBothThemes, openLink, takenOver, test, visit } from '../support/test.ts';

test('one link opens exactly the courses of the contact’s offers', async ({ portal, visitor, axe, picture }) => {
  const page = await visitor();
  await page.goto(await portal.link(wren.email));
  await expect(page).toHaveURL(`${portal.url}/enter`);
  await axe(page);
  await picture(page, 'enter');
  await page.getByRole('button', { name: 'Open my space' }).click();

  await expect(page).toHaveURL(/\/courses$/);
  const titles = page.getByRole('region', { name: 'Your courses' }).getByRole('heading', { level: 3 });
  await expect(titles).toHaveCount(MAKER_ESSENTIALS.length);
  expect((await titles.allTextContents()).map((title) => title.trim()).sort()).toEqual(MAKER_ESSENTIALS);
  await axe(page);
  await picture(page, 'courses');
});

test('case 32: another product’s address is a 404, the same as one that does not exist', async ({ learner, complaints }) => {
  complaints.allow(/status of 404/);
  const page = await learner(wren.email);
  await expect(page).toHaveURL(/\/courses$/);
  for (const slug of ['un-stand-qui-vend', 'no-such-course']) {
    const answer = await page.goto(`/courses/${slug}`);
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole('heading', { name: 'This page does not exist' })).toBeVisible();
  }
});

test('a link leads to where it was made for', async ({ learner }) => {
  const page = await learner(chiara.email, '--to', 'course/price-your-work');
  await expect(page).toHaveURL(/\/courses\/price-your-work$/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Price Your Work with a Straight Face');

  const reader = await learner(chiara.email, '--to', 'course/price-your-work/find-your-floor');
  await expect(reader).toHaveURL(/\/courses\/price-your-work\/lessons\/find-your-floor$/);
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText('Find your floor');
});

test('a learner goes from the grid into a lesson, marks it complete and comes back to it', async ({ learner, axe, picture }) => {
  const page = await learner(rhys.email, '--to', 'course/price-your-work');
  await axe(page);
  await picture(page, 'product');
  await page.getByRole('main').getByRole('link', { name: /What an hour of you costs/ }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('What an hour of you costs');
  await axe(page);
  await picture(page, 'lesson');
  await page.getByRole('button', { name: 'Mark complete' }).click();
  await expect(page.getByRole('button', { name: 'Completed' })).toBeVisible();
  await visit(page, '/courses/price-your-work');
  await expect(page.getByRole('main').getByText('1 of 8 lessons')).toBeVisible();
});

test('regenerating kills the first link, and says so', async ({ portal, visitor, axe, complaints }) => {
  complaints.allow(/status of 410/);
  const first = await portal.link(freya.email);
  const second = await portal.link(freya.email, '--regenerate');

  const late = await visitor();
  await openLink(late, first);
  await expect(late.getByRole('heading', { name: 'This link was replaced by a newer one' })).toBeVisible();
  await inBothThemes(late, axe);
  await late.getByRole('button', { name: 'Send me a fresh link' }).click();
  await expect(late.getByRole('heading', { name: 'Look into your mailbox' })).toBeVisible();
  await inBothThemes(late, axe);

  const page = await visitor();
  await openLink(page, second);
  await expect(page).toHaveURL(/\/courses$/);
});

test('case 5: a mangled link leads to the page that offers a fresh one', async ({ portal, visitor, complaints, axe }) => {
  complaints.allow(/status of 410/);
  const page = await visitor();
  const answer = await page.goto(`${portal.url}/l/short`);
  expect(answer?.status()).toBe(410);
  await expect(page.getByRole('heading', { name: 'This link does not work' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Ask for a fresh link' })).toHaveAttribute('href', '/sign-in');
  await inBothThemes(page, axe);
});

test('case 7: scanners that follow the link use nothing up', async ({ portal, visitor }) => {
  const link = await portal.link(callum.email);
  for (let n = 0; n < 100; n++) {
    for (const method of ['GET', 'HEAD']) {
      const opened = await fetch(link, { method, redirect: 'manual' });
      expect(opened.status).toBe(303);
      const cookie = opened.headers.getSetCookie().map((value) => value.split(';')[0]).join('; ');
      expect((await fetch(`${portal.url}/enter`, { method, headers: { cookie } })).status).toBe(200);
    }
  }
  const page = await visitor();
  await openLink(page, link);
  await expect(page).toHaveURL(/\/courses$/);
});

test('case 8: a browser that calls itself automated is not signed in by waiting; any other one continues by itself', async ({
  portal,
  visitor,
  javaScriptEnabled,
}) => {
  const link = await portal.link(callum.email);
  const robot = await visitor();
  await robot.goto(link);
  await expect(robot.getByRole('button', { name: 'Open my space' })).toBeVisible();
  // Long enough for anything that would have happened by itself.
  await robot.waitForTimeout(1500);
  await expect(robot).toHaveURL(`${portal.url}/enter`);

  const person = await visitor();
  await person.addInitScript(() => Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false }));
  await person.goto(link);
  await expect(person).toHaveURL(javaScriptEnabled ? /\/courses$/ : /\/enter$/);
});

test('case 10: with scripts or without, the form says where it comes from, and the sign-in works', async ({ portal, visitor }) => {
  const page = await visitor();
  const shown = await page.goto(await portal.link(callum.email));
  expect(page.url()).toBe(`${portal.url}/enter`);
  // With `no-referrer` the browser would send `Origin: null`, and nothing could tell this form from another site's.
  expect(await shown?.headerValue('referrer-policy')).toBe('same-origin');
  const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url() === `${portal.url}/enter`);
  await page.getByRole('button', { name: 'Open my space' }).click();
  expect(await (await sent).headerValue('origin')).toBe(portal.url);
  await expect(page).toHaveURL(/\/courses$/);
});

test('case 11: without cookies the page explains itself, and asks no more', async ({ portal, visitor, complaints, axe }) => {
  complaints.allow(/status of 40[03]/);
  const page = await visitor();
  const blocked = await page.goto('/enter');
  expect(blocked?.status()).toBe(400);
  await expect(page.getByRole('heading', { name: 'Your browser keeps no cookies' })).toBeVisible();
  await expect(page).toHaveURL(`${portal.url}/enter`);
  await inBothThemes(page, axe);

  await page.goto(await portal.link(callum.email));
  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Open my space' }).click();
  await expect(page.getByRole('heading', { name: 'This page is out of date' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Ask for a fresh link' })).toHaveAttribute('href', '/sign-in');
  await inBothThemes(page, axe);
});

test('case 12: three devices, three sessions', async ({ portal, visitor }) => {
  const link = await portal.link(callum.email);
  for (let device = 0; device < 3; device++) {
    const page = await visitor();
    await openLink(page, link);
    await expect(page).toHaveURL(/\/courses$/);
  }
});

test('case 13: before the button nothing names the person or repeats the token', async ({ portal, visitor }) => {
  const link = await portal.link(callum.email);
  const token = link.split('/').at(-1) ?? '';
  const page = await visitor();
  await page.goto(link);
  const html = await page.content();
  for (const secret of [token, callum.name, callum.email]) expect(html).not.toContain(secret);
  expect(page.url()).toBe(`${portal.url}/enter`);
});

test('case 27: opened while somebody else is signed in, both names are shown and the person chooses', async ({ portal, learner, complaints, axe }) => {
  complaints.allow(/status of 409/);
  const page = await learner(callum.email);
  await expect(page).toHaveURL(/\/courses$/);
  await openLink(page, await portal.link(wren.email));
  await expect(page.getByRole('main')).toContainText(callum.name);
  await axe(page);
  await page.getByRole('button', { name: `Continue as ${wren.name}` }).click();
  await expect(page).toHaveURL(/\/courses$/);
});

test('case 30: without an active offer there is no link, and the reason is told', async ({ portal }) => {
  const refused = await portal.cli(['link', cordelia.email], { mayFail: true });
  expect(refused.code).toBe(1);
  expect(refused.stdout).toBe('');
  expect(refused.stderr).toContain('no active offer');
});

test('what fails before there is a page is told on one all the same', async ({ portal, visitor, complaints, axe, picture }) => {
  complaints.allow(/status of 422/);
  for (const [locale, title, home] of [['en-GB', 'This did not work', 'Back to the start'], ['fr-FR', 'Cela n’a pas fonctionné', 'Retour à l’accueil']]) {
    const page = await visitor({ locale });
    const answer = await page.goto(`${portal.url}/courses?x=%00`);
    expect(answer?.status()).toBe(422);
    await expect(page.getByRole('heading', { name: title })).toBeVisible();
    await expect(page.getByRole('link', { name: home })).toBeVisible();
    await axe(page);
    await picture(page, `failed-${locale}`);
  }
});

test('a French learner is met in French', async ({ learner, axe, picture }) => {
  const page = await learner(maelys.email);
  await expect(page).toHaveURL(/\/courses$/);
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
  await expect(page.getByRole('main').getByRole('heading', { level: 3 })).toHaveCount(4);
  await axe(page);
  await picture(page, 'courses-fr');
});

test('case 25: a learner signs out, and the Back button shows nothing of the account', async ({ learner }) => {
  const page = await learner(callum.email);
  await expect(page).toHaveURL(/\/courses$/);
  await visit(page, '/account');
  await expect(page.getByRole('main')).toContainText(callum.email);
  await page.getByLabel('Your account').click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in\?reason=signed-out/);
  await page.goBack();
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await takenOver(page);
  for (const own of [callum.name, callum.email]) await expect(page.locator('body')).not.toContainText(own);
  await page.goto('/courses');
  await expect(page).toHaveURL(/\/sign-in/);
});
