// Somebody asks what is held about them: the request, what somebody decides on, the file that leaves, and the end.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { inDays, journeyOnPhone } from './journey.mjs';

journeyOnPhone('a coordinator answers what is held about somebody, and leaves out what is about somebody else', async (steps) => {
  const { as, open, press, fill, see, check, wrong, kept, page } = steps;
  await as('coordinator');
  await find(steps, 'Dylan Marsh');
  await press('Requests to see what is held');
  await see('Nobody has asked yet.');
  await check('access-requests-none');
  await press('Record a request');
  await check('access-request-new');
  const known = { 'How do you know who asks?': 'I saw his passport' };
  await fill(known);
  await press('Record');
  await wrong('Select who asks');
  await wrong('Enter the day on which it was received');
  await kept(known);
  await check('access-request-new-errors');
  await fill({ 'Who asks?': 'The person themself', 'When was it received?': inDays(0) });
  await press('Record');
  await see('The request was recorded');
  await check('access-request');
  const home = new URL(page().url()).pathname;

  await open('/');
  await see('1 request waits for an answer.');
  await check('home-access');
  await press(/^Open the one that is due first/);

  await open(`${home}/items/1`);
  await check('access-items');
  await press('Save');
  await wrong('Select for at least one thing whether it goes into the answer');
  await check('access-items-errors');
  // What could put somebody in danger is answered one by one, the rest of a page that was read by one press.
  for (let turn = 0; turn < 9; turn += 1) {
    await open(`${home}/items/1`);
    const undecided = await page().locator('select:has(option:text-is("Select"))').all();
    if (undecided.length === 0) break;
    const rest = page().getByLabel('Everything on this page that I have not answered goes in');
    if ((await rest.count()) > 0) await rest.check();
    else for (const select of undecided) await select.selectOption({ label: 'Leave it out: It is about somebody else, or came from somebody who must not be known' });
    await press('Save');
  }
  await open(home);
  await see('Nothing waits to be decided.');
  await check('access-request-decided');
  const answer = page().getByRole('button', { name: 'Download the answer', exact: true });
  const [file] = await Promise.all([page().waitForEvent('download'), answer.click()]);
  const text = await readFile(await file.path(), 'utf8');
  assert.match(text, /What is held about you/);
  assert.match(text, /Dylan/);
  assert.match(file.suggestedFilename(), /^What is held about you\.html$/);

  await open(`${home}/extension`);
  await check('access-extension');
  await press('Save');
  await wrong('Enter why it takes longer');
  await open(`${home}/end`);
  await check('access-end');
  await fill({ 'How did it end?': 'The answer was given' });
  await press('Save');
  await see('The request is over');
  await check('access-requests');
});

/** Opens somebody's record by their name. */
async function find({ open, fill, press }, name) {
  await open('/people');
  await fill({ Name: name });
  await press('Search');
  await press(name);
}
