// Every page once: without a violation, in both languages, as wide as a phone; and what is to work by keyboard alone.
import type { Page } from '@playwright/test';

import { inFrench } from '../support/french.ts';
import { dorothea, MAKER_ESSENTIALS, margaret, wren } from '../support/people.ts';
import { expect, openLink, takenOver, test, visit } from '../support/test.ts';

const ADMIN = [
  ['/admin/portal/dashboard', 'Customer portal', 'Portail client'],
  ['/admin/portal/dashboard?dialog=link', 'Customer portal', 'Portail client'],
  ['/admin/portal/settings', 'Settings', 'Réglages'],
  ['/admin/portal/branding', 'Branding', 'Image de marque'],
  ['/admin/portal/modules', 'Modules', 'Modules'],
  ['/admin/portal/menus', 'Custom menus', 'Menus personnalisés'],
  ['/admin/portal/menus/new', 'New entry', 'Nouvelle entrée'],
  ['/admin/contacts', 'Contacts', 'Contacts'],
  ['/admin/contacts/new', 'Add a contact', 'Ajouter un contact'],
  ['/admin/contacts/import', 'Import contacts', 'Importer des contacts'],
  ['/admin/courses', 'Courses', 'Formations'],
  ['/admin/courses/new', 'New course', 'Nouvelle formation'],
  ['/admin/communities', 'Communities', 'Communautés'],
  ['/admin/offers', 'Offers', 'Offres'],
  ['/admin/offers/new', 'New offer', 'Nouvelle offre'],
  ['/admin/automations', 'Automations', 'Automatisations'],
  ['/admin/automations/new', 'New automation', 'Nouvelle automatisation'],
  ['/admin/comments', 'New comments', 'Nouveaux commentaires'],
  ['/admin/audit', 'Audit log', 'Journal d’audit'],
  ['/admin/account', 'Password and security', 'Mot de passe et sécurité'],
  ['/admin/nothing-here', 'This page does not exist', 'Cette page n’existe pas'],
] as const;

const LEARNER = [
  ['/courses', `Hello ${wren.name.split(' ')[0]}`, `Bonjour ${wren.name.split(' ')[0]}`],
  ['/courses/price-your-work', 'Price Your Work with a Straight Face', 'Price Your Work with a Straight Face'],
  ['/communities', 'Communities', 'Communautés'],
  ['/courses/a-newsletter-people-open/lessons/subject-lines/quiz', 'Quiz: Subject lines', 'Quiz : Subject lines'],
  ['/account', 'My account', 'Mon compte'],
  ['/courses/nothing-here', 'This page does not exist', 'Cette page n’existe pas'],
  ['/nothing-here', 'This page does not exist', 'Cette page n’existe pas'],
] as const;

const STRANGER = [
  ['/sign-in', 'Sign in', 'Connexion'],
  ['/sign-in?step=code', 'Sign in with a code', 'Se connecter avec un code'],
  ['/sign-in?done=asked', 'Look into your mailbox', 'Regardez dans votre messagerie'],
  ['/admin/sign-in', 'Sign in', 'Connexion'],
  ['/certificates/AAAA-AAAA-AAAA', 'No such certificate', 'Certificat introuvable'],
  ['/nothing-here', 'This page does not exist', 'Cette page n’existe pas'],
] as const;

async function everyPage(page: Page, pages: readonly (readonly [string, string, string])[], axe: (page: Page) => Promise<void>): Promise<void> {
  for (const [lang, column] of [['en', 1], ['fr', 2]] as const) {
    if (lang === 'fr') await speakFrench(page);
    for (const entry of pages) {
      await test.step(`${entry[0]} (${lang})`, async () => {
        await visit(page, entry[0]);
        if (lang === 'fr') await inFrench(page, entry[column]);
        await expect(page.locator('html')).toHaveAttribute('lang', lang);
        await expect(page.getByRole('heading', { level: 1 })).toContainText(entry[column]);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(wide, 'scrolls sideways').toBeLessThanOrEqual(0);
        await axe(page);
      });
    }
  }
}

async function speakFrench(page: Page): Promise<void> {
  const french = page.getByRole('button', { name: 'Français' });
  if (!(await french.isVisible())) await page.getByLabel('Your account').click();
  await french.click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
}

/** A contact, a course, a lesson and an offer, as an admin finds them. */
async function oneOfEach(page: Page): Promise<[string, string, string][]> {
  const links: [string, string, string][] = [];
  for (const [list, name] of [['/admin/contacts', dorothea.name], ['/admin/courses', MAKER_ESSENTIALS[0]!], ['/admin/offers', 'Maker Essentials']] as const) {
    await visit(page, list === '/admin/contacts' ? `${list}?q=dorothea` : list);
    const href = (await page.getByRole('main').getByRole('link', { name }).first().getAttribute('href')) ?? '';
    links.push([href, name, name]);
    if (list === '/admin/contacts') links.push([`${href}/edit`, `Edit ${name}`, `Modifier ${name}`]);
    if (list === '/admin/courses') {
      await visit(page, href);
      const lesson = page.getByRole('region', { name: 'Outline' }).getByRole('link').and(page.locator('[href*="/lessons/"]')).first();
      const title = (await lesson.innerText()).trim();
      links.push([(await lesson.getAttribute('href')) ?? '', title, title]);
    }
  }
  return links;
}

test('every page of the admins’ side', async ({ admin: page, axe, complaints }) => {
  test.setTimeout(180_000);
  complaints.allow(/status of 404/);
  await everyPage(page, [...ADMIN, ...(await oneOfEach(page))], axe);
});

test('every page of the learners’ side', async ({ learner, axe, complaints }) => {
  complaints.allow(/status of 404/);
  const page = await learner(wren.email);
  await expect(page).toHaveURL(/\/courses$/);
  await takenOver(page);
  await everyPage(page, LEARNER, axe);
});

test('every page for who is not signed in', async ({ visitor, axe, complaints }) => {
  complaints.allow(/status of 404/);
  const page = await visitor();
  await visit(page, '/sign-in');
  await everyPage(page, STRANGER, axe);
});

test('in the dark every page can be read as well', async ({ portal, admin, learner, visitor, axe, complaints }) => {
  test.setTimeout(180_000);
  complaints.allow(/status of 404/);
  const stranger = await visitor();
  const reader = await learner(margaret.email);
  await expect(reader).toHaveURL(/\/courses$/);
  const sides: [Page, string[]][] = [
    [admin, [...ADMIN, ...(await oneOfEach(admin))].map(([address]) => address)],
    [reader, [...LEARNER.map(([address]) => address), '/courses/price-your-work/lessons/raise-your-prices', '/account?dialog=everywhere']],
    [stranger, STRANGER.map(([address]) => address)],
  ];
  for (const [page, addresses] of sides) {
    await page.emulateMedia({ colorScheme: 'dark' });
    for (const address of addresses) {
      await test.step(address, async () => {
        await visit(page, address);
        await axe(page);
      });
    }
  }
  await stranger.goto(await portal.link(margaret.email));
  await axe(stranger);
  // With the strip of an admin who opened a link.
  await openLink(admin, await portal.link(margaret.email));
  await expect(admin.getByRole('complementary', { name: 'Signed in as an admin' })).toBeVisible();
  await axe(admin);
});

test('the menu and the link dialog work by keyboard alone', async ({ admin: page }) => {
  const focused = page.locator(':focus');
  await visit(page, '/admin/contacts');
  for (const stop of ['Skip to content', 'Atelier Marronnier', 'Memberships']) {
    await page.keyboard.press('Tab');
    await expect(focused).toHaveText(stop);
  }
  await page.keyboard.press('Enter');
  const dashboard = page.getByRole('link', { name: 'Dashboard' });
  await expect(dashboard).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dashboard).toBeHidden();
  await expect(focused).toHaveText('Memberships');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(dashboard).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Customer portal' })).toBeVisible();

  const action = page.getByRole('link', { name: /^Generate magic link/ });
  await action.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('combobox', { name: 'Contact' })).toBeFocused();
  await page.keyboard.type('Dorothea');
  await expect(dialog.getByRole('option', { name: dorothea.name })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const generate = dialog.getByRole('button', { name: 'Generate' });
  await expect(generate).toBeVisible();
  await expect(async () => {
    await page.keyboard.press('Tab');
    await expect(generate).toBeFocused({ timeout: 100 });
  }).toPass();
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Magic link')).toHaveValue(/\/l\//);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(page).toHaveURL(/\/admin\/portal\/dashboard$/);
});
