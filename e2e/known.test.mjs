// What staff must know of a person before they make contact, and what else the person goes by.
import { inDays, journey } from './journey.mjs';

journey('staff involved read from whom somebody has to be kept safe, and it is looked at again', async (steps) => {
  const { as, open, press, fill, see, gone, check, wrong } = steps;
  await as('coordinator');
  await find(steps, 'Kayleigh Thorne');
  await press('Persons of concern');
  await see('Nobody is recorded from whom they must be kept safe.');
  await check('persons-of-concern-none');
  await press('Record a person of concern');
  await check('person-of-concern-new');
  await press('Record');
  await wrong('Enter their name, or how they are known');
  await check('person-of-concern-errors');
  await fill({
    'Name': 'Dale Rudge',
    'What they are to this person': 'Another relative, or their family',
    'Do they know where this person lives?': 'Yes, they know it',
    'What is feared': 'He takes her mother’s money on the day it comes, and shouts when there is none.',
    'What staff do, and never do': 'Never ring the house on a Tuesday. Never say that Kayleigh told anybody.',
    'To be looked at again on': inDays(90),
  });
  await steps.page().getByLabel('Only those who read the address: staff involved, and the coordinator while it is open', { exact: true }).check();
  await press('Record');
  await see('It was recorded');
  await see('Dale Rudge');
  await check('persons-of-concern');

  await as('chair');
  await open('/cases');
  await press('Kayleigh Thorne');
  await see('There is somebody from whom they must be kept safe.');
  await gone('Dale Rudge');
  await check('case-concern-kept-back');

  await as('coordinator');
  await open('/cases');
  await press('Kayleigh Thorne');
  await see('Keep safe from Dale Rudge');
  await check('case-concern');
  await press('What is known of Dale Rudge');
  await press('Look at it again (Dale Rudge)');
  await check('person-of-concern-amend');
  await fill({ 'Where they live or are met (optional)': 'With his sister in Cole Lane', 'To be looked at again on': inDays(60) });
  await press('Save');
  await see('What was recorded before');
  await press('Say that it is over (Dale Rudge)');
  await check('person-of-concern-end');
  await press('Save');
  await wrong('Select whether it is over or was entered in error');
  await steps.page().getByLabel('They no longer have to be kept safe from Dale Rudge', { exact: true }).check();
  await fill({ 'Why?': 'He has moved to Leeds and has written that he will not come back.' });
  await press('Save');
  await see('no longer of concern since');
  await check('persons-of-concern-over');
});

journey('staff read an alert before they make contact, and somebody looks at it again', async (steps) => {
  const { as, open, press, fill, see, gone, check, wrong, page } = steps;
  await as('coordinator');
  await find(steps, 'Kayleigh Thorne');
  const home = new URL(page().url()).pathname;
  await press('Add an alert');
  await check('alert-new');
  await press('Add alert');
  await wrong('Select what staff must know');
  await check('alert-errors');
  await fill({
    'What must staff know?': 'Do not leave messages',
    'Why, and what to do about it': 'Her mother’s partner listens to them. Ring again later.',
    'When is it looked at again?': inDays(90),
  });
  await press('Add alert');
  await see('The alert was added');
  await press('Add an alert');
  await fill({
    'What must staff know?': 'Visit in pairs',
    'Why, and what to do about it': 'A neighbour has threatened staff.',
    'When is it looked at again?': inDays(30),
  });
  await press('Add alert');
  await see('Before you make contact');
  await check('person-alerts');

  await press('Change (Communication)');
  await check('communication');
  await fill({ 'Do they need an interpreter?': 'Yes' });
  await press('Save');
  await wrong('Enter the language that the interpreter must speak');
  await check('communication-errors');
  await fill({
    'Which language do they speak best?': 'Portuguese',
    'What do they need? (optional)': ['Easy read', 'More time, and short sentences'],
  });
  await press('Save');
  await see('Portuguese');
  await check('person-communication');

  await as('chair');
  await open('/cases');
  await press('Kayleigh Thorne');
  await see('A neighbour has threatened staff.');
  await see('Interpreter: Portuguese');
  await check('case-alerts');

  await as('provider');
  await open('/cases');
  await press('Kayleigh Thorne');
  await gone('neighbour');

  await as('coordinator');
  await press('Review the alert: Visit in pairs');
  await check('alert');
  await page().getByLabel('No, end it', { exact: true }).check();
  await press('Save');
  await wrong('Enter why the alert ends');
  await check('alert-end-errors');
  await fill({ 'Why does it end?': 'The neighbour has moved away.' });
  await press('Save');
  await see('Alerts that have ended');
  await check('person-alert-ended');
  await open(`${home}/contact`);
  await fill({
    'How can they safely be reached? (optional)': ['Text message', 'Through someone else'],
    'When? (optional)': 'Weekdays before 15:00',
    'Telephone (optional)': '01632 960 417',
  });
  await press('Save changes');
  await wrong('Enter through whom they can be reached');
  await fill({ 'Safe contact (optional)': 'Her grandmother, Mrs Thorne.' });
  await press('Save changes');
  await see('Send a text message; do not ring');
  await check('person-safe-contact');
});

journey('a person is found by another name and by the number of another system', async (steps) => {
  const { as, open, press, fill, see, check, wrong } = steps;
  await as('practitioner');
  await find(steps, 'Ben Aldous');
  await press('Add another name');
  await check('name-new');
  await press('Add name');
  await wrong('Select what kind of name it is');
  await check('name-errors');
  await fill({ 'What kind of name is it?': 'Name they had before', 'Family name': 'Castellan' });
  await press('Add name');
  await see('The name was added');
  await press('Add a number');
  await check('identifier-new');
  await fill({ 'What kind of number is it?': 'Unique pupil number (UPN)', 'The number': 'A801200001001' });
  await press('Add number');
  await wrong('Check the UPN');
  await check('identifier-errors');
  await fill({ 'The number': 'H801200001001' });
  await press('Add number');
  await see('UPN: H801200001001');
  await check('person-known-as');

  await open('/people');
  await fill({ Name: 'Ben Castelan' });
  await press('Search');
  await see('also known as Castellan');
  await check('people-also-known-as');
  await open('/people');
  await fill({ 'UPN, or a number in another system': 'h801 200 001 001' });
  await press('Search');
  await see('same number');
  await press('Ben Aldous');
  await press('Take off the name Castellan');
  await check('name-removal');
  await press('Take it off');
  await wrong('Enter why it is taken off the record');
  await check('name-removal-errors');
  await fill({ 'Why is it taken off the record?': 'It is the name of his half-brother.' });
  await press('Take it off');
  await see('The name was taken off');
  await press('Take off the number UPN: H801200001001');
  await check('identifier-removal');
  await fill({ 'Why is it taken off the record?': 'It is his half-brother’s.' });
  await press('Take it off');
  await see('The number was taken off');
});

journey('a death is recorded as far as it is known, and a mistake is taken back', async (steps) => {
  const { as, open, press, fill, see, gone, check, wrong, page } = steps;
  await as('practitioner');
  await find(steps, 'Ben Aldous');
  const home = new URL(page().url()).pathname;
  await press('Record that this person has died');
  await check('death');
  await press('Save');
  await wrong('Enter when they died');
  await check('death-errors');
  await page().getByLabel('Year', { exact: true }).fill(String(new Date().getFullYear()));
  await press('Save');
  await see('This person died in');
  await check('person-died');
  await press('Refer this person');
  await see('Refer the people who need support now');
  await check('refer-somebody-who-died');
  await open(`${home}/death`);
  await fill({ 'It was entered in error: the person is alive': true });
  await press('Save');
  await gone('This person died');
  await press('Change (Who they are)');
  await page().getByLabel('Day', { exact: true }).fill('');
  await press('Save changes');
  await see('About');
  await check('person-born-about');
});

journey('a family is recorded, drawn, and told again in a table', async (steps) => {
  const { as, press, fill, see, check, wrong, page } = steps;
  await as('practitioner');
  await find(steps, 'Ben Aldous');
  await press('Add someone to the household');
  await fill({ 'Name of the person who lives there': 'Kayleigh Thorne' });
  await press('Search');
  await fill({ 'Who is it?': 'Kayleigh Thorne', 'What is their part in the household?': 'Child' });
  await press('Add to the household');
  await press('Family and relationships');
  await check('family-empty');
  await press('Record a relationship');
  await check('relationship-new');
  await press('Record relationship');
  await wrong('Search for someone, then select them');
  await check('relationship-errors');
  const relate = async (name, what, more) => {
    await fill({ 'Name of the other person': name });
    await press('Search');
    await fill({ 'Who is it?': name, 'What is the other person to this person?': what, ...more });
  };
  await relate('Kayleigh Thorne', 'Sibling', {});
  await check('relationship-found');
  await press('Record relationship');
  await see('The relationship was recorded');
  await press('Record a relationship');
  const responsible = { 'Does the adult hold parental responsibility for the child?': 'Yes' };
  await relate('Dylan Marsh', 'Father', responsible);
  await press('Record relationship');
  await press('Record a relationship');
  await relate('Amina Yusuf', 'Grandparent', responsible);
  await press('Record relationship');
  await see('Father');
  await check('family');
  await press('End the relationship: Kayleigh Thorne is a sibling of Ben Aldous');
  await check('relationship-end');
  await press('Save');
  await wrong('Select whether it ended or was entered in error');
  await check('relationship-end-errors');
  await page().getByLabel('It was entered in error: it never was so', { exact: true }).check();
  await fill({ 'What happened, or what was wrong?': 'They are cousins.' });
  await press('Save');
  await see('Entered in error: They are cousins.');
  await check('family-ended');
  await press('What was entered in error');
  await press(/^Take it back/);
  await check('mark-taking-back');
  await press('Take it back');
  await wrong('Enter why it is right after all');
  await fill({ 'Why is it right after all?': 'They are siblings: the wrong line was marked.' });
  await press('Take it back');
  await see('They are siblings: the wrong line was marked.');
  await check('person-errors');
});

async function find({ open, press, fill, see }, name) {
  await open('/people');
  await fill({ Name: name });
  await press('Search');
  await press(name);
  await see(name);
}
