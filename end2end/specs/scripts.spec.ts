// Once scripts have taken over: nothing jumps, and what cannot be loaded says so and can be tried again.
import type { Page } from '@playwright/test';

import { arjun, helene, rhys } from '../support/people.ts';
import { expect, inBothThemes, takenOver, test, visit } from '../support/test.ts';

/** What a server function answers while the database cannot serve. */
const BUSY = { status: 503, contentType: 'application/json', body: '"Busy"' };

test('nothing jumps while scripts take over', async ({ learner }) => {
  const page = await learner(arjun.email);
  await expect(page).toHaveURL(/\/courses$/);
  await watchShifts(page);
  for (const address of ['/courses', '/courses/your-first-workshop', '/courses/your-first-workshop/lessons/the-first-eight-people', '/account']) {
    await visit(page, address);
    expect(await shifts(page), `jumps on ${address}`).toEqual([]);
  }
  // What would be told if something did.
  await page.evaluate(() => {
    const pushed = document.createElement('p');
    pushed.style.height = '200px';
    document.body.prepend(pushed);
  });
  await expect.poll(() => shifts(page)).not.toEqual([]);
});

test('a form that is refused for now says so where it is, keeps what was typed, and is sent when it is tried again', async ({ learner, axe, complaints, picture }) => {
  complaints.allow(/status of 503/);
  const page = await learner(rhys.email, '--to', 'course/photographs-by-a-window');
  await page.getByRole('region', { name: 'Lessons' }).getByRole('link').first().click();
  const text = page.getByLabel('Your comment');
  await expect(text).toBeVisible();
  await takenOver(page);
  await page.route('**/fn/**', (route) => route.fulfill(BUSY));
  await text.fill('Does a north window do?');
  const send = page.getByRole('button', { name: 'Send comment' });
  await send.click();
  const form = page.locator('form').filter({ has: text });
  await expect(form.getByRole('alert')).toHaveText('The portal is busy. Nothing was changed; try again in a moment.');
  await expect(text).toHaveValue('Does a north window do?');
  await inBothThemes(page, axe);
  await picture(page, 'comment-refused');
  await page.unrouteAll({ behavior: 'wait' });

  // Two clicks are one wish.
  let sent = 0;
  await page.route('**/fn/comments/write', (route) => {
    sent += 1;
    return route.continue();
  });
  await send.evaluate((button: HTMLButtonElement) => {
    button.click();
    button.click();
  });
  await expect(page.getByRole('status').filter({ hasText: 'Your comment is posted.' })).toBeVisible();
  await expect(page.getByRole('article').filter({ hasText: 'Does a north window do?' })).toHaveCount(1);
  expect(sent).toBe(1);
});

test('what one does on a page leaves the rest of it as it is', async ({ learner }) => {
  const page = await learner(helene.email);
  await expect(page).toHaveURL(/\/(courses|communities)$/);

  await test.step('a lesson is marked while a comment is half written', async () => {
    await visit(page, '/courses/photographs-by-a-window');
    await page.getByRole('region', { name: 'Leçons' }).getByRole('link').first().click();
    const text = page.getByLabel('Votre commentaire');
    await expect(text).toBeVisible();
    await takenOver(page);
    await text.fill('Et par temps gris ?');
    const mark = page.getByRole('navigation', { name: 'Leçons' }).getByRole('button');
    const pressed = (await mark.getAttribute('aria-pressed')) ?? '';
    await mark.scrollIntoViewIfNeeded();
    const place = (await mark.boundingBox())?.y ?? 0;
    await mark.click();
    await expect(mark).not.toHaveAttribute('aria-pressed', pressed);
    await expect(mark).toBeFocused();
    await expect(text).toHaveValue('Et par temps gris ?');
    // What comes or goes above it moves nothing under the reader's hands.
    expect((await mark.boundingBox())?.y).toBeCloseTo(place, -2);
    await mark.click();
    await expect(mark).toHaveAttribute('aria-pressed', pressed);
  });

  await test.step('a dialog opens and closes above a comment that is half written', async () => {
    await visit(page, '/communities/the-workbench/show-and-tell');
    await page.getByRole('main').getByRole('link', { name: '1 commentaire' }).first().click();
    const text = page.getByLabel('Écrire un commentaire');
    await expect(text).toBeVisible();
    await takenOver(page);
    await text.fill('Merci pour');
    const reaction = page.locator('article.post').getByRole('button', { name: 'Bravo' });
    const given = (await reaction.getAttribute('aria-pressed')) ?? '';
    await reaction.click();
    await expect(reaction).not.toHaveAttribute('aria-pressed', given);
    await expect(reaction).toBeFocused();
    const answer = page.getByRole('link', { name: 'Répondre' }).first();
    for (const close of [() => page.keyboard.press('Escape'), () => page.getByRole('dialog').getByRole('link', { name: 'Annuler' }).click()]) {
      await answer.click();
      await expect(page.getByRole('dialog').getByRole('textbox')).toBeFocused();
      await close();
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await expect(answer).toBeFocused();
    }
    await expect(text).toHaveValue('Merci pour');
  });
});

test('a page whose data is refused for now says so, and loads when it is tried again', async ({ admin: page, axe, complaints }) => {
  complaints.allow(/status of 503/);
  await visit(page, '/admin/contacts');
  await page.route('**/fn/**', (route) => route.fulfill(BUSY));
  const menu = page.getByRole('navigation', { name: 'Main' });
  await menu.getByText('Memberships').click();
  await menu.getByRole('link', { name: 'Offers' }).click();
  const alert = page.getByRole('alert').filter({ hasText: 'The portal is busy.' });
  await expect(alert).toBeVisible();
  await axe(page);
  await page.unrouteAll({ behavior: 'wait' });
  await tryAgain(page).click();
  await expect(page.getByRole('row').filter({ hasText: 'Maker Essentials' })).toBeVisible();
  await expect(alert).toHaveCount(0);
});

test('all parts of a page lose the connection at once', async ({ admin: page }) => {
  await visit(page, '/admin/courses');
  await page.getByRole('link', { name: 'Your First Workshop' }).click();
  const terms = page.getByRole('region', { name: 'Certificate' });
  await expect(terms).toBeVisible();
  await takenOver(page);
  await loseTogether(page, ['courses/load', 'certificates/terms', 'comments/are-on']);
  await terms.getByRole('button', { name: 'Save' }).click();
  const alert = page.getByRole('alert').filter({ hasText: 'The portal could not be reached.' });
  await expect(alert).toHaveCount(1);
  await tryAgain(page).click();
  await expect(terms.getByLabel('Signed by')).toBeVisible();
  await expect(alert).toHaveCount(0);
});

test('the connection is lost: nothing is lost with it', async ({ learner, complaints }) => {
  complaints.allow(/net::ERR_INTERNET_DISCONNECTED/);
  const page = await learner(arjun.email, '--to', 'course/your-first-workshop/the-first-eight-people');
  await expect(page).toHaveURL(/\/the-first-eight-people$/);
  await takenOver(page);
  // What is being fetched when the connection goes would be complained of.
  await page.evaluate(() => navigator.serviceWorker.ready);
  const mark = page.getByRole('navigation', { name: 'Lessons' }).getByRole('button');
  const pressed = (await mark.getAttribute('aria-pressed')) ?? '';
  const alert = page.getByRole('alert').filter({ hasText: 'The portal could not be reached.' });

  await page.context().setOffline(true);
  await mark.click();
  await expect(alert).toBeVisible();
  await expect(mark).toHaveAttribute('aria-pressed', pressed);
  await page.context().setOffline(false);
  await mark.click();
  await expect(mark).not.toHaveAttribute('aria-pressed', pressed);
  await expect(alert).toHaveCount(0);
});

const tryAgain = (page: Page) => page.getByRole('main').getByRole('link', { name: 'Try again' });

/** Breaks the connection in the one moment in which all these server functions wait for their answer, as it is when a network goes. */
async function loseTogether(page: Page, endpoints: string[]): Promise<void> {
  await page.evaluate((endpoints) => {
    const { fetch } = window;
    const waiting = new Map<string, (why: Error) => void>();
    window.fetch = (input, init) => {
      const { pathname } = new URL(input instanceof Request ? input.url : input, location.href);
      const endpoint = endpoints.find((endpoint) => pathname === `/fn/${endpoint}`);
      if (!endpoint) return fetch(input, init);
      return new Promise((_, reject) => {
        waiting.set(endpoint, reject);
        if (waiting.size < endpoints.length) return;
        window.fetch = fetch;
        for (const lose of waiting.values()) lose(new TypeError('Failed to fetch'));
      });
    };
  }, endpoints);
}

/** From the next page on, keeps what moved without anybody having asked for it (the Layout Instability API). */
async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    interface Shift extends PerformanceEntry {
      value: number;
      sources: { node: Node | null }[];
    }
    const told: string[] = [];
    const keep = (entries: PerformanceEntryList) => {
      // What the parser has not reached yet makes room for itself; scripts come after it.
      const parsed = (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming).domInteractive || Infinity;
      for (const { value, sources } of (entries as Shift[]).filter(({ startTime }) => startTime >= parsed)) {
        const nodes = sources.map(({ node }) => (node instanceof Element ? node.outerHTML.slice(0, 120) : node?.textContent));
        told.push(`${value}: ${nodes.join(' · ')}`);
      }
    };
    const observer = new PerformanceObserver((list) => keep(list.getEntries()));
    observer.observe({ type: 'layout-shift', buffered: true });
    Object.assign(window, {
      shifts: () => {
        keep(observer.takeRecords());
        return told;
      },
    });
  });
}

/** What has moved on this page up to the frame after next. */
function shifts(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    await document.fonts.ready;
    for (let frame = 0; frame < 2; frame++) await new Promise((next) => requestAnimationFrame(next));
    return (window as unknown as { shifts(): string[] }).shifts();
  });
}
