// What makes a page French.
import { expect, type Page } from '@playwright/test';

/** Words of the pages that are the same in no other language; what the demo content's customer wrote holds none of them. */
const ENGLISH = new RegExp(
  `\\b(?:${[
    'Save|Cancel|Close|Search|Settings|Add|Filter|Sign (?:in|out)|Optional|Loading|Skip to content|Your account|Dashboard',
    'Copy|Copied|Generate|Regenerate|Revoke|Delete|Upload|Next|Previous|Back|Completed|Try again|Check|Step',
    'Password|Welcome|Enter|Works|Until|Expires|Invited|Joined|Draft|Published|Courses|Offers|Name|Phone|Devices',
  ].join('|')})\\b`,
);

/** The page speaks French, says `heading`, and no word of its own is English. */
export async function inFrench(page: Page, heading: string): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(heading);
  expect(await page.locator('body').innerText(), 'untranslated').not.toMatch(ENGLISH);
}
