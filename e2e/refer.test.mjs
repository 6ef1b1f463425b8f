// Asking for support: look first, ask, be answered, and read the answer as the one who asked.
import { journey } from './journey.mjs';
import { ask } from './request.mjs';

const forum = 'Alderby allocation group';

journey('a referrer looks first, adds a person and asks for support', async (steps) => {
  const { as, open, press, fill, see, check, wrong, kept } = steps;
  await as('practitioner');
  await check('home-practitioner');
  await press('Refer someone');
  await see('Northmere children and adults front door now on 01632 960174');
  await check('search');
  await press('Search');
  await wrong('Enter a name, a date of birth');
  await check('search-errors');
  await fill({ Name: 'Kayley Thorn' });
  await press('Search');
  await see('Kayleigh Thorne');
  await check('search-found');
  await fill({ Name: 'Leo Garnett' });
  await press('Search');
  await see('Nobody whose record you may see matches');
  await check('search-nobody');

  await press('Add a new person');
  await kept({ 'Given name': 'Leo', 'Family name': 'Garnett' });
  await check('person-new');
  await fill({ 'Date of birth (optional)': '2016-02-31', 'Address (optional)': '3 Mill Lane, Alderby' });
  await press('Add person');
  await wrong('Date of birth must be a real date');
  await kept({ 'Given name': 'Leo', 'Address (optional)': '3 Mill Lane, Alderby' });
  await check('person-new-errors');
  await fill({
    'Date of birth (optional)': '2016-02-28',
    'Do they have a learning difficulty or disability?': 'No',
  });
  await press('Add person');
  await see('The person was added');
  await check('person');

  await press('Refer this person');
  await see('Northmere children and adults front door now on 01632 960174');
  await check('choose-forum');
  await press(`Refer to ${forum}`);
  await check('request');
  await ask(steps);
  await open('/referrals');
  await see('Leo Garnett');
  await check('referrals-of-referrer');
});

journey('a request is assessed, returned with a reason and read by its referrer', async (steps) => {
  const { as, open, press, fill, see, check, paper, wrong, kept, page } = steps;
  await as('practitioner');
  await open('/referrals?status=received');
  await press(/^R-/);
  const referral = new URL(page().url()).pathname;
  await press('Change');
  await check('referral-change');
  await fill({ 'What is needed?': '' });
  await press('Continue');
  await wrong('Enter what is needed');
  await check('referral-change-errors');
  await fill({ 'What is needed?': 'A bigger home, and a hearing test.' });
  await press('Continue');
  await check('referral-change-answers');
  await press('Save changes');
  await see('A bigger home, and a hearing test.');

  await open(`${referral}/assessment`);
  await check('assessment');
  await assess(steps);
  await check('referral-assessed');

  await as('coordinator');
  await open('/referrals');
  await see('Amina Yusuf');
  await check('referrals-to-decide');
  await open(referral);
  await press('Decide');
  await see('The needs cannot be met by one organisation alone.');
  await see('Organisations whose help is needed');
  await check('decision');
  await fill({ 'What do you decide?': 'Return to the referrer' });
  await fill({ 'Why?': 'Housing can move this family first, before the group meets.' });
  await press('Record the decision');
  await wrong('Select');
  await kept({ 'Why?': 'Housing can move this family first, before the group meets.' });
  await check('decision-errors');
  await fill({
    'Why do you return it?': 'Already open elsewhere',
    'If you decide against the rules, why?': 'Something that the rules do not ask about',
  });
  await press('Record the decision');
  await see('The request was returned');
  await check('referral-returned');

  await as('practitioner');
  await open(referral);
  await see('Why it was returned');
  await see('Housing can move this family first');
  await see('Decided against the rules');
  await check('referral-returned-as-referrer');
  await paper('referral');
});

async function assess({ press, fill, see, check, wrong, kept }) {
  const begun = { 'Who was present?': 'Amina, and her mother Safia.' };
  await fill(begun);
  await press('Continue');
  await wrong('What led to this assessment?');
  await kept(begun);
  await check('assessment-errors');
  await fill({
    'Date of the assessment': '2026-01-12',
    'What led to this assessment?': 'Nursery was worried about her hearing.',
    'How did you find out what the child or young person thinks and feels?':
      'Through play, drawing or another way of their own',
    'What do they say, in their own words?': 'She drew a house with a garden.',
    'What do the parents and carers say, in their own words?': 'We help each other.',
    'What is the child or young person good at, and what do they enjoy?': 'Drawing and dancing.',
    'What do the parents and carers do well?': 'They keep to every appointment.',
    'Who and what already helps this family?': 'An aunt next door.',
    'What do the strengths and needs together tell you?': 'A close family in too small a home.',
    'What would the family like to be different?': 'Room to sleep.',
    'What will your own organisation do, now and after the panel?': 'Nursery keeps her place.',
  });
  await press('Continue');
  await see('She drew a house with a garden.');
  await check('assessment-answers');
  await press('Save assessment');
  await see('The assessment was saved');
}

journey('a request is withdrawn by its referrer', async ({ as, open, press, fill, see, check, wrong }) => {
  await as('practitioner');
  await open('/referrals?status=received');
  await press(/^R-/);
  await press('Withdraw');
  await check('withdrawal');
  await press('Withdraw');
  await wrong('Enter');
  await check('withdrawal-errors');
  await fill({ 'Why do you withdraw it?': 'The family moved away and asked us to stop.' });
  await press('Withdraw');
  await see('The request was withdrawn');
  await check('referral-withdrawn');
  await open('/referrals?status=received');
  await see('Nothing waits for a decision.');
  await check('referrals-empty');
});
