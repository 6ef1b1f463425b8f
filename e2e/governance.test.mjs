// Those who look after the whole: the agreement, the ledger, the figures; and what is refused to them.
import assert from 'node:assert/strict';
import { journey, journeyOnPhone } from './journey.mjs';

journey('the information governance lead reads the ledger and no case', async (steps) => {
  const { as, open, press, see, gone, check } = steps;
  await as('governance');
  await check('home-governance');
  await open('/ledger');
  await gone('Kayleigh');
  await check('ledger');
  await press('Jo Fielding');
  await check('ledger-of-one');
  await open('/ledger?outcome=refused');
  await see('There is no entry like this.');
  await check('ledger-empty');
  await open('/ledger?practitioner=somebody');
  await check('ledger-errors');
  await open('/ledger');
  await press(/^referral ?: who has looked at it/);
  await see('Who has looked at this record');
  await gone('Kayleigh');
  await check('referral-readers');
  await open('/agreement');
  await see('Staff barred from a record never see it, whatever their role.');
  await check('agreement');
  assert.equal(await open('/cases'), 403);
  await check('governance-sees-no-case');
});

journeyOnPhone('figures are exact for the chair and guarded for the analyst', async ({ as, open, press, fill, see, check }) => {
  await as('chair');
  await open('/reports');
  await check('reports');
  for (const report of ['allocation', 'returns', 'referrers', 'funnel']) {
    assert.equal(await open(`/reports/${report}`), 200, report);
    await check(`report-${report}`);
  }
  await fill({ 'Last day': '2020-01-01' });
  await press('Show figures');
  await check('report-errors');
  await as('analyst');
  await check('home-analyst');
  await open('/reports');
  await press('Requests and allocations by place');
  await see('fewer than');
  await check('report-as-analyst');
  assert.equal(await open('/cases'), 403);
});

journey('somebody who is not signed in is asked to', async ({ asNobody, open, see, check, page }) => {
  await asNobody();
  assert.equal(await open('/cases'), 200);
  await page().getByLabel('Password', { exact: true }).waitFor();
  await check('sign-in');
  assert.equal(await open('/demo'), 200);
  await check('demo');
  assert.equal(await open('/no-such-page'), 404);
  await see('Page not found');
  await check('no-such-page');
  assert.equal(await open('/link/nothing'), 409);
  await check('link-unknown');
});
