// After a request was sent: acknowledged, added to, and, once it was returned, what became of them.
import { journey } from './journey.mjs';

journey('a request is acknowledged, and its referrer adds what they learned', async (steps) => {
  const { as, open, press, fill, see, check, wrong, page } = steps;
  await as('practitioner');
  await open('/referrals?status=received');
  await press(/^R-/);
  const referral = new URL(page().url()).pathname;
  await see('You will hear by');
  await press('Add something you learned');
  await check('note');
  await press('Add');
  await wrong('Enter what you learned');
  await check('note-errors');
  await fill({ 'What did you learn?': 'Her hearing was tested on Tuesday: she needs grommets.' });
  await press('Add');
  await see('What you learned was added');
  await see('she needs grommets');
  await check('referral-noted');
  await press('Tell of a person of concern');
  await check('tell-of-concern');
  await press('Send');
  await wrong('Enter what is feared');
  await check('tell-of-concern-errors');
  await fill({
    'Name': 'Rory Gaunt',
    'What they are to this person': 'Friend or neighbour',
    'Do they know where this person lives?': 'Yes, they know it',
    'What is feared': 'He waits at the gate and gives her errands to run.',
    'What staff do, and never do': 'Ring her mother, never the house telephone.',
  });
  await press('Send');
  await see('It was sent to those who may read it');

  await as('coordinator');
  await open(referral);
  await see('she needs grommets');
  await see('Keep safe from Rory Gaunt (friend or neighbour)');
  await check('referral-to-acknowledge');
  await press('Acknowledge');
  await see('The request is acknowledged');
  await check('referral-acknowledged');
});

journey('a returned request comes back months later: what became of them?', async (steps) => {
  const { as, open, press, see, check } = steps;
  await as('practitioner');
  await see('family whose request was returned');
  await check('home-followup');
  await open('/followups');
  await see('What became of them, after 3 months?');
  await check('followups');
  await press('One organisation supports them (Ben Aldous)');
  await see('Thank you');
  await see('Nothing is asked of you today');
  await check('followups-answered');

  await as('coordinator');
  await open('/referrals?status=returned');
  await press(/^R-/);
  await see('After 3 months');
  await see('One organisation supports them');
  await check('referral-became');
  await open('/followups/counts');
  await see('One organisation supports them: 1');
  await check('followup-counts');
});
