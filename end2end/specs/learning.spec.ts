// In a course: where was I, back and on.
import type { Page } from '@playwright/test';

import { aonghus, josephine } from '../support/people.ts';
import { pickContact } from '../support/steps.ts';
import { expect, openLink, test, visit } from '../support/test.ts';

const COURSE = '/courses/price-your-work';

test('Continue leads to the lesson where one was, on any device', async ({ learner, axe }) => {
  const page = await learner(aonghus.email);
  await expect(page).toHaveURL(/\/courses$/);
  const heading = page.getByRole('heading', { level: 1 });
  const goOn = (where: Page) => where.getByRole('main').getByRole('link', { name: 'Continue', exact: true });

  await visit(page, `${COURSE}/lessons/too-expensive`);
  await expect(heading).toHaveText('When someone says it is too expensive');
  await visit(page, '/courses');
  const begun = page.getByRole('region', { name: 'When someone says it is too expensive' });
  await expect(begun).toContainText('Continue where you left off');
  await axe(page);
  await goOn(page).click();
  await expect(page).toHaveURL(new RegExp(`${COURSE}/lessons/too-expensive$`));

  await page.getByRole('button', { name: 'Mark complete' }).click();
  await expect(page.getByRole('button', { name: 'Completed' })).toBeVisible();
  await visit(page, COURSE);
  await page.getByRole('main').getByRole('link', { name: 'Continue: Raise your prices once a year' }).click();
  await expect(heading).toHaveText('Raise your prices once a year');

  const elsewhere = await learner(aonghus.email);
  await expect(elsewhere).toHaveURL(/\/courses$/);
  await goOn(elsewhere).click();
  await expect(elsewhere.getByRole('heading', { level: 1 })).toHaveText('Raise your prices once a year');
});

test('a link made for a lesson leads into it, and from there one goes back and on', async ({ admin, visitor, javaScriptEnabled }) => {
  await visit(admin, '/admin/portal/dashboard');
  await pickContact(admin, josephine, !!javaScriptEnabled);
  const dialog = admin.getByRole('dialog');
  await dialog.getByLabel('Leads to').selectOption({ label: 'What an hour of you costs' });
  await dialog.getByRole('button', { name: 'Generate' }).click();
  const address = dialog.getByRole('textbox', { name: 'Magic link' });
  await expect(address).toHaveValue(/\/l\//);

  const page = await visitor();
  await openLink(page, await address.inputValue());
  await expect(page).toHaveURL(new RegExp(`${COURSE}/lessons/what-an-hour-costs$`));
  const heading = page.getByRole('heading', { level: 1 });
  const bar = page.getByRole('navigation', { name: 'Lessons' });
  const [previous, next] = [bar.getByRole('link', { name: 'Previous' }), bar.getByRole('link', { name: 'Next' })];
  await expect(heading).toHaveText('What an hour of you costs');
  await expect(previous, 'there is none before the first').toHaveCount(0);
  await next.click();
  await expect(heading).toHaveText('Materials, and everything else');
  await next.click();
  await expect(heading).toHaveText('Find your floor');
  await next.click();
  await expect(heading, 'in the next section').toHaveText('Three ways to set a price');
  await previous.click();
  await expect(heading).toHaveText('Find your floor');
  await page.goBack();
  await expect(heading, 'the browser’s own way back').toHaveText('Three ways to set a price');

  await visit(page, `${COURSE}/lessons/raise-your-prices`);
  await expect(previous).toBeVisible();
  await expect(next, 'there is none after the last').toHaveCount(0);
});
