// node lighthouse.mjs BINARY FILE: see scripts/lighthouse. Each page is looked at three times; the figures are the medians.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { chromium } from '@playwright/test';

const PAGES = [
  ['sign-in', '/sign-in', false],
  ['course grid', '/courses', true],
  ['lesson', '/courses/price-your-work/lessons/find-your-floor', true],
  ['community', '/communities/the-workbench', true],
];
const LEARNER = 'priya.nandakumar@example.com';
const ROUNDS = 3;
const HEADING = '## Lighthouse';

const run = promisify(execFile);
const [binary, file] = process.argv.slice(2).map((path) => resolve(path));
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'latchkey-lighthouse-'));
const port = 20_000 + Math.floor(Math.random() * 10_000);
const url = `http://localhost:${port}`;
const env = {
  PATH: process.env.PATH,
  DATABASE_URL: `sqlite:${join(folder, 'portal.db')}`,
  LATCHKEY_LISTEN: `127.0.0.1:${port}`,
  LATCHKEY_PUBLIC_URL: url,
  LATCHKEY_DATA_DIR: join(folder, 'data'),
  LATCHKEY_SITE_DIR: join(root, 'dist'),
  LATCHKEY_PUBLIC_DIR: join(root, 'public'),
  LATCHKEY_DEMO: 'true',
};

/** The headers with which a browser that has opened a magic link asks for pages. */
async function signIn() {
  const { stdout: link } = await run(binary, ['link', LEARNER], { cwd: folder, env });
  const browser = await chromium.launch({ executablePath: process.env.CHROME_PATH });
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link.trim());
  await page.getByRole('main').getByRole('button').click();
  await page.waitForURL('**/courses');
  const cookies = await context.cookies();
  await browser.close();
  return { Cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') };
}

async function look(path, headers) {
  const options = ['--quiet', '--output=json', '--only-categories=performance,accessibility,best-practices'];
  const flags = '--chrome-flags=--headless=new --no-sandbox --disable-gpu';
  const args = [process.env.LIGHTHOUSE, url + path, ...options, flags, `--extra-headers=${JSON.stringify(headers)}`];
  const { stdout } = await run('node', args, { maxBuffer: 64 << 20, env: process.env });
  return JSON.parse(stdout);
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const server = spawn(binary, ['serve'], { cwd: folder, env, stdio: 'ignore' });
try {
  const deadline = Date.now() + 60_000;
  while (!(await fetch(`${url}/healthz`).catch(() => null))?.ok) {
    if (Date.now() > deadline) throw new Error('the server did not start');
    await wait(50);
  }
  const headers = await signIn();
  const rows = [];
  let version = '';
  for (const [name, path, inside] of PAGES) {
    const reports = [];
    for (let round = 0; round < ROUNDS; round++) reports.push(await look(path, inside ? headers : {}));
    version = reports[0].lighthouseVersion;
    const score = (category) => Math.round(100 * median(reports.map((report) => report.categories[category].score)));
    const value = (audit) => median(reports.map((report) => report.audits[audit].numericValue));
    const cells = [
      score('performance'),
      score('accessibility'),
      score('best-practices'),
      `${(value('largest-contentful-paint') / 1000).toFixed(1)} s`,
      value('cumulative-layout-shift').toFixed(2),
      `${Math.round(value('total-blocking-time'))} ms`,
      `${Math.round(value('total-byte-weight') / 1000)} KB`,
    ];
    rows.push(`| ${name} | ${cells.join(' | ')} |`);
    console.log(rows.at(-1));
  }
  const section = [
    HEADING,
    `Written by \`scripts/lighthouse\`: Lighthouse ${version}, mobile preset (a slow phone on slow 4G, as it simulates them), Debian's Chromium,`,
    `release build, demo content, medians of ${ROUNDS}. All there is to download, pictures too.`,
    '',
    '| | performance (≥ 95) | accessibility (100) | best practices (100) | LCP (≤ 1.5 s) | CLS (0) | TBT (≤ 100 ms) | bytes |',
    '|---|---:|---:|---:|---:|---:|---:|---:|',
    ...rows,
    '',
  ].join('\n');
  const before = (await readFile(file, 'utf8')).split(`\n${HEADING}\n`)[0].trimEnd();
  await writeFile(file, `${before}\n\n${section}`);
} finally {
  server.kill();
  await rm(folder, { recursive: true, force: true });
}
