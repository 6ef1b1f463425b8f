// One family from the decision to the closure, by everybody who has a part in it.
import assert from 'node:assert/strict';
import { inDays, journey, journeyOnPhone } from './journey.mjs';
import { atOnce, away, stepUp, writeUpdate } from './beside.mjs';
import { consent } from './consent.mjs';

journey("a family's thread from acceptance to closure, and the outcome as its referrer", async (steps) => {
  const { as, open, press, see, page } = steps;
  await as('coordinator');
  await open('/referrals');
  await press(/^R-/);
  const referral = new URL(page().url()).pathname;
  await accept(steps);
  await press('See the case');
  const home = new URL(page().url()).pathname;
  await see('A lead professional is to be appointed.');
  await steps.check('case-new');
  await atOnce(steps, home);
  await meet(steps, home);
  await plan(steps, home);
  await lead(steps, home);
  await away(steps);
  await offers(steps, home);
  await reportBack(steps, home);
  await consent(steps, home);
  await stepUp(steps, home);
  await review(steps, home);
  await close(steps, home);

  await as('practitioner');
  await open(referral);
  await see('Accepted on');
  await see('The lead professional is Amara Cole.');
  await steps.check('referral-accepted-as-referrer');
  await press('See the case');
  await see('The family has a home with a garden.');
  await see('Outcomes achieved');
  await steps.check('case-closed-as-referrer');
  await outsider(steps, [home, `${home}/summary`, referral]);
  await whoHasLooked(steps, home);
  await again(steps, home);
});

async function accept({ press, fill, see, check, wrong, page }) {
  await press('Decide');
  await see('The rules suggest accepting it');
  await see('The family needs help from 2 or more organisations.');
  await fill({ 'What do you decide?': 'Accept: open a case' });
  await press('Record the decision');
  await wrong('Enter why you decide this');
  await check('acceptance-errors');
  await page().getByText('What is seen at level 2, additional').click();
  await fill({ 'Money does not last, or the rent is falling behind': true });
  await check('acceptance-indicators');
  await fill({ 'At which level of need?': '2: Additional', 'Why?': 'Housing and health each have a part.' });
  await press('Record the decision');
  await see('The request was accepted and a case was opened');
  await see('Money does not last, or the rent is falling behind');
  await check('referral-accepted');
}

async function meet({ as, open, press, fill, see, check, wrong, page }, home) {
  await open('/meetings');
  await check('meetings');
  await press(/^Arrange a meeting/);
  await check('meeting-new');
  await fill({ 'On which day does the forum meet?': inDays(-1) });
  await press('Arrange meeting');
  await wrong('The day of the meeting must be today or later');
  await check('meeting-new-errors');
  await fill({ 'On which day does the forum meet?': inDays(1) });
  await press('Arrange meeting');
  await see('The meeting was arranged');
  const meeting = new URL(page().url()).pathname;
  await check('meeting-empty');
  await press('Add to agenda');
  await wrong('Select');
  await check('agenda-errors');
  await open(meeting);
  const choice = page().getByLabel('Put a case on the agenda').getByText('Amina Yusuf');
  await fill({ 'Put a case on the agenda': await choice.innerText() });
  await press('Add to agenda');
  await see('The case is on the agenda');
  await press('Publish agenda');
  await see('The agenda was published');
  await check('meeting-published');

  await as('member');
  await open(meeting);
  await see('Amina Yusuf');
  await check('meeting-as-member');
  await writeUpdate({ press, fill, see, check, wrong });
  await open(home);
  await check('case-as-member');

  await as('chair');
  await open(meeting);
  await press('Record attendance');
  await fill({ 'Sergeant Dee Walsh, Northmere Police': 'Present' });
  await check('attendance');
  await press('Save attendance');
  await see('The attendance was saved');
  await press(/^Record discussion and decision/);
  await check('discussion');
  await fill({ 'What was discussed?': 'Housing says a home is free in May.' });
  await fill({ 'What did the meeting decide?': 'Plan agreed' });
  await press('Save');
  await wrong('Enter why the meeting decided this');
  await check('discussion-errors');
  await fill({ 'Why?': 'Each of three can do a part.' });
  await fill({ 'Does anybody see it otherwise? (optional)': 'Police: wait until the move.' });
  await press('Save');
  await see('The discussion was saved');
  await see('Seen otherwise');
  await check('meeting-discussed');
}

async function plan({ as, open, press, fill, see, gone, check, paper, wrong, kept }, home) {
  await as('coordinator');
  await open(home);
  await press('Set a goal');
  await check('goal-new');
  await fill({ 'How important is it to the family? (optional)': '11' });
  await press('Set goal');
  await wrong('Enter what should be different');
  await wrong('from 0 to 10');
  await check('goal-errors');
  const garden = 'The children have a garden to play in';
  await fill({ 'What should be different?': garden, 'How important is it to the family? (optional)': '8' });
  await press('Set goal');
  await see('The goal was set');
  await press(/^Change it, or say how it went/);
  await check('goal-change');
  await fill({ 'How sure are they that it will come about? (optional)': '5' });
  await press('Save');
  await see('Confidence 5 of 10');
  await press('Write down what is done if things get worse');
  await check('contingency');
  await fill({ 'What are the early signs that things are getting worse?': 'The younger two stop coming to school' });
  await press('Save');
  await wrong('Enter what is done when things get worse');
  await check('contingency-errors');
  await fill({ 'What is done then, and by whom?': 'School rings Amara Cole the same day' });
  await fill({ 'Whom do they call?': 'Amara by day; the night line of Northmere Community Health' });
  await press('Save');
  await see('It was written down');
  await press('Record an action');
  await check('action-new');
  const typed = { 'What is to be done?': 'Show the family the home in Quay Street' };
  await fill({ ...typed, 'Which organisations own it?': ['Harbour Homes', 'Alderby High School'] });
  await press('Record action');
  await wrong('Enter the day by which it is due');
  await wrong('Select which of its owners answers for the action');
  await kept(typed);
  await check('action-errors');
  await fill({ 'By when?': inDays(10), 'Which one of them answers for it?': 'Harbour Homes' });
  await fill({ 'Which goal does it serve? (optional)': garden });
  await press('Record action');
  await see('The action was recorded');
  await press(/^Change the action/);
  await check('action-change');
  await fill({ 'What is to be done?': 'Show the family the home in Quay Street with its garden' });
  await press('Save');
  await see('The action was changed');
  await press('Offer services');
  await check('services');
  await press('Ask the providers');
  await wrong('Select');
  await fill({ 'Which services does this family need?': [
    'Young carers group, Northmere Young Carers',
    'Learning mentor, Alderby High School',
  ] });
  await press('Ask the providers');
  await see('The providers were asked');
  await check('case-with-plan');
  await press('Plan to share');
  await see('Nothing is on this plan yet');
  await check('plan-to-share-empty');
  await press('Choose what is on it');
  await check('plan-to-share-choice');
  await fill({ 'What may be on it?': [
    `Goal: ${garden}`,
    'Action: Show the family the home in Quay Street with its garden. Harbour Homes and Alderby High School',
    'Help: Young carers group, Northmere Young Carers',
  ] });
  await press('Save and see the plan');
  await see('What we will do together');
  await gone('Learning mentor');
  await check('plan-to-share');
  await paper('plan-to-share');
  await press('Back');
}

async function lead({ as, open, press, fill, see, check, wrong }, home) {
  await press('Propose a lead professional');
  await check('lead');
  await press('Ask this person');
  await wrong('Select');
  const amara = 'Amara Cole, Northmere Community Health (member of this forum)';
  await fill({ 'Who should be the lead professional?': amara });
  await press('Ask this person');
  await see('They were asked to be the lead professional');

  await as('lead-professional');
  await open(`${home}/summary`);
  await check('case-summary');
  await press('Answer: will you be lead professional?');
  await check('lead-answer');
  await press('Send answer');
  await wrong('Select');
  await check('lead-answer-errors');
  await fill({ 'Do you accept to be the lead professional?': 'I accept' });
  await press('Send answer');
  await see('You are now the lead professional');
  await check('case-as-lead');
}

async function offers({ as, open, press, fill, see, check, wrong }, home) {
  await as('provider');
  await open('/cases');
  await press('Amina Yusuf');
  await press('Answer about: Young carers group');
  await check('offer');
  await fill({ 'Will you provide this service to the family?': 'We decline' });
  await press('Send answer');
  await wrong('Select');
  await check('offer-errors');
  await fill({ 'Will you provide this service to the family?': 'We accept' });
  await press('Send answer');
  await see('The service was accepted');

  await as('practitioner');
  await open(`${home}/summary`);
  await press('Answer about: Learning mentor');
  await fill({ 'Will you provide this service to the family?': 'We decline', 'Why do you decline?': 'No capacity' });
  await press('Send answer');
  await see('Your answer was recorded');
}

const action = 'Report back on: Show the family the home in Quay Street with its garden';

async function reportBack({ as, open, press, fill, see, check, wrong }, home) {
  await open(`${home}/summary`);
  await press(action);
  await see('This is a joint action.');
  await check('report');
  await press('Send report');
  await wrong('Select whether it is done');
  await check('report-errors');
  await fill({ 'Is it done?': 'Part done', 'What was done, or why not?': 'We told the parents, who asked for a visit.' });
  await press('Send report');
  await see('Your report was recorded');
  await as('lead-professional');
  await open(home);
  await press(action);
  await fill({ 'Which owner is this report from?': 'Harbour Homes', 'Is it done?': 'Done' });
  await press('Send report');
  await see('Your report was recorded');
  await check('case-reported');
}

async function review({ open, press, fill, see, check, paper, wrong }, home) {
  await open(home);
  await press('Review the plan');
  await check('review');
  await fill({ 'What follows?': 'The plan goes on' });
  await press('Record review');
  await wrong('Enter what has changed since the last review');
  await check('review-errors');
  await fill({
    'What has changed since the last review?': 'Amina hears well. She says the garden is hers.',
    'When will the plan be reviewed again?': inDays(42),
    'At which level of need are they now?': '1: Universal',
  });
  await press('Record review');
  await wrong('Enter why the level of need has changed');
  await check('review-level-errors');
  await fill({ 'Why has the level of need changed?': 'They have a home, and she hears.' });
  await press('Record review');
  await see('The review was recorded');
  await press('See how it was judged');
  await see('They have a home, and she hears.');
  await check('levels');
  await paper('levels');
  await open('/decisions');
  await see('No decision and no level of need waits for you to confirm it.');
  await check('decisions');
  await open(home);
}

async function close({ open, press, fill, see, check, paper, wrong, page }, home) {
  await press('Close the case');
  await check('closure');
  await press('Close case');
  await wrong('Select why the case is closed');
  await wrong('still open');
  await wrong('Select how each goal went');
  await check('closure-errors');
  await fill({
    'How did this goal go: The children have a garden to play in': 'Met',
    'Report back on them first, or give them up': ['Give up the open actions'],
    'Why are they given up?': 'The visit was made with the keys.',
    'Why is the case closed?': 'Needs met',
    'What came of it for the family?': 'Outcomes achieved',
    'How did it end?': 'The family has a home with a garden.',
  });
  await press('Close case');
  await see('The case was closed');
  await check('case-closed');
  await paper('case');
  await open(`${home}/chronology`);
  await see('Case closed: needs met.');
  await check('chronology');
  await paper('chronology');
  await press('Record what happened');
  await check('event-new');
  await press('Record it');
  await wrong('Enter the day on which it happened');
  await check('event-new-errors');
  await fill({ 'On which day did it happen?': inDays(-1), 'What happened?': 'The family moved to Quay Street' });
  await fill({ 'Is it significant?': 'Yes' });
  await press('Record it');
  await see('The family moved to Quay Street');
  await press(/^Change what happened on .*Quay Street/);
  await check('event-change');
  await press('Save');
  await fill({ Show: await page().getByLabel('Show').locator('option').nth(1).innerText() });
  await press('Show');
  await check('chronology-of-one-kind');
  await open('/cases?status=closed&whose=all');
  await see('Amina Yusuf');
  await check('cases-closed');
}

async function outsider({ as, open, press, fill, gone, see, check }, paths) {
  await as('outsider');
  await open('/cases');
  await gone('Amina');
  await check('cases-empty');
  await open('/people');
  await fill({ Name: 'Amina Yusuf' });
  await press('Search');
  await see('Nobody whose record you may see matches');
  for (const path of paths) {
    assert.equal(await open(path), 404, path);
    await gone('Amina');
  }
  await check('not-there');
}

async function whoHasLooked({ as, open, press, check, page }, home) {
  await as('coordinator');
  await open(home);
  await press('Who has looked at this case');
  await check('readers');
  let rows = '';
  const older = page().getByRole('link', { name: /^Next/ });
  for (;;) {
    rows += (await page().getByRole('row').allInnerTexts()).join('\n');
    if ((await older.count()) === 0) break;
    await press(/^Next/);
  }
  const looked = ['Priya Nair', 'Martin Oakes', 'Sergeant Dee Walsh', 'Amara Cole', 'Tom Birch', 'Jo Fielding'];
  for (const name of [...looked, 'Col Reed']) assert.ok(rows.includes(name), `${name} is not listed`);
  assert.ok(rows.includes('Kept out'), 'that somebody was kept out is not listed');
  for (const name of ['Ravi Shah', 'Lena Marsh']) assert.ok(!rows.includes(name), `${name} did not look`);
}

async function again({ open, press, fill, see, check, wrong }, home) {
  await open(home);
  await press('Open the case again');
  await check('reopening');
  await press('Open case again');
  await wrong('Enter why');
  await fill({ 'Why is the case opened again?': 'The lease was not signed.' });
  await press('Open case again');
  await see('The case was opened again');
  await check('case-reopened');
}

journeyOnPhone('a meeting is held and its minutes confirmed; another is cancelled', async (steps) => {
  const { as, open, press, see, check } = steps;
  await as('coordinator');
  await open('/meetings');
  await press(inWords(0));
  await check('meeting-held');
  await press('Confirm minutes');
  await see('The minutes were confirmed');
  await check('meeting-confirmed');
  await open('/meetings');
  await press(inWords(7));
  await press('Cancel meeting');
  await see('The meeting was cancelled');
  await check('meeting-cancelled');
  await as('lead-professional');
  await open('/');
  await check('home-member');
  await open('/cases?status=open&whose=mine');
  await see('Kayleigh Thorne');
  await check('cases-of-lead');
});

/** A day as pages say it: 22 November 2026. */
function inWords(days) {
  const options = { timeZone: 'Europe/London', day: 'numeric', month: 'long', year: 'numeric' };
  return new Intl.DateTimeFormat('en-GB', options).format(new Date(`${inDays(days)}T12:00:00Z`));
}
