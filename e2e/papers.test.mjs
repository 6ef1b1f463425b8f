// Papers on a case and on the request that it came from: added, refused, downloaded, entered in error.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { journeyOnPhone } from './journey.mjs';

const pdf = { name: 'Scan 0001.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n% signed\n%%EOF\n') };
const drawing = { name: 'plan.png', mimeType: 'image/png', buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') };

journeyOnPhone('a lead professional adds a paper to a case, downloads it and says that it was entered in error', async (steps) => {
  const { as, open, press, fill, see, check, wrong, kept, page } = steps;
  await as('lead-professional');
  await open('/cases');
  await press('Kayleigh Thorne');
  const home = new URL(page().url()).pathname;
  await open(`${home}/papers`);
  await see('No paper has been added.');
  await check('papers-none');
  await press('Add a paper');
  await check('paper-new');
  await press('Add');
  await wrong('Enter what the paper is called');
  await wrong('Select what the paper is');
  await wrong('Choose a file');
  await check('paper-new-errors');

  const typed = { 'What is the paper called?': 'Signed in November' };
  await fill({ ...typed, 'What is it?': 'A signed consent' });
  await page().getByLabel('File', { exact: true }).setInputFiles(drawing);
  await press('Add');
  await wrong('The file must be a PDF');
  await kept(typed);

  await byKeyboard(steps);
  await see('The paper was added');
  await see('Signed in November');
  await check('papers');
  await downloaded(steps, 'Signed in November.pdf');

  await press(/^Mark as entered in error/);
  await check('paper-error');
  await fill({ 'Why should it not be here?': 'It is about another family' });
  await press('Mark as entered in error');
  await see('Entered in error: It is about another family');
  await check('papers-in-error');

  await press('Papers that came with the request');
  await see('No paper has been added.');
  await check('referral-papers');
});

journeyOnPhone('a coordinator adds a paper to a request', async (steps) => {
  const { as, open, press, fill, see, check, kept, page } = steps;
  await as('coordinator');
  await open('/referrals');
  await page().locator('main a[href^="/referrals/"]').first().waitFor();
  const hrefs = await page().locator('main a[href^="/referrals/"]').evaluateAll((links) => links.map((it) => it.getAttribute('href')));
  const home = hrefs.find((it) => /^\/referrals\/[0-9a-f-]{36}$/.test(it));
  await open(home);
  await press('Papers');
  await press('Add a paper');
  await check('referral-paper-new');
  await fill({ 'What is the paper called?': 'School report', 'What is it?': 'An assessment or a report' });
  await tooLarge(steps);
  await kept({ 'What is the paper called?': 'School report' });
  await page().getByLabel('File', { exact: true }).setInputFiles(pdf);
  await press('Add');
  await see('School report');
  await downloaded(steps, 'School report.pdf');
  await press(/^Mark as entered in error/);
  await check('referral-paper-error');
});

/** The whole form without a mouse; the picker of files is the browser's own. */
async function byKeyboard({ page }) {
  const keys = page().keyboard;
  await page().getByLabel('What is the paper called?', { exact: true }).focus();
  await keys.press('Tab');
  await keys.press('Space');
  await keys.press('Tab');
  const file = page().getByLabel('File', { exact: true });
  assert.ok(await file.evaluate((it) => it === document.activeElement), 'the file comes after what the paper is');
  await file.setInputFiles(pdf);
  await keys.press('Tab');
  await Promise.all([page().waitForEvent('load'), keys.press('Enter')]);
}

/** A browser that has sent all of a file that is too large reads the answer. */
async function tooLarge({ page, press, see }) {
  const folder = await mkdtemp(join(tmpdir(), 'paper-'));
  const path = join(folder, 'large.pdf');
  await writeFile(path, Buffer.alloc(26 * 1024 * 1024, '%PDF-1.7 '));
  await page().getByLabel('File', { exact: true }).setInputFiles(path);
  await press('Add');
  await see('The file must be 25 MB or smaller.');
  await rm(folder, { recursive: true });
}

async function downloaded({ page }, name) {
  const link = page().getByRole('link', { name: `Download ${name.replace('.pdf', '')}`, exact: true });
  const [download] = await Promise.all([page().waitForEvent('download'), link.click()]);
  assert.equal(download.suggestedFilename(), name);
  assert.equal(String(await readFile(await download.path())), String(pdf.buffer));
}
