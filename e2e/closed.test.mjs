// An old need that is back, on an open case and a closed one; how things are after a case was closed; and its story, told to others.
import { journeyOnPhone } from './journey.mjs';

/** Closes the case at this address, as the coordinator. */
async function close({ as, open, press, fill, see }, home) {
  await as('coordinator');
  await open(`${home}/closure`);
  await fill({
    'Report back on them first, or give them up': ['Give up the open actions'],
    'Why are they given up?': 'Nothing came of it.',
  });
  await fill({
    'How did this goal go: I get to school on time and have had breakfast': 'Met',
    'How did this goal go: I have an afternoon a week that is mine': 'Partly met',
  });
  await fill({
    'Why is the case closed?': 'Needs met',
    'What came of it for the family?': 'Outcomes achieved',
    'How did it end?': 'She goes to school.',
  });
  await press('Close case');
  await see('The case was closed');
}

journeyOnPhone('an old need is back: two presses, and what the plan says to do', async (steps) => {
  const { as, open, press, fill, see, check, wrong, page } = steps;
  await as('lead-professional');
  await open('/cases?whose=mine');
  await press('Kayleigh Thorne');
  const home = new URL(page().url()).pathname;
  await press('An old need is back');
  await check('relapse');
  await press('Save');
  await wrong('Select what is back');
  await wrong('Enter what was seen');
  await check('relapse-errors');
  await fill({ 'What is back?': 'Something else', 'What was seen?': 'She was not at school on three days running' });
  await press('Save');
  await see('It was recorded');
  await see('She was not at school on three days running');
  await check('relapses');

  await close(steps, home);
  await press('How are things now?');
  await see('Nothing has been said since');
  await check('closed-followups');
  await open(`${home}/relapses`);
  await see('This case is closed');
  await check('relapses-closed');
  await open('/followups/counts');
  await see('Closed, by what came of it');
  await check('followup-counts-closed');
});

journeyOnPhone('a closed case is told without a name, once they agreed and a second person has read it', async (steps) => {
  const { as, open, press, fill, see, check, wrong, page } = steps;
  await as('lead-professional');
  await open('/cases?whose=mine');
  await press('Kayleigh Thorne');
  const home = new URL(page().url()).pathname;
  await close(steps, home);
  await as('lead-professional');
  await open(`${home}/case-study`);
  await see('They have not agreed to a case study');
  await check('case-study-first');
  await open(`${home}/consent/new`);
  await fill({
    'What is it about?': 'That their story is told as a case study, without their name',
    'What did they say?': 'They agreed',
    'Who decided?': 'Somebody with parental responsibility',
    'Who said it, and how do you know?': 'Her mother, at home',
  });
  await press('Record consent');
  await see('What they said was recorded');
  await open(`${home}/case-study`);
  await press('Write a case study');
  await check('case-study-draft');
  await fill({
    'Made-up name': 'Robin',
    'What was asked for?': 'Kayleigh was tired and missed school.',
    'What was going well?': 'Robin likes to draw.',
    'What was done, and by which organisations?': 'A club once a week.',
    'What changed?': 'Robin goes to school.',
    'What might have happened without it? (optional)': 'Robin might have left school.',
  });
  await press('Give it to a second person');
  await wrong('Take out what could tell who it is: “Kayleigh” (a name)');
  await check('case-study-errors');
  await fill({ 'What was asked for?': 'Robin was tired and missed school.' });
  await press('Give it to a second person');
  await see('The case study was saved');
  await check('case-study-waits');
  await as('coordinator');
  await open(`${home}/case-study`);
  await check('case-study-second');
  await press('Approve it');
  await see('The case study was approved');
  await as('practitioner');
  await open('/case-studies');
  await see('Robin was tired and missed school.');
  await check('case-studies');
});
