// Comments below a lesson: asked, changed, answered, hidden, deleted.
import { carmen, priya } from '../support/people.ts';
import { expect, takenOver, test, visit } from '../support/test.ts';

const LESSON = '/courses/photographs-by-a-window';

test('a learner asks, the trainer answers, and what is out of place is hidden', async ({ admin, learner, axe, picture }) => {
  test.setTimeout(90_000);
  const page = await learner(priya.email);
  await visit(page, LESSON);
  await page.getByRole('region', { name: 'Lessons' }).getByRole('link').first().click();
  await expect(page).toHaveURL(/\/lessons\//);
  await takenOver(page);
  const address = new URL(page.url()).pathname;
  const comments = page.getByRole('region', { name: 'Comments' });

  await test.step('she writes one, with a picture that nobody sees', async () => {
    await comments.getByLabel('Your comment').fill('Which **window** is best? ![x](https://example.org/x.png)');
    await comments.getByRole('button', { name: 'Send comment' }).click();
    await expect(comments.getByRole('status').filter({ hasText: 'Your comment is posted.' })).toBeVisible();
    await expect(comments.getByRole('article').filter({ hasText: priya.name })).toContainText('Which window is best?');
    await expect(comments.getByRole('img', { name: 'x', exact: true })).toHaveCount(0);
    await axe(page);
    await picture(page, 'comments');
  });

  await test.step('and changes it', async () => {
    await visit(page, address);
    await comments.getByRole('link', { name: /^Change your comment/ }).click();
    const own = comments.getByRole('article').filter({ has: page.getByRole('button', { name: 'Save comment' }) });
    await expect(own.getByRole('textbox', { name: 'Your comment' })).toHaveValue(/Which \*\*window\*\*/);
    await own.getByRole('textbox', { name: 'Your comment' }).fill('Which window is best in winter?');
    await own.getByRole('button', { name: 'Save comment' }).click();
    await expect(comments.getByRole('status').filter({ hasText: 'Your comment was changed.' })).toBeVisible();
    await expect(comments).toContainText('Which window is best in winter?');
  });

  await test.step('the trainer finds it and answers', async () => {
    await visit(admin, '/admin/portal/dashboard');
    await admin.getByRole('link', { name: /^New comments/ }).click();
    await expect(admin.getByRole('heading', { level: 1 })).toHaveText('New comments');
    await axe(admin);
    await picture(admin, 'comments-new');
    await admin.getByRole('link', { name: new RegExp(`^Open the comment of ${priya.name}`) }).first().click();
    await takenOver(admin);
    const thread = admin.getByRole('region', { name: 'Comments' });
    const asked = thread.getByRole('listitem').filter({ hasText: 'Which window is best in winter?' });
    await asked.getByText('Answer', { exact: true }).click();
    await asked.getByLabel(`Answer to ${priya.name}`).fill('The one to the south.');
    await asked.getByRole('button', { name: 'Send answer' }).click();
    await expect(thread).toContainText('The one to the south.');
    await axe(admin);
  });

  await test.step('the learner reads who answered', async () => {
    await visit(page, address);
    const answer = comments.getByRole('article').filter({ hasText: 'The one to the south.' });
    await expect(answer).toContainText('Trainer');
  });

  await test.step('another learner has no way to change it', async () => {
    const other = await learner(carmen.email);
    await visit(other, address);
    await expect(other.getByRole('region', { name: 'Comments' }).getByRole('article').filter({ hasText: priya.name })).toBeVisible();
    await expect(other.getByRole('link', { name: /^Change your comment/ })).toHaveCount(0);
  });

  await test.step('hidden, it is gone for learners', async () => {
    await visit(admin, address);
    await admin.getByRole('button', { name: `Hide the comment of ${priya.name}` }).click();
    await expect(admin.getByRole('button', { name: `Show the comment of ${priya.name} again` })).toBeVisible();
    await visit(page, address);
    await expect(comments).not.toContainText('Which window is best in winter?');
    await visit(admin, address);
    await admin.getByRole('button', { name: `Show the comment of ${priya.name} again` }).click();
    await expect(admin.getByRole('button', { name: `Hide the comment of ${priya.name}` })).toBeVisible();
  });

  await test.step('deleted by its author, after a question', async () => {
    await visit(page, address);
    await comments.getByRole('link', { name: /^Delete your comment/ }).click();
    await page.getByRole('dialog', { name: 'Delete your comment?' }).getByRole('button', { name: 'Delete' }).click();
    await expect(comments.getByRole('status').filter({ hasText: 'Your comment was deleted.' })).toBeVisible();
    await expect(comments).not.toContainText('in winter');
  });
});
