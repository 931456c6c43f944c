// Communities: talking, keeping order, and what comes in while one looks.
import { clemence, helene, imogen, priya } from '../support/people.ts';
import { inHeader } from '../support/steps.ts';
import { expect, takenOver, test, visit } from '../support/test.ts';

const WORKBENCH = '/communities/the-workbench';

test('a learner posts, another answers and reacts, a moderator hides, an admin bans', async ({ admin, learner, axe, picture, complaints }) => {
  complaints.allow(/status of 403/, /status of 404/);
  const page = await learner(clemence.email);
  await (await inHeader(page, 'Communautés')).click();
  await expect(page).toHaveURL(/\/communities$/);
  await takenOver(page);
  await axe(page);
  await picture(page, 'communities');

  await test.step('the feed, and a new post', async () => {
    await visit(page, `${WORKBENCH}/show-and-tell`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 'scrolls sideways').toBeLessThanOrEqual(0);
    await axe(page);
    await picture(page, 'community');
    await page.locator('.new-post > summary').click();
    await page.locator('#post-title').fill('Slippers for sale');
    await page.locator('#post-text').fill('Two pairs, **size 38**.');
    await page.locator('.new-post').getByRole('button').click();
    await expect(page.getByRole('heading', { level: 1, name: 'Slippers for sale' })).toBeVisible();
    await expect(page.locator('article .prose strong').first()).toHaveText('size 38');
  });
  const post = new URL(page.url()).pathname;

  await test.step('another answers and reacts', async () => {
    const other = await learner(priya.email);
    await visit(other, post);
    await other.getByLabel('Write a comment').fill('I would like one pair.');
    await other.getByRole('button', { name: 'Comment', exact: true }).click();
    await expect(other.getByRole('status').filter({ hasText: 'Your comment is published.' })).toBeVisible();
    await takenOver(other);
    await other.getByRole('button', { name: 'Love' }).first().click();
    await expect(other.getByRole('button', { name: 'Love' }).first()).toHaveAttribute('aria-pressed', 'true');
    await axe(other);
    await picture(other, 'community-post');
    await visit(other, `${WORKBENCH}/members`);
    await axe(other);
    await picture(other, 'community-members');
  });

  await test.step('a moderator hides it', async () => {
    const moderator = await learner(imogen.email);
    await visit(moderator, post);
    await moderator.getByLabel(`Actions for the text of ${clemence.name}`).first().click();
    await moderator.getByRole('button', { name: 'Hide' }).first().click();
    await expect(moderator.getByRole('status').filter({ hasText: 'Hidden' })).toBeVisible();
    const reader = await learner(helene.email);
    expect((await reader.goto(post))?.status()).toBe(404);
  });

  await test.step('an admin bans its author', async () => {
    await visit(admin, '/admin/communities');
    await axe(admin);
    await picture(admin, 'admin-communities');
    await admin.getByRole('link', { name: 'The Workbench' }).click();
    await expect(admin.getByRole('heading', { level: 1 })).toContainText('The Workbench');
    await takenOver(admin);
    await axe(admin);
    await picture(admin, 'admin-community');
    await admin.getByLabel(`Actions for ${clemence.name}`).click();
    await admin.getByRole('button', { name: 'Ban' }).click();
    await expect(admin.getByRole('listitem').filter({ hasText: clemence.name })).toContainText('Banned');
    expect((await page.goto(post))?.status()).toBe(403);
  });
});

test('what is written elsewhere shows without a reload', { tag: '@scripts' }, async ({ learner }) => {
  const reader = await learner(priya.email);
  await visit(reader, `${WORKBENCH}/pricing`);
  const writer = await learner(imogen.email);
  await visit(writer, `${WORKBENCH}/pricing`);
  await writer.locator('.new-post > summary').click();
  await writer.locator('#post-text').fill('Fresh from the press');
  await writer.getByRole('button', { name: 'Publish' }).click();
  await expect(writer.getByText('Your post is published.')).toBeVisible();
  await expect(reader.getByText('1 new post')).toBeVisible();
  await reader.getByRole('button', { name: 'Show' }).click();
  await expect(reader.getByText('Fresh from the press')).toBeVisible();
});
