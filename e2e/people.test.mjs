// A person's record: what is known of them, with whom they live, how to reach them, and who may see it.
import assert from 'node:assert/strict';
import { inDays, journey, journeyOnPhone } from './journey.mjs';

journey('two windows change one record, and the second to save loses nothing and sees both', async (steps) => {
  const { as, press, fill, see, check, kept, page } = steps;
  await as('practitioner');
  await find(steps, 'Ben Aldous');
  await press('Change (Who they are)');
  const other = await page().context().newPage();
  await other.goto(page().url());
  await other.getByLabel('NHS number (optional)', { exact: true }).fill('943 476 5919');
  await Promise.all([other.waitForEvent('load'), other.getByRole('button', { name: 'Save changes' }).click()]);
  await other.close();

  await fill({ 'Given name': 'Benjamin' });
  await press('Save changes');
  assert.match(await page().title(), /^Not saved: /);
  await see('Not saved: someone else changed this');
  await kept({ 'Given name': 'Benjamin' });
  await check('changed-meanwhile');
  await page().getByRole('link', { name: 'See what it says now' }).click();
  assert.equal(await page().evaluate(() => document.activeElement.id), 'now', 'the focus goes there');
  await press('Save changes');
  await see('The changes were saved');
  await see('Benjamin Aldous');
  await see('943 476 5919');
});

journeyOnPhone('a referrer keeps what is known of a person right', async (steps) => {
  const { as, open, press, fill, see, check, wrong, kept, page } = steps;
  await as('practitioner');
  await find(steps, 'Ben Aldous');
  const home = new URL(page().url()).pathname;
  await check('person-referred');

  await press('Change (Who they are)');
  await fill({ 'NHS number (optional)': '943 476 5918' });
  await check('person-change');
  await press('Save changes');
  await wrong('NHS number');
  await kept({ 'NHS number (optional)': '943 476 5918' });
  await check('person-change-errors');
  await fill({ 'NHS number (optional)': '943 476 5919' });
  await press('Save changes');
  await see('The changes were saved');

  await press('Change (Contact details)');
  await fill({ 'This is a refuge, or an address that must not be known': true, 'Postcode (optional)': 'X' });
  await check('contact');
  await press('Save changes');
  await wrong('postcode');
  await check('contact-errors');
  await fill({
    'This is a refuge, or an address that must not be known': false,
    'Postcode (optional)': 'CM1 1AA',
    'District (optional)': 'Cedarholme',
  });
  await press('Save changes');
  await wrong('The postcode is in Alderby. Select Alderby, or correct the postcode');
  await check('contact-district-errors');
  await fill({ 'District (optional)': 'Not known' });
  await press('Save changes');
  await see('The changes were saved');
  await see('Alderby');
  await press('Change (Contact details)');
  await fill({ 'This is a refuge, or an address that must not be known': true });
  await fill({ 'Postcode (optional)': 'NM1 2AB', 'Safe contact (optional)': 'Text first; never leave a message.' });
  await press('Save changes');
  await see('This address is confidential.');
  await check('person-confidential');

  await press('Add someone to the household');
  await check('household');
  await press('Add to the household');
  await wrong('Search for someone, then select them');
  await check('household-errors');
  await fill({ 'Name of the person who lives there': 'Dylan Marsh' });
  await press('Search');
  await fill({ 'Who is it?': 'Dylan Marsh', 'What is their part in the household?': 'Someone else who lives there' });
  await check('household-found');
  await press('Add to the household');
  await see('The household was changed');
  await see('Dylan Marsh');
  await check('person-household');
  await press('Record that this person left the household');
  await check('leaving');
  await press('Record that they left');
  await wrong('Enter the day they left');
  await check('leaving-errors');
  await fill({ 'On which day did they leave?': inDays(0) });
  await press('Record that they left');
  await check('person-left');
  assert.equal(await open(`${home}/restriction`), 403);
  await see('The information-sharing agreement says');
  await check('refused');
});

journey('a coordinator limits a record to named staff and bars a relative', async (steps) => {
  const { as, open, press, fill, see, gone, check, wrong, page } = steps;
  await as('coordinator');
  await find(steps, 'Dylan Marsh');
  const home = new URL(page().url()).pathname;
  await press('Bar someone from this record');
  await check('bars');
  await fill({ 'Which member of staff?': 'Lena Marsh, Northmere Council' });
  await press('Bar them from the record');
  await wrong('Enter why');
  await check('bars-errors');
  await fill({ 'Why must they not see the record?': 'She is his aunt.' });
  await press('Bar them from the record');
  await open(`${home}/bars`);
  await see('Barred now');
  await check('bars-one');
  await press(/^Let back/);
  await check('lifting');
  await press('Let them back');
  await wrong('Enter why');
  await check('lifting-errors');
  await fill({ 'Why may they see the record again?': 'It was another Marsh.' });
  await press('Let them back');
  await open(`${home}/bars`);
  await see('Barred before');
  await check('bars-lifted');

  await open(home);
  await press('Limit this record to named staff');
  await check('restriction');
  await fill({ 'Is the record limited to named staff?': 'Yes' });
  await fill({ 'Who may see it?': ['Amara Cole, Northmere Community Health'] });
  await press('Save');
  await see('Who may see the record was changed');
  await check('person-restricted');
  await press('Who has looked at this record');
  await see('Priya Nair');
  await check('person-readers');

  for (const kept of ['member', 'front-door', 'practitioner']) {
    await as(kept);
    assert.equal(await open(home), 404, kept);
    await gone('Dylan');
    await open('/cases');
    await gone('Dylan');
  }
  await as('practitioner');
  await open('/people');
  await fill({ Name: 'Dylan Marsh' });
  await press('Search');
  await see('Nobody whose record you may see matches.');
  await open('/searches');
  await see('Nobody has searched for a person you look after.');
  await check('searches-empty');
  await as('coordinator');
  await open('/searches');
  await see('Alderby High School');
  await check('searches');
  await as('front-door');
  await open('/');
  await check('home-front-door');
  await open('/referrals?status=all');
  await see('Amina Yusuf');
  await check('referrals-as-front-door');
});

async function find({ open, press, fill, see }, name) {
  await open('/people');
  await fill({ Name: name });
  await press('Search');
  await press(name);
  await see(name);
}
