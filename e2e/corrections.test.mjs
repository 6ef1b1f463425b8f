// What was made about the wrong person, or entered in error, is put right.
import { journey } from './journey.mjs';

/** The coordinator adds somebody, and gives where their record is. */
async function added({ open, fill, press, see, page }, given, family) {
  await open('/people/new');
  await fill({ 'Given name': given, 'Family name': family });
  await fill({ 'Do they have a learning difficulty or disability?': 'Not known' });
  await press('Add person');
  await see(`${given} ${family}`);
  return new URL(page().url()).pathname;
}

journey('a case that was made about the wrong person is put right', async (steps) => {
  const { as, open, press, fill, see, gone, check, wrong, page } = steps;
  await as('coordinator');
  await added(steps, 'Kayla', 'Thornton');
  await open('/cases');
  await press('Kayleigh Thorne');
  const home = new URL(page().url()).pathname;
  await press('Consent');
  await press(/^Entered in error\?/);
  await check('consent-error');
  await press('Mark as entered in error');
  await wrong('Enter what is wrong with it');
  await fill({ 'What is wrong with it?': 'It was said of her cousin' });
  await press('Mark as entered in error');
  await see('It was said of her cousin');
  await check('errors');
  await press(/^Take it back/);
  await check('error-taking-back');
  await press('Take it back');
  await wrong('Enter why it is right after all');
  await fill({ 'Why is it right after all?': 'Her mother says that it was she' });
  await press('Take it back');
  await see('Her mother says that it was she');
  await check('errors-taken-back');

  await open(home);
  await press('This case is about somebody else');
  await check('wrong-person');
  await press('Move the case');
  await wrong('Search for someone, then select them');
  await check('wrong-person-errors');
  await fill({ 'Name of the right person': 'Kayla Thornton' });
  await press('Search');
  await fill({ 'Who is it?': 'Kayla Thornton' });
  await fill({ 'How do you know that it is about them?': 'The school rang: there are two of that age' });
  await check('wrong-person-found');
  await press('Move the case');
  await see('The case is with the right person now');
  await see('Written while this case was about another record');
  await check('corrections');
  await open(home);
  await see('may be about another family');
  await gone('Kayleigh Thorne');
  await check('case-moved');

  await as('lead-professional');
  await open(`${home}/corrections`);
  await press('I have checked it');
  await see('What was written before was checked');
  await check('case-moved-checked');
});

journey('a request that was made about the wrong child goes to the right one', async (steps) => {
  const { as, open, press, fill, see, check } = steps;
  await as('coordinator');
  await added(steps, 'Rowan', 'Castellan');
  await open('/referrals?status=received');
  await press(/^R-/);
  await press('This request is about somebody else');
  await check('wrong-child');
  await fill({ 'Name of the right person': 'Rowan Castellan' });
  await press('Search');
  await fill({ 'Who is it?': 'Rowan Castellan' });
  await fill({ 'How do you know that it is about them?': 'The health visitor mixed them up' });
  await press('Move the request');
  await see('The request is with the right person now');
  await see('Put right by');
  await check('referral-moved');
});
