// An old need that is back, on an open case and a closed one; and how things are after a case was closed.
import { journeyOnPhone } from './journey.mjs';

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
