// What a lead professional does by when, what providers give, and what was missing; and the figures of it.
import { inDays, journey } from './journey.mjs';

journey('a lead professional brings the team together and returns the plan', async (steps) => {
  const { as, open, press, fill, see, check, wrong, page } = steps;
  await as('lead-professional');
  await open('/cases?whose=mine');
  await press('Kayleigh Thorne');
  const home = new URL(page().url()).pathname;
  await press('Duties and team');
  await see('Bring the team around the family together');
  await see('Nobody is on the team yet');
  await check('duties');
  await press('Add somebody to the team');
  await check('team-new');
  await press('Add to the team');
  await wrong('Enter what they do for the family');
  await check('team-new-errors');
  await fill({ 'Or the name of somebody without one': 'Bea Holt', 'Where do they work?': 'Brook School' });
  await fill({ 'What do they do for the family?': 'Class teacher' });
  await press('Add to the team');
  await see('They are on the team');
  await press('Record a meeting of the team');
  await check('team-meeting');
  await press('Record the meeting');
  await wrong('Select who came');
  await check('team-meeting-errors');
  await fill({ 'When did they meet?': inDays(0), 'Who came?': 'Bea Holt' });
  await press('Record the meeting');
  await see('The meeting of the team was recorded');
  await press('I have returned the plan');
  await see('The plan was returned');
  await check('duties-done');
  await press(/^Has left the team/);
  await see('They have left the team');

  await as('coordinator');
  await open('/duties');
  await check('late-duties');
  await open(home);
  await see('Plan returned');
});

journey('a provider has a family wait, then starts; a gap is recorded', async (steps) => {
  const { as, open, press, fill, see, check, wrong, page } = steps;
  const question = 'Will you provide this service to the family?';
  await as('provider');
  await open('/cases');
  await press('Kayleigh Thorne');
  const summary = new URL(page().url()).pathname;
  await press('Answer about: Young carers group');
  await fill({ [question]: 'Yes, but they have to wait' });
  await press('Send answer');
  await wrong('Enter until about when they wait');
  await check('offer-wait-errors');
  await fill({ 'Until about when?': inDays(30) });
  await press('Send answer');
  await see('The family is on the waiting list');
  await check('summary-waiting');
  await open('/offers');
  await see('Waiting for Young carers group');
  await check('offers');
  await open(summary);
  await press('Answer about: Young carers group');
  await fill({ [question]: 'We accept' });
  await press('Send answer');
  await press('Say that it has started or ended about: Young carers group');
  await check('support');
  await press('Save');
  await wrong('Select whether it has started or ended');
  await check('support-errors');
  await fill({ 'What has happened?': 'It has started', 'On which day?': inDays(0) });
  await press('Save');
  await see('It was recorded');
  await see('started on');

  await as('coordinator');
  await open('/gaps');
  await check('gaps');
  await press(/^Record a gap for/);
  await check('gap-new');
  await press('Record the gap');
  await wrong('Select what they needed help with');
  await check('gap-new-errors');
  await fill({ 'What did they need help with?': 'Debt and money', 'Why did they go without?': 'The service was full' });
  await fill({ 'What was missing?': 'Debt advice in the evening, for parents who work' });
  await press('Record the gap');
  await see('The gap was recorded');
  await open('/gaps');
  await see('Debt advice in the evening');
  await check('gaps-listed');
});

journey('a session is recorded, and the figures of leads, time, groups and gaps are read', async (steps) => {
  const { as, open, press, fill, see, check, wrong } = steps;
  await as('coordinator');
  await open('/sessions');
  await check('sessions');
  await press(/^Record a session for/);
  await check('session-new');
  await press('Record the session');
  await wrong('Enter who held it');
  await check('session-new-errors');
  await fill({ 'When was it held?': inDays(-3), 'For whom was it?': 'School', 'Who held it?': 'The hub' });
  await press('Record the session');
  await see('The session was recorded');
  await check('sessions-listed');
  for (const report of ['leads', 'declines', 'timeliness', 'groups', 'sessions', 'gaps', 'quality']) {
    await open(`/reports/${report}`);
    await check(`report-${report}`);
  }
  await open('/quality/nhs_number');
  await check('quality-lacking');
  await open('/reports/timeliness?by=month');
  await check('report-timeliness-by-month');
});
