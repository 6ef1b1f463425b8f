// The demo as people meet it: months of a whole partnership, with long lists, and the tour of seven steps.
import { journeyThroughLife } from './journey.mjs';

journeyThroughLife('a coordinator takes the tour, and then does not want to see it again', async (steps) => {
  const { as, press, see, gone, check, open, page } = steps;
  await as('coordinator');
  await see('New here?');
  await check('living-home');
  await press('Take the tour');
  for (const step of [
    ["Today's requests", 'Open the requests to decide'],
    ['Deciding a request', 'Open a request to decide'],
    ['The meeting', 'Open the next meeting'],
    ['A plan and its actions', 'Open a case'],
    ['Chasing what is late', 'Open the caseload'],
    ['Who can see this, and why', 'Open who has looked at a case'],
    ['The report for the board', 'Open the reports'],
  ].entries()) {
    const [number, [heading, link]] = step;
    await see(`${number + 1} of 7: ${heading}`);
    await check(`tour-${number + 1}`);
    const tour = page().url();
    await press(link);
    await check(`living-tour-${number + 1}`);
    await open(new URL(tour).pathname);
    if (number < 6) await press('Next');
  }
  await press('Do not show this again');
  await see('The tour is not shown again');
  await gone('New here?');
  await press('Tour of seven steps');
  await see('1 of 7');
});

journeyThroughLife('a day in the middle of it: the caseload, today’s meeting, a family and the demo’s own door', async (steps) => {
  const { as, asNobody, open, press, see, check, wrong, page } = steps;
  await as('coordinator');
  await open('/cases');
  await check('living-caseload');
  await open('/meetings');
  await check('living-meetings');
  await open('/');
  await see('(today)');
  await press(/^Alderby allocation group, /);
  await check('living-meeting');
  await press(/^Kayleigh Thorne/);
  await see('I have an afternoon a week that is mine');
  await check('living-case');
  await press('Chronology');
  await check('living-chronology');
  await open('/leads');
  await check('living-leads');
  await open('/followups/counts');
  await check('living-followup-counts');
  await open('/reports/allocation');
  await check('living-report');
  await open('/decisions');
  await see('Waits for a second person');
  await check('living-decisions-own');
  await as('chair');
  await see('decision to confirm');
  await open('/decisions');
  await check('living-decisions');
  await press(/^R-/);
  await see('A decision waits to be confirmed');
  await check('living-decision-to-confirm');
  const referral = new URL(page().url()).pathname;
  await page().getByText('If you do not agree').click();
  await check('living-decision-to-confirm-or-not');
  await press('Say no, and give it back');
  await wrong('Enter why you say no');
  await check('living-decision-errors');
  await open(referral);
  await press('Confirm the decision');
  await see('The decision was confirmed and the request was returned.');
  await see('confirmed by');
  await check('living-decision-confirmed');
  await as('practitioner');
  await check('living-home-practitioner');
  await open('/referrals');
  await check('living-referrals');
  await as('lead-professional');
  await check('living-home-lead');
  await open('/cases?whose=mine');
  await check('living-caseload-mine');
  await press(/^Kayleigh Thorne/);
  await press("The person's record");
  await check('living-person');
  await asNobody();
  await open('/demo');
  await see('Somebody else who works here');
  await check('living-demo');
});
