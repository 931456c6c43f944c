// Automations: written in the editor, by mouse, by keyboard and in French; a grant starts one, and its mail lets in.
import type { Page } from '@playwright/test';

import { openContact } from '../support/admin.ts';
import { inFrench } from '../support/french.ts';
import { expect, linkIn, test } from '../support/mail.ts';
import { malgorzata, wren } from '../support/people.ts';
import { takenOver, visit } from '../support/test.ts';

const status = (page: Page, text: string) => expect(page.getByRole('status').filter({ hasText: text })).toBeVisible();
const part = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

/** Makes a blank automation that begins with a grant; the editor is open then. */
async function create(page: Page, name: string): Promise<string> {
  await visit(page, '/admin/automations/new');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('It begins with').selectOption({ label: 'Offer granted' });
  await page.getByRole('button', { name: 'Create automation' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
  await expect(page.getByLabel('Which offer')).toBeVisible();
  await takenOver(page);
  return new URL(page.url()).pathname;
}

/** Deletes the automation at that address: whatever other tests do must not start it. */
async function remove(page: Page, address: string): Promise<void> {
  await visit(page, `${address}?dialog=delete`);
  await page.getByRole('dialog').getByRole('button', { name: 'Delete automation' }).click();
  await status(page, 'The automation was deleted.');
}

test('a grant sends the way in, as the creator wrote it, and the link lands where it says', async ({ admin: page, mailbox, visitor, axe, picture, javaScriptEnabled }) => {
  test.setTimeout(120_000);
  await visit(page, '/admin/automations/new');
  await axe(page);
  await picture(page, 'automation-new');
  const address = await create(page, 'Welcome to the workshop');

  await test.step('when', async () => {
    await page.getByLabel('Which offer').selectOption({ label: 'Workshop Month' });
    await expect(page.getByLabel('Which lesson')).toBeHidden();
    await part(page, 'When').getByRole('button', { name: 'Save' }).click();
    await expect(part(page, 'When')).toContainText('the offer “Workshop Month” is granted');
    await status(page, 'Saved.');
    await takenOver(page);
    await expect(page.getByRole('button', { name: 'Publish' })).toBeDisabled();
    await expect(page.getByText('Nothing is done yet. Add a step.')).toBeVisible();
  });

  await test.step('then', async () => {
    const then = part(page, 'Then');
    await then.locator('summary').filter({ hasText: 'Add a step' }).click();
    await then.getByRole('link', { name: 'Send an e-mail' }).click();
    await expect(then.getByLabel('Subject', { exact: true })).toBeVisible();
    await takenOver(page);
    await then.getByLabel('Subject', { exact: true }).fill('Your workshop is open');
    const text = then.getByLabel('Text', { exact: true });
    if (javaScriptEnabled) {
      await text.fill('Hello {{ first_name }},\n\n');
      await then.locator('summary').filter({ hasText: 'Insert a variable' }).click();
      await then.getByRole('button', { name: 'Insert Login URL (Magic Link)' }).click();
      await expect(text).toHaveValue('Hello {{ first_name }},\n\n[Open my space]({{ login_url }})');
    } else {
      await then.locator('summary').filter({ hasText: 'Insert a variable' }).click();
      await expect(then.getByRole('listitem').filter({ hasText: 'Login URL (Magic Link)' }).locator('code')).toHaveText('[Open my space]({{ login_url }})');
      await text.fill('Hello {{ first_name }},\n\n[Open my space]({{ login_url }})');
    }
    await then.getByLabel('The link leads to').selectOption('course/your-first-workshop');
    await axe(page);
    await picture(page, 'automation-step');
    await then.getByRole('button', { name: 'Add step', exact: true }).click();
    await expect(then.getByRole('link', { name: 'Send the e-mail “Your workshop is open”' })).toBeVisible();
    await status(page, 'Saved.');
    await takenOver(page);
  });

  await test.step('a variable that there is not is refused, and named', async () => {
    const then = part(page, 'Then');
    await then.getByLabel('Subject', { exact: true }).fill('{{ lesson_title }}');
    await then.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(then.getByRole('alert')).toContainText('there is no lesson_title here');
    await expect(then.getByLabel('Subject', { exact: true })).toHaveValue('{{ lesson_title }}');
  });

  await test.step('published', async () => {
    await visit(page, address);
    await axe(page);
    await picture(page, 'automation');
    await page.getByRole('button', { name: 'Publish' }).click();
    await status(page, 'Published.');
    await expect(page.getByText('Published as version 1')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Publish' })).toHaveCount(0);
  });

  await test.step('granted, sent, opened', async () => {
    await openContact(page, malgorzata);
    await page.getByLabel('Grant an offer').selectOption({ label: 'Workshop Month' });
    await page.getByRole('button', { name: 'Grant', exact: true }).click();
    await status(page, 'The offer was granted.');
    const mail = await mailbox.mailTo(malgorzata.email);
    expect(mail.subject).toBe('Your workshop is open');
    const phone = await visitor({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
    await phone.goto(linkIn(mail));
    await phone.getByRole('main').getByRole('button').click();
    await expect(phone).toHaveURL(/\/courses\/your-first-workshop$/);
  });

  await test.step('its history, step by step', async () => {
    await visit(page, address);
    await page.getByRole('link', { name: 'History' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'History' })).toBeVisible();
    await axe(page);
    await picture(page, 'automation-runs');
    await page.getByRole('link', { name: `Open the run of ${malgorzata.name}` }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Done');
    const step = page.getByRole('region', { name: 'Steps' }).getByRole('listitem');
    await expect(step).toContainText('Send the e-mail “Your workshop is open”');
    await expect(step).toContainText('Done');
    await axe(page);
    await picture(page, 'automation-run');
    await step.getByRole('link', { name: 'See the message' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Your workshop is open');
    await openContact(page, malgorzata);
    await expect(part(page, 'Automations').getByRole('link', { name: 'Welcome to the workshop' })).toBeVisible();
  });

  await remove(page, address);
});

test('by keyboard alone steps are added, moved and deleted, and the focus stays with them @scripts', async ({ admin: page, axe, picture }) => {
  const address = await create(page, 'Keys only');
  await visit(page, address);
  const then = part(page, 'Then');
  const add = then.locator('summary').filter({ hasText: 'Add a step' });
  const choose = async (kind: string) => {
    await add.focus();
    await page.keyboard.press('Enter');
    const link = then.getByRole('link', { name: kind, exact: true }).filter({ visible: true });
    await expect(async () => {
      await page.keyboard.press('Tab');
      await expect(link).toBeFocused({ timeout: 100 });
    }).toPass();
    await page.keyboard.press('Enter');
  };

  await choose('Wait');
  await expect(then.getByLabel('How long', { exact: true })).toBeFocused();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('2');
  await page.keyboard.press('Enter');
  await expect(then.getByLabel('Actions for: Wait 2 days')).toBeFocused();
  await status(page, 'Added as step 1.');

  await choose('Add a tag');
  await expect(then.getByLabel('Tag', { exact: true })).toBeFocused();
  await page.keyboard.type('vip');
  await page.keyboard.press('Enter');
  await expect(then.getByLabel('Actions for: Add the tag “vip”')).toBeFocused();

  await then.getByRole('button', { name: 'Move up: Add the tag “vip”' }).focus();
  await page.keyboard.press('Enter');
  await status(page, 'Moved: it is step 1 now.');
  // At the top there is no way up any more.
  await expect(then.getByRole('button', { name: 'Move down: Add the tag “vip”' })).toBeFocused();
  await expect(then.locator('.step-head')).toContainText(['Add the tag “vip”', 'Wait 2 days']);

  await choose('If…');
  await expect(then.getByLabel('The contact', { exact: true })).toBeFocused();
  await then.getByLabel('The contact', { exact: true }).selectOption('tag');
  await then.getByLabel('Tag', { exact: true }).focus();
  await page.keyboard.type('vip');
  await page.keyboard.press('Enter');
  await expect(then.getByRole('link', { name: 'If the contact has the tag “vip”' })).toBeVisible();
  await expect(part(page, 'Yes')).toBeVisible();
  await expect(part(page, 'No')).toBeVisible();
  await visit(page, address);
  await axe(page);
  await picture(page, 'automation-question');

  await then.getByLabel('Actions for: Wait 2 days').focus();
  await page.keyboard.press('Enter');
  const takeOut = then.getByRole('link', { name: 'Delete…' }).filter({ visible: true });
  await expect(async () => {
    await page.keyboard.press('Tab');
    await expect(takeOut).toBeFocused({ timeout: 100 });
  }).toPass();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Delete this step?' });
  await expect(dialog).toContainText('Wait 2 days');
  await dialog.getByRole('button', { name: 'Delete step' }).focus();
  await page.keyboard.press('Enter');
  await status(page, 'The step was deleted.');
  await expect(then.getByText('Wait 2 days')).toHaveCount(0);
  await expect(then.locator('summary:focus')).toHaveAttribute('aria-label', 'Add a step before step 2');
  await remove(page, address);
});

test('a recipe is switched on in French, paused and put away', async ({ portal, visitor, axe, picture }) => {
  const page = await visitor({ locale: 'fr-FR', storageState: portal.admin.state });
  await visit(page, '/admin/automations/new');
  await inFrench(page, 'Nouvelle automatisation');
  await page.getByRole('button', { name: /^Utiliser\s:\sVotre accès se termine/ }).click();
  await status(page, 'Le brouillon est prêt.');
  await takenOver(page);
  await expect(part(page, 'Quand')).toContainText('l’accès à une offre se termine dans 7 jours');
  await inFrench(page, 'Votre accès se termine dans 7 jours');
  await axe(page);
  await picture(page, 'automation-fr');
  const address = new URL(page.url()).pathname;
  await page.getByRole('button', { name: 'Publier' }).click();
  await status(page, 'C’est publié.');
  await visit(page, '/admin/automations');
  const row = page.getByRole('row').filter({ hasText: 'Votre accès se termine dans 7 jours' });
  await expect(row).toContainText('Publiée');
  await inFrench(page, 'Automatisations');
  await axe(page);
  await picture(page, 'automations-fr');
  await row.getByLabel('Actions pour Votre accès se termine dans 7 jours').click();
  await row.getByRole('button', { name: 'Mettre en pause' }).click();
  await status(page, 'En pause.');
  await expect(row).toContainText('En pause');
  await visit(page, `${address}?dialog=delete`);
  await page.getByRole('dialog').getByRole('button', { name: 'Supprimer l’automatisation' }).click();
  await status(page, 'L’automatisation est supprimée.');
});

test('a dry run shows what a contact would get, and sends nothing', async ({ admin: page, axe, picture, javaScriptEnabled }) => {
  await visit(page, '/admin/automations/new');
  await page.getByRole('button', { name: 'Use this: Welcome to your training' }).click();
  await status(page, 'The draft is made.');
  await takenOver(page);
  const address = new URL(page.url()).pathname;
  await page.getByRole('link', { name: 'Dry run' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Dry run' })).toBeVisible();
  await takenOver(page);
  await axe(page);
  if (javaScriptEnabled) {
    await page.getByRole('combobox', { name: 'Contact' }).pressSequentially(wren.name.slice(0, 8));
    await page.getByRole('option', { name: wren.name }).click();
  } else {
    await page.getByLabel('Contact', { exact: true }).fill(wren.email);
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('main').getByRole('link', { name: wren.name }).click();
  }
  await status(page, `It would begin for ${wren.name}.`);
  const text = page.getByRole('main').locator('pre');
  await expect(text).toContainText('Hello Wren');
  await expect(text).not.toContainText(/\/l\/[0-9A-Za-z]{20}/);
  await axe(page);
  await picture(page, 'automation-dry-run');
  await visit(page, `${address}/runs`);
  await expect(page.getByRole('heading', { name: 'No runs yet' })).toBeVisible();
  await axe(page);
  await remove(page, address);
});
