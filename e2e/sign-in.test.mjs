import assert from 'node:assert/strict';
import { journey } from './journey.mjs';

journey('somebody who is not signed in is asked to', async ({ asNobody, open, check, page }) => {
  await asNobody();
  assert.equal(await open('/'), 200);
  await page().getByLabel('Password', { exact: true }).waitFor();
  await check('sign-in');
});

journey('each role of the demo signs in with one press', async ({ as, check, page }) => {
  await as('coordinator');
  await page().getByRole('heading', { level: 1 }).waitFor();
  await check('start-coordinator');
});
