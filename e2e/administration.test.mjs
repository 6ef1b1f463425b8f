// Running the partnership: organisations, accounts, one-time links, signing in and out.
import assert from 'node:assert/strict';
import { journey } from './journey.mjs';

const password = 'lantern orchard tuesday';
const wrongPassword = 'lantern orchard monday';

journey('an administrator adds an organisation', async ({ as, open, press, fill, see, check, wrong, kept }) => {
  await as('administrator');
  await check('home-administrator');
  await open('/organisations');
  await check('organisations');
  await press('Add an organisation');
  await check('organisation-new');
  await fill({ 'Group it counts under when it refers (optional)': 'castle' });
  await press('Add organisation');
  await wrong('Enter');
  await wrong('Select');
  await kept({ 'Group it counts under when it refers (optional)': 'castle' });
  await check('organisation-new-errors');
  await fill({
    Name: 'Cedarholme Food Bank',
    'What kind of organisation is it?': 'Charity or community group',
    'Group it counts under when it refers (optional)': 'voluntary_sector',
  });
  await press('Add organisation');
  await see('The organisation was added');
  await see('Cedarholme Food Bank');
  await press('Change Cedarholme Food Bank');
  await check('organisation-change');
  await fill({ Name: 'Cedarholme Pantry' });
  await press('Save changes');
  await press('Add a team Cedarholme Pantry');
  await check('team-new');
  await press('Add team');
  await wrong('Enter the team’s name');
  await check('team-new-errors');
  await fill({ 'Name of the team': 'Saturday kitchen' });
  await press('Add team');
  await see('Saturday kitchen');
  await press('Withdraw Cedarholme Pantry');
  await check('organisation-withdrawal');
  await press('Withdraw organisation');
  await wrong('Enter why it leaves the partnership');
  await fill({ 'Why does it leave the partnership?': 'It has merged with another charity.' });
  await press('Withdraw organisation');
  await see('It has merged with another charity.');
  await check('organisations-left');
  await press('Take back Cedarholme Pantry');
  await see('The organisation belongs to the partnership again');
  assert.equal(await open('/cases'), 403);
  await check('administrator-sees-no-case');
});

journey('an administrator adds a service, changes it and withdraws it', async (steps) => {
  const { as, open, press, fill, see, check, wrong, kept } = steps;
  await as('administrator');
  await open('/services');
  await see('Young people aged 8 to 18 who care for somebody');
  await check('service-list');
  await press('Add a service');
  await check('service-new');
  await fill({ 'With how many families can it work at a time?': 'many' });
  await press('Add service');
  await wrong('Enter the service’s name');
  await wrong('such as 12');
  await kept({ 'With how many families can it work at a time?': 'many' });
  await check('service-new-errors');
  await fill({
    'Which organisation provides it?': 'Harbour Homes',
    'Name of the service': 'Moving-in help',
    'Where is it offered? (optional)': ['Alderby', 'Birchwick'],
    'With how many families can it work at a time?': '4',
  });
  await press('Add service');
  await see('The service was added');
  await see('Alderby, Birchwick');
  await press('Change Moving-in help');
  await fill({ 'For whom is it? (optional)': 'Families who moved in the last three months' });
  await check('service-change');
  await press('Save changes');
  await see('Families who moved in the last three months');
  await press('Withdraw Moving-in help');
  await check('service-withdrawal');
  await press('Withdraw service');
  await wrong('Enter why it is no longer offered');
  await fill({ 'Why is it no longer offered?': 'The grant ended.' });
  await press('Withdraw service');
  await see('The grant ended.');
  await check('service-list-withdrawn');
  await press('Offer again Moving-in help');
  await see('The service is offered again');
});

const rows = 'Rows, with the names of the columns in the first line';

journey('an administrator adds organisations and services from a spreadsheet', async (steps) => {
  const { as, open, press, fill, see, check, wrong, kept } = steps;
  await as('administrator');
  await open('/organisations');
  await press('Add organisations from a spreadsheet');
  await check('organisations-sheet');
  await fill({ [rows]: 'name,kind\nCedarholme Food Bank,vcse\nHarbour Homes,council\n' });
  await press('Continue');
  await see('Will be added');
  await see('kind: “Housing provider” becomes “Council”');
  await check('organisations-sheet-check');
  await press('Change answers');
  await kept({ [rows]: 'name,kind\nCedarholme Food Bank,vcse\nHarbour Homes,council\n' });
  await press('Continue');
  await press('Add and change organisations');
  await see('1 added, 1 changed');

  await open('/services');
  await press('Add services from a spreadsheet');
  await check('services-sheet');
  await fill({ [rows]: 'organisation,name\nHarbour Homes,Moving-in help' });
  await press('Continue');
  await wrong('These are missing: capacity');
  await check('services-sheet-errors');
  const first = 'organisation,name,capacity,criteria,places,goes_live_on,contact';
  const sound = 'Harbour Homes,Moving-in help,4,"Families who moved in the last three months, any landlord",Alderby;Birchwick,2027-04-01,';
  const changed = 'Alderby High School,Learning mentor,10,Pupils of the school,Alderby,,';
  const known = 'Northmere Young Carers,Young carers group,15,Young people aged 8 to 18 who care for somebody,,,';
  const refused = 'Harbour Holmes,Tenancy support,many,,Old Town;Atlantis,31/2/2027,';
  await fill({ [rows]: [first, sound, changed, known, refused].join('\n') });
  await press('Continue');
  await see('1 line will be left out');
  await see('There are several places “Old Town”');
  await check('services-sheet-check');
  await press('Add and change services');
  await see('1 added, 1 changed. 1 line was left out');
  await check('services-sheet-done');
});

journey('everybody reads the places of the partnership', async ({ as, open, press, see, check, page }) => {
  await as('practitioner');
  await open('/services');
  await press('places of the partnership');
  await see('ONSPD November 2025');
  await page().getByText('Alderby: 3 wards').click();
  await see('Market Street');
  await check('places');
});

journey('a practitioner is invited, sets a password, and chooses between two organisations', async (steps) => {
  const { as, asNobody, open, press, fill, see, check, wrong } = steps;
  await as('administrator');
  await open('/practitioners');
  await check('accounts');
  const { link, account } = await invite(steps);

  await asNobody();
  await open(link);
  await check('link');
  await fill({ 'New password': 'short', 'The same again': 'other' });
  await press('Set password');
  await wrong('12 characters');
  await check('link-errors');
  await fill({ 'New password': password, 'The same again': password });
  await press('Set password');
  await see('Your password is set');
  assert.equal(await open(link), 409);
  await see('This link has been used');
  await check('link-used');

  await signIn(steps);
  await see('Which organisation are you working for now?');
  await check('organisation-choice');
  await press('Continue');
  await wrong('Select one of your organisations');
  await check('organisation-choice-errors');
  await fill({ 'Which organisation are you working for now?': 'Harbour Homes' });
  await press('Continue');
  await see('What to do next');
  await open('/account');
  await see('Alex Moor');
  await check('account-own');
  await press('Change your password');
  await check('password');
  const anew = { 'New password': 'harbour candle violin', 'The same again': 'harbour candle violin' };
  await fill({ 'Your present password': wrongPassword, ...anew });
  await press('Change password');
  await wrong('present password');
  await check('password-errors');
  await fill({ 'Your present password': password, ...anew });
  await press('Change password');
  await see('Your account');

  await as('administrator');
  await resetAndDisable(steps, account);
});

async function invite({ press, fill, see, check, wrong, kept, page }) {
  await press('Invite a practitioner');
  await check('account-new');
  await fill({ Name: 'Alex Moor' });
  await press('Make the account and its link');
  await wrong('Select the organisation');
  await kept({ Name: 'Alex Moor' });
  await check('account-new-errors');
  await fill({ 'Sign-in name': 'a.moor', Organisation: 'Harbour Homes', 'What will they be?': 'Practitioner' });
  await press('Make the account and its link');
  await see('The account is made. Send its link');
  await check('account-invited');
  await press('Choose a team for Practitioner (Harbour Homes)');
  await check('team-choice');
  await press('Save team');
  await see('The team was saved');
  await press('Add a role');
  await check('role-new');
  await fill({ Organisation: 'Northmere Young Carers', 'What will they be?': 'Member of a forum' });
  await press('Add role');
  await wrong('Select the forum that the role is in');
  await check('role-new-errors');
  await fill({ 'Forum, for roles of a forum': 'Alderby allocation group' });
  await press('Add role');
  await see('Member of a forum, Alderby allocation group');
  const link = new URL(await page().locator('main code').innerText(), page().url()).pathname;
  return { link, account: new URL(page().url()).pathname };
}

async function signIn({ press, fill, wrong, check, see, open }) {
  await open('/sign-in?next=/account&timed_out=yes');
  await see('You were signed out');
  await check('sign-in-after-time-out');
  await fill({ 'Sign-in name': 'a.moor', Password: wrongPassword });
  await press('Sign in');
  await wrong('password');
  await check('sign-in-errors');
  await open('/sign-in');
  await fill({ 'Sign-in name': 'a.moor', Password: password });
  await press('Sign in');
}

async function resetAndDisable({ asNobody, as, open, press, fill, see, check }, account) {
  await open(account);
  await press('Make a new link');
  await see('Link to set a password');
  await press(/^End this role.*Alderby allocation group/);
  await press('Disable this account');
  await see('Nobody can sign in to this account.');
  await check('account-disabled');
  await asNobody();
  await open('/account');
  await see('Sign-in name');
  await as('administrator');
  await press('Enable this account');
  await see('Active');
  await check('account-active');
  await open('/account');
  await press('Sign out everywhere');
  await see('You are signed out on every device');
  await check('signed-out');
}

journey('what is typed outlives the session', async ({ as, open, press, fill, see, check, kept, page, service, way }) => {
  await as('coordinator');
  await open('/cases');
  await press('Dylan Marsh');
  await press('Record an action');
  const form = page().url();
  const typed = { 'What is to be done?': 'Ask the youth club for a place on Thursdays' };
  await fill(typed);
  if (way.script) await see('Saved as a draft');
  const elsewhere = await page().context().browser().newContext({ javaScriptEnabled: way.script });
  const other = await elsewhere.newPage();
  await other.goto(await service.signIn('coordinator'));
  await other.goto(new URL('/account', form).href);
  await Promise.all([other.waitForEvent('load'), other.getByRole('button', { name: 'Sign out everywhere' }).click()]);
  await elsewhere.close();
  await press('Record action');
  await page().getByLabel('Password', { exact: true }).waitFor();
  await page().goto(await service.signIn('coordinator'));
  await page().goto(form);
  if (way.script) {
    await see('You typed this on');
    await kept(typed);
    await check('action-restored');
  }
  await open('/drafts');
  await check('drafts');
  await open('/sign-out');
  await check('sign-out');
  await page().getByRole('main').getByRole('button', { name: 'Sign out', exact: true }).click();
  await see('You are signed out');
});
