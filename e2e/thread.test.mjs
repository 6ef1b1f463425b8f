import assert from 'node:assert/strict';
import { journey } from './journey.mjs';

journey('a coordinator reads a case from the list to its chronology', async ({ as, open, press, see, check, page }) => {
  await as('coordinator');
  assert.equal(await open('/referrals'), 200);
  await check('referrals');
  assert.equal(await open('/cases'), 200);
  await see('Kayleigh Thorne');
  await check('cases');
  await press('Kayleigh Thorne');
  await check('case');
  const own = new URL(page().url()).pathname;
  assert.equal(await open(`${own}/chronology`), 200);
  await check('chronology');
  assert.equal(await open(`${own}/readers`), 200);
  await see('Priya Nair');
  await check('readers');
});

journey('an outsider finds nothing of it', async ({ as, open, gone, page }) => {
  await as('coordinator');
  await open('/cases');
  const link = await page().getByRole('link', { name: 'Kayleigh Thorne' }).first().getAttribute('href');
  await as('outsider');
  assert.equal(await open('/cases'), 200);
  await gone('Kayleigh');
  assert.equal(await open(link), 404);
  await gone('Kayleigh');
});

journey('the information governance lead reads the ledger and no case', async ({ as, open, gone, check }) => {
  await as('governance');
  assert.equal(await open('/ledger'), 200);
  await gone('Kayleigh');
  await check('ledger');
  assert.equal(await open('/agreement'), 200);
  await check('agreement');
});
