// Ten journeys as people take them, one after the other in one world, without a mouse and without JavaScript: a child whom a
// school brings in, from the request to the next one. `hand.mjs` says what is asked of the keyboard.
import assert from 'node:assert/strict';
import { inDays, journeysInOneWorld } from './journey.mjs';
import { ask, request } from './request.mjs';

const child = 'Robin Ames';
const joint = 'Visit the family together to agree who comes on which morning';

journeysInOneWorld('ten journeys', [
  ['a school asks for support from a phone', asksForSupport],
  ['the coordinator returns one request and accepts another', decides],
  ['a panel of three organisations agrees a plan', meets],
  ['the lead professional returns the plan', returnsThePlan],
  ['the police report back', reportsBack],
  ['a family withdraws what they agreed to', withdraws],
  ['a case steps down', stepsDown],
  ['a line that is wrong is corrected', corrects],
  ['somebody leaves, and their work is handed over', leaves],
  ['a case is closed, and the child comes back', comesBack],
]);

const pathOf = (page) => new URL(page().url()).pathname;

async function asksForSupport(steps, kept) {
  const { as, press, fill, see, check, wrong, page } = steps;
  await as('practitioner');
  await press('Refer someone');
  await fill({ Name: child });
  await press('Search');
  await see('Nobody whose record you may see matches');
  await press('Add a new person');
  await press('Add person');
  await wrong('Select');
  await check('ten-person-errors');
  await fill({ 'Date of birth (optional)': '2015-05-14', 'Address (optional)': '9 Ferry Lane, Alderby' });
  await fill({ 'Do they have a learning difficulty or disability?': 'No' });
  await press('Add person');
  await see('The person was added');
  kept.person = pathOf(page);
  await press('Refer this person');
  await press('Refer to Alderby allocation group');
  await ask(steps);
  kept.referral = pathOf(page);
}

async function decides({ as, open, press, fill, see, check, wrong, page }, kept) {
  await as('coordinator');
  await open('/referrals?status=received');
  await check('ten-to-decide');
  const waiting = page().locator('tr').filter({ hasText: 'Amina Yusuf' }).getByRole('link');
  await press(await waiting.first().innerText());
  await press('Decide');
  await fill({
    'What do you decide?': 'Return to the referrer',
    'Why do you return it?': 'Already open elsewhere',
    'Why?': 'Housing can move this family first, before the group meets.',
  });
  await press('Record the decision');
  await wrong('Select why you decide against them');
  await check('ten-return-errors');
  await fill({ 'If you decide against the rules, why?': 'Something that the rules do not ask about' });
  await press('Record the decision');
  await see('The request was returned');

  await open(kept.referral);
  await press('Decide');
  await fill({
    'What do you decide?': 'Accept: open a case',
    'At which level of need?': '2: Additional',
    'Why?': 'School, health and police each hold a part of this.',
    'If you decide against the rules, why?': 'Something that the rules do not ask about',
  });
  await press('Record the decision');
  await see('The request was accepted and a case was opened');
  await press('See the case');
  kept.home = pathOf(page);
  await check('ten-case-new');
}

async function meets(steps, kept) {
  const { as, open, press, fill, see, check, wrong, page } = steps;
  await open('/meetings');
  await press(/^Arrange a meeting/);
  await fill({ 'On which day does the forum meet?': inDays(1) });
  await press('Arrange meeting');
  const meeting = pathOf(page);
  for (const name of [child, 'Dylan Marsh']) {
    await fill({ 'Put a case on the agenda': name });
    await press('Add to agenda');
    await see('The case is on the agenda');
  }
  await press('Change the order or the time of the agenda');
  await check('agenda-order');
  await fill({ 'When does the meeting begin? (optional)': 'at two', 'Place of item 2': '3' });
  await press('Save the agenda');
  await wrong('must be a time of the day');
  await wrong('The place of item 2 must be a number from 1 to 2');
  await check('agenda-order-errors');
  await fill({ 'When does the meeting begin? (optional)': '14:00', 'Place of item 2': '1', 'Minutes of item 1': '115' });
  await press('Save the agenda');
  await see('From 14:00 to 16:05: 125 minutes.');
  await see('5 minutes longer than the meeting');
  await check('agenda-too-long');
  await press('Publish agenda');
  await see('The agenda was published');
  await sits(steps, meeting);
  await agrees(steps, kept);
}

/** Three organisations are there, one of them by a deputy, and agree. */
async function sits({ as, open, press, fill, see, check, wrong }, meeting) {
  await as('chair');
  await open(meeting);
  await press('Record attendance');
  await fill({
    'Amara Cole, Northmere Community Health': 'Present',
    'Martin Oakes, Northmere Council': 'Present',
    'Sergeant Dee Walsh, Northmere Police': 'Sent a deputy',
  });
  await press('Save attendance');
  await press('Say who came for Sergeant Dee Walsh');
  await check('deputy');
  await press('Save');
  await wrong('Select who came, or enter their name');
  await check('deputy-errors');
  await fill({ 'Or the name of somebody without one': 'PC Ian Frost' });
  await press('Save');
  await see('Sent a deputy: PC Ian Frost');
  await see('3 are there');
  await check('ten-meeting-attended');
  await press('Record discussion and decision for item 2');
  await fill({
    'What was discussed?': 'School sees him every morning. Health knows his mother. Police were called twice in May.',
    'What did the meeting decide?': 'Plan agreed',
    'Why?': 'Three can each do a part, and the family asked for one person to talk to.',
  });
  await press('Save');
  await see('The discussion was saved');
}

/** A joint action, with a name for each part, a package of two services, and somebody who leads. */
async function agrees({ as, open, press, fill, see, check, wrong }, { home }) {
  await as('coordinator');
  await open(home);
  await press('Record an action');
  await fill({
    'What is to be done?': joint,
    'By when?': inDays(7),
    'Which organisations own it?': ['Alderby High School', 'Northmere Community Health', 'Northmere Police'],
    'Which one of them answers for it?': 'Alderby High School',
  });
  await press('Record action');
  await see('The action was recorded');
  await press(`Say who does it at Northmere Police: ${joint}`);
  await check('named');
  await press('Save');
  await wrong('Select who does it');
  await check('named-errors');
  await fill({ 'Who of Northmere Police does it?': 'Sergeant Dee Walsh' });
  await press('Save');
  await see('Northmere Police, Sergeant Dee Walsh');
  await press(`Say who does it at Northmere Community Health: ${joint}`);
  await fill({ 'Who of Northmere Community Health does it?': 'Amara Cole' });
  await press('Save');
  await press('Offer services');
  await fill({ 'Which services does this family need?': [
    'Young carers group, Northmere Young Carers',
    'Learning mentor, Alderby High School',
  ] });
  await press('Ask the providers');
  await see('The providers were asked');
  await press('Propose a lead professional');
  await fill({ 'Who should be the lead professional?': 'Amara Cole, Northmere Community Health (member of this forum)' });
  await press('Ask this person');
  await see('They were asked to be the lead professional');
  await check('ten-case-agreed');

  await as('lead-professional');
  await open(`${home}/summary`);
  await press('Answer: will you be lead professional?');
  await fill({ 'Do you accept to be the lead professional?': 'I accept' });
  await press('Send answer');
  await see('You are now the lead professional');
}

async function returnsThePlan({ as, open, press, fill, see, check }, { home }) {
  await as('lead-professional');
  await open(home);
  await press('Duties and team');
  await press('Add somebody to the team');
  await fill({
    'Or the name of somebody without one': 'Bea Holt',
    'Where do they work?': 'Brook School',
    'What do they do for the family?': 'Class teacher',
  });
  await press('Add to the team');
  await press('Record a meeting of the team');
  await fill({ 'When did they meet?': inDays(0), 'Who came?': 'Bea Holt' });
  await press('Record the meeting');
  await see('The meeting of the team was recorded');
  await press('I have returned the plan');
  await see('The plan was returned');
  await check('ten-duties-done');
}

async function reportsBack({ as, open, press, fill, see, check, wrong }) {
  await as('member');
  await see('action of yours to do');
  await check('ten-home-of-police');
  await open('/actions');
  await fill({ 'Which actions?': 'Mine: where I am named' });
  await press('Show');
  await see(joint);
  await check('actions-mine');
  await press(/^Report back.*Visit the family together/);
  await press('Send report');
  await wrong('Select whether it is done');
  await check('ten-report-errors');
  await fill({ 'Is it done?': 'Done', 'What was done, or why not?': 'PC Frost went with the school on Tuesday.' });
  await press('Send report');
  await see('Your report was recorded');
  await open('/actions?whose=mine');
  await see('You are named for no action');
  await check('actions-none');
}

async function withdraws({ as, open, press, fill, see, check, wrong }, { home }) {
  await as('lead-professional');
  await open(home);
  await press('Record consent');
  await press('Record consent');
  await wrong('Select what it is about');
  await check('ten-consent-errors');
  await fill({
    'What is it about?': 'That information about them is shared',
    'What did they say?': 'They agreed before, and have withdrawn it',
    'Who decided?': 'Somebody with parental responsibility',
    'Who said it, and how do you know?': 'His mother, on the telephone today',
  });
  await press('Record consent');
  await see('Consent to sharing was withdrawn.');
  await check('ten-consent-withdrawn');
}

async function stepsDown({ as, open, press, fill, see, check, wrong }) {
  await as('coordinator');
  await open('/cases');
  await press('Dylan Marsh');
  await press('Close the case');
  await press('Close case');
  await wrong('Select why the case is closed');
  await check('ten-closure-errors');
  await fill({
    'Why is the case closed?': 'Stepped down to one organisation',
    'What came of it for the family?': 'Outcomes achieved',
    'How did it end?': 'He works with the youth service alone now, and his parents speak with each other.',
  });
  await press('Close case');
  await see('The case was closed');
  await see('Stepped down to one organisation');
  await check('ten-stepped-down');
}

// A whole record that is the wrong person's is corrected elsewhere; a walk of it belongs here, as the next pair.
async function corrects({ as, open, press, fill, see, check, wrong }, { home }) {
  const words = 'His uncle came to the school to take him home';
  await as('lead-professional');
  await open(`${home}/chronology`);
  await press('Record what happened');
  await fill({ 'On which day did it happen?': inDays(-1), 'What happened?': words, 'Is it significant?': 'Yes' });
  await press('Record it');
  await press(/^Change what happened on .*uncle/);
  await fill({ 'Is it right?': 'It was entered in error' });
  await press('Save');
  await wrong('Enter what is wrong with it');
  await check('ten-error-errors');
  await fill({ 'What is wrong with it?': 'It was about another child of the same name' });
  await press('Save');
  await see('Entered in error: It was about another child of the same name');
  await check('ten-entered-in-error');
}

async function leaves({ as, open, press, fill, see, check, wrong }, { home }) {
  await as('lead-professional');
  await open('/account/away');
  await fill({ 'Are you away, or about to be?': 'I leave this work' });
  await fill({ 'What is the first day on which you are not there?': inDays(3) });
  await press('Save');
  await see('leaves on');

  await as('coordinator');
  await open('/leads');
  await press('Hand over the cases of Amara Cole');
  await press('Hand over their actions');
  await check('actions-handover');
  await press('Hand over');
  await wrong('Select who does them next');
  await check('actions-handover-errors');
  await fill({ 'Who does them from now on?': 'Nobody by name' });
  await press('Hand over');
  await see('handed over');
  await open('/leads');
  await press('Hand over the cases of Amara Cole');
  await fill({ 'Who should lead them?': 'Tom Birch, Northmere Young Carers' });
  await press('Ask this person');
  await see('They were asked to lead 2 cases');
  await check('ten-handed-over');

  await as('provider');
  await open(`${home}/summary`);
  await press('Answer: will you be lead professional?');
  await fill({ 'Do you accept to be the lead professional?': 'I accept' });
  await press('Send answer');
  await see('You are now the lead professional');
}

async function comesBack({ as, open, press, fill, see, check, wrong }, { home, person, referral }) {
  await as('provider');
  await open(home);
  await press('Close the case');
  await press('Close case');
  await wrong('still open');
  await fill({
    'Report back on them first, or give them up': ['Give up the open actions'],
    'Why are they given up?': 'The mornings are settled; nobody needs to come.',
    'Why is the case closed?': 'Needs met',
    'What came of it for the family?': 'Outcomes achieved',
    'How did it end?': 'He is at school each day, and his mother has somebody to ring.',
  });
  await press('Close case');
  await see('The case was closed');
  await check('ten-closed');

  await as('practitioner');
  await open(person);
  await press('Refer this person');
  await press('Refer to Alderby allocation group');
  await fill({
    ...request,
    'Did they agree that this is shared with the forum?': 'Yes, they agreed',
    'Lawful basis for sharing': 'Public task',
    'Where does the common assessment stand?': 'I will complete it here, after sending this',
  });
  await press('Continue');
  await see('Check your answers');
  await press('Send');
  await see('Your request was sent');

  await as('coordinator');
  await open('/referrals?status=received');
  await press(/^R-/);
  await see(child);
  await check('ten-came-back');
  await open(referral);
  await see('Accepted on');
}
